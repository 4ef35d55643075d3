package dev.crossdock.format;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.WorldException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.ZipException;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;

/**
 * One XML part of a workbook, as elements and text: no DTD, no entities, no depth, no more bytes than the archive says. Not
 * thread-safe.
 */
final class XlsxPart implements AutoCloseable {
    private static final int DEEPEST = 64;
    private static final int MOST_ATTRIBUTES = 200;

    private final String place;
    private final XmlEvents events;
    private final Limited in;
    private int depth;

    /** @param in unpacked, as {@link XlsxBook} opens it @param place for messages: {@code p.xlsx, xl/workbook.xml} */
    XlsxPart(InputStream in, String place) {
        this.place = place;
        this.in = new Limited(in, this::tooLarge);
        this.in.again();
        this.events = trying(() -> new XmlEvents(this.in, place, Options.NONE));
    }

    private interface Reading<T> {
        T read() throws XMLStreamException;
    }

    private <T> T trying(Reading<T> reading) {
        try {
            return reading.read();
        } catch (XMLStreamException e) {
            throw failure(e);
        }
    }

    private RuntimeException failure(XMLStreamException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof Refused refused) return refused;
            if (cause instanceof ZipException || cause instanceof EOFException) return invalid("its data is damaged");
            if (cause instanceof IOException io)
                return new WorldException("reading " + place + ": " + io.getMessage(), io);
        }
        return invalid("it is no XML");
    }

    Refused invalid(String why) {
        return new Refused(Problem.of(
                        "xlsx.invalid",
                        "the workbook cannot be read: " + why + ".",
                        "Open it in a spreadsheet program, save it anew and drop that.")
                .at(place));
    }

    private Refused tooLarge() {
        return new Refused(Problem.of(
                        "xlsx.record-too-large",
                        String.format(
                                Locale.ROOT, "a row or a text has more than %,d bytes.", JsonTrees.LARGEST_RECORD),
                        "Rows of records are smaller; look whether this is a sheet of records.")
                .at(place));
    }

    /** From here on a row or a text may have its most bytes. */
    void again() {
        in.again();
    }

    /**
     * The next event: {@link XMLStreamConstants#START_ELEMENT}, {@code END_ELEMENT}, {@code CHARACTERS} or {@code END_DOCUMENT};
     * everything else is passed over or refused.
     */
    int next() {
        while (true) {
            int event = trying(events::next);
            switch (event) {
                case XMLStreamConstants.START_ELEMENT -> {
                    checkElement();
                    return event;
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    depth--;
                    return event;
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
                    return XMLStreamConstants.CHARACTERS;
                }
                case XMLStreamConstants.END_DOCUMENT -> {
                    return event;
                }
                case XMLStreamConstants.DTD ->
                    throw hostile("xlsx.dtd", "the workbook has a document type (<!DOCTYPE)");
                case XMLStreamConstants.ENTITY_REFERENCE -> throw hostile("xlsx.entity", "the workbook has an entity");
                default -> {}
            }
        }
    }

    private Refused hostile(String code, String what) {
        return new Refused(Problem.of(
                        code,
                        what + "; no spreadsheet program writes such, and it can read other files and fill the memory.",
                        "Look where the file comes from.")
                .at(place));
    }

    private void checkElement() {
        if (++depth > DEEPEST) throw limit("elements are nested deeper than " + DEEPEST);
        var reader = events.reader();
        int attributes = reader.getAttributeCount();
        if (attributes > MOST_ATTRIBUTES) throw limit("an element has more than " + MOST_ATTRIBUTES + " attributes");
        // The parser keeps every name; short ones are few.
        if (reader.getLocalName().length() > 2) events.elementName();
        for (int i = 0; i < attributes; i++) if (reader.getAttributeLocalName(i).length() > 2) events.attributeName(i);
    }

    Refused limit(String what) {
        return new Refused(
                Problem.of("xlsx.limit", what + ".", "Save what is wanted of it as a workbook of its own, or as CSV.")
                        .at(place));
    }

    /** Of the element, without its prefix: Excel's strict files have other namespaces, and mean the same. */
    String name() {
        return events.reader().getLocalName();
    }

    String text() {
        return events.reader().getText();
    }

    /** @return null when there is none */
    String attribute(String name) {
        var reader = events.reader();
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            if (reader.getAttributeLocalName(i).equals(name)) return reader.getAttributeValue(i);
        }
        return null;
    }

    String attribute(String name, String otherwise) {
        var value = attribute(name);
        return value == null ? otherwise : value;
    }

    /** Passes over the element that begins here. */
    void skip() {
        for (int inside = 1; inside > 0; ) {
            int event = next();
            if (event == XMLStreamConstants.START_ELEMENT) inside++;
            if (event == XMLStreamConstants.END_ELEMENT) inside--;
        }
    }

    /** The text of the element that begins here, up to its end; of elements in it nothing. */
    String content() {
        var text = new StringBuilder();
        while (true) {
            switch (next()) {
                case XMLStreamConstants.START_ELEMENT -> skip();
                case XMLStreamConstants.CHARACTERS -> text.append(text());
                default -> {
                    return text.toString();
                }
            }
        }
    }

    /** A string item, plain or rich: its texts, without how they are pronounced. */
    String richText() {
        var text = new StringBuilder();
        for (int inside = 1; inside > 0; ) {
            int event = next();
            if (event == XMLStreamConstants.END_ELEMENT) inside--;
            if (event != XMLStreamConstants.START_ELEMENT) continue;
            switch (name()) {
                case "t" -> text.append(content());
                case "rPh" -> skip();
                default -> inside++;
            }
        }
        return XlsxText.read(text);
    }

    @Override
    public void close() {
        try {
            events.close();
            in.close();
        } catch (XMLStreamException | IOException e) {
            // Nothing was to be written.
        }
    }

    /** Reads what is left, so that all of it is known to be whole. */
    void drain() {
        var passed = new byte[64 << 10];
        try {
            while (in.read(passed, 0, passed.length) >= 0) in.again();
        } catch (ZipException | EOFException e) {
            throw invalid("its data is damaged");
        } catch (IOException e) {
            throw new WorldException("reading " + place + ": " + e.getMessage(), e);
        }
    }
}
