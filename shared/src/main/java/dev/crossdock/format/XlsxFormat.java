package dev.crossdock.format;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A workbook's sheet: a row with the columns' names, then a record a row. Options: {@code sheet}, its name or number (the first);
 * {@code header}, the row that holds the names (the first that is not empty); for writing {@code columns}, a list.
 *
 * <p>Numbers are numbers, true and false are such, a date or a time is its ISO text, a formula is its result as it was stored, an
 * empty cell is the empty text, an empty row is passed over. A cell that holds an error makes its record one that cannot be read.
 * Offsets count the rows' values, not the file's bytes.
 */
public final class XlsxFormat implements FileFormat {
    static final String NAME = "xlsx";
    static final String SUFFIX = ".xlsx";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> suffixes() {
        return List.of(SUFFIX, ".xlsm");
    }

    @Override
    public boolean sniff(byte[] head) {
        return zip(head) && Compression.document(head) && new String(head, StandardCharsets.ISO_8859_1).contains("xl/");
    }

    private static boolean zip(byte[] head) {
        return head.length > 3 && head[0] == 'P' && head[1] == 'K' && head[2] == 3 && head[3] == 4;
    }

    /** Whether a file that begins as an archive is no archive of files, but a workbook: by what the job or its name says. */
    static boolean said(String file, byte[] head, Options options) {
        var name = file.toLowerCase(java.util.Locale.ROOT);
        boolean named = new XlsxFormat().suffixes().stream().anyMatch(name::endsWith);
        return zip(head) && !name.endsWith(".zip") && (named || options.format().equals(NAME));
    }

    @Override
    public boolean seekable(Options options) {
        return false;
    }

    @Override
    public Detected detect(String file, byte[] head, Options options) {
        if (!zip(head)) {
            Binary.refuse(NAME, file, head);
            throw new Refused(Problem.of(
                            "xlsx.invalid",
                            "the workbook cannot be read: it is no workbook but a text.",
                            "Save it as .xlsx in a spreadsheet program, or name it as what it is: .csv, .xml …")
                    .at(file));
        }
        header(options);
        return new Detected(new Options(NAME, options.values()), "");
    }

    /** @return 1-based; 0 = the first that is not empty */
    static int header(Options options) {
        var said = CsvDialect.text(options, "header", "0");
        if (said.matches("\\d{1,7}")) return Integer.parseInt(said);
        throw new Refused(Problem.of(
                "format.option", "format.xlsx.header \"" + said + "\" is no row's number.", "For example 1."));
    }

    @Override
    public RecordReader reader(InputStream in, String file, Options options, Place from) {
        var reading = new XlsxReading(in, file, options);
        try {
            reading.stepOver(from.record());
        } catch (RuntimeException e) {
            reading.close();
            throw e;
        }
        return reading;
    }

    @Override
    public RecordWriter writer(OutputStream out, Options options) {
        return new XlsxWriting(out, options);
    }

    @Override
    public Optional<Assembly> assembly(Options options) {
        return Optional.of(new XlsxAssembly(options));
    }
}
