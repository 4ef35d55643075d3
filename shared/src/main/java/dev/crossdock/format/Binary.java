package dev.crossdock.format;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Tells files that are no text from their first bytes, and says what they are. */
final class Binary {
    private static final int LOOKED_AT = 4096;

    private Binary() {}

    private record Kind(String magic, String is, String hint) {}

    private static final List<Kind> KINDS = List.of(
            new Kind("PK\u0003\u0004", "a zip archive", "Unpack it and drop the files in it."),
            new Kind(
                    "\u00d0\u00cf\u0011\u00e0",
                    "an old Excel workbook (.xls), or one with a password",
                    "Save it as .xlsx without a password."),
            new Kind("%PDF", "a PDF document", "Export the data as text and drop that."),
            new Kind("\u0089PNG", "a picture (PNG)", "Drop the data file."),
            new Kind("\u00ff\u00d8\u00ff", "a picture (JPEG)", "Drop the data file."),
            new Kind("GIF8", "a picture (GIF)", "Drop the data file."),
            new Kind("PAR1", "a Parquet file", "Drop it under its own name (.parquet)."),
            new Kind("\u001f\u008b", "packed with gzip twice", "Unpack it once and drop that."),
            new Kind("\u0028\u00b5\u002f\u00fd", "packed with zstd twice", "Unpack it once and drop that."),
            new Kind("BZh", "packed with bzip2", "Unpack it, or pack it with gzip."),
            new Kind("7z\u00bc\u00af", "a 7z archive", "Unpack it and drop the files in it."),
            new Kind("SQLite format 3\0", "an SQLite database", "Export the table as text and drop that."));

    /** What this is, when it is something known that is no text: {@code a zip archive}. */
    static Optional<String> called(byte[] head) {
        var latin = new String(head, 0, Math.min(head.length, LOOKED_AT), StandardCharsets.ISO_8859_1);
        return KINDS.stream()
                .filter(kind -> latin.startsWith(kind.magic()))
                .map(Kind::is)
                .findFirst();
    }

    /** @throws Refused {@code <format>.binary} */
    static void refuse(String format, String file, byte[] head) {
        var latin = new String(head, 0, Math.min(head.length, LOOKED_AT), StandardCharsets.ISO_8859_1);
        for (var kind : KINDS) {
            if (latin.startsWith(kind.magic())) throw refused(format, file, excel(kind, latin));
        }
        int nul = latin.indexOf('\0');
        if (nul >= 0 && Encoding.wide(head).isEmpty()) {
            var what = String.format(Locale.ROOT, "binary: its byte %,d is NUL", nul);
            throw refused(format, file, new Kind("", what, "Drop a text file, or name its format in the job."));
        }
    }

    /** A new workbook is a zip archive with known names in it. */
    private static Kind excel(Kind kind, String latin) {
        boolean excel =
                kind.magic().startsWith("PK") && (latin.contains("[Content_Types].xml") || latin.contains("xl/"));
        return excel
                ? new Kind("", "an Excel workbook (.xlsx)", "Drop it under its own name (.xlsx), or save it as CSV.")
                : kind;
    }

    private static Refused refused(String format, String file, Kind kind) {
        return new Refused(
                Problem.of(format + ".binary", "this is no " + format + " file, it is " + kind.is() + ".", kind.hint())
                        .at(file));
    }
}
