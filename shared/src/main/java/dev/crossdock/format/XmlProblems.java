package dev.crossdock.format;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.WorldException;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.Locale;
import javax.xml.stream.Location;
import javax.xml.stream.XMLStreamException;

/** What is said of XML that cannot be read. */
final class XmlProblems {
    private XmlProblems() {}

    static void refuseHtml(String file, String text) {
        var begin = text.substring(0, Math.min(text.length(), 200)).toLowerCase(Locale.ROOT);
        if (!begin.startsWith("<!doctype html") && !begin.startsWith("<html")) return;
        throw new Refused(Problem.of(
                        "xml.html",
                        "this is a web page, not data.",
                        "It may be a login or an error page that was saved as a file; look how the file was fetched.")
                .at(file));
    }

    static RuntimeException of(XMLStreamException e, String place, String file) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CharacterCodingException || cause instanceof CharConversionException) {
                return refused(e, place, "xml.encoding", "here is a byte that the file's encoding has not.", ENCODING);
            }
            if (cause instanceof IOException io) {
                return new WorldException("reading " + file + ": " + io.getMessage(), io);
            }
        }
        var said = said(e);
        if (said.contains("UTF-8") || said.contains("(code 255)")) {
            return refused(
                    e, place, "xml.encoding", "here is a byte that the file's encoding has not: " + said, ENCODING);
        }
        if (said.toLowerCase(Locale.ROOT).contains("entity")) return entity(place);
        return refused(
                e,
                place,
                "xml.invalid",
                "from here on the file is no XML: " + said,
                "Correct it; nothing behind this place can be read.");
    }

    private static final String ENCODING =
            "Correct the encoding in the file's first line, or set format.xml.encoding to what it is written in.";

    static Refused dtd(String place) {
        return new Refused(Problem.of(
                        "xml.dtd",
                        "the file has a document type (<!DOCTYPE); these can read other files and fill the memory.",
                        "Take it out; data needs none.")
                .at(place));
    }

    static Refused entity(String place) {
        return new Refused(Problem.of(
                        "xml.entity",
                        "here is an entity that XML does not know by itself.",
                        "Write the character, or its number: &#228; for ä.")
                .at(place));
    }

    static Refused limit(String place, String what) {
        return new Refused(Problem.of("xml.limit", what, "Records are smaller; look whether this is a file of records.")
                .at(place));
    }

    private static Refused refused(Exception e, String place, String code, String message, String hint) {
        return new Refused(Problem.of(code, message, hint).at(place), e);
    }

    static String place(String file, long record, Location at, long offset) {
        return String.format(
                Locale.ROOT,
                "%s, record %,d, line %,d, column %,d, byte %,d",
                file,
                record,
                Math.max(1, at.getLineNumber()),
                Math.max(1, at.getColumnNumber()),
                Math.max(0, offset));
    }

    /** Aalto's own words without its place, which is said in ours. */
    private static String said(XMLStreamException e) {
        var text = String.valueOf(e.getMessage())
                .replaceFirst("(?s)\\s+at \\[row.*", "")
                .replaceFirst("(?s)^ParseError at .*?Message: ", "")
                .replaceAll("\\s+", " ")
                .replaceFirst("\\.$", "");
        return (text.length() <= 160 ? text : text.substring(0, 160) + "…") + ".";
    }
}
