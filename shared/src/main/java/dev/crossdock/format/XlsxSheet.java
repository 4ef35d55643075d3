package dev.crossdock.format;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.WorldException;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a workbook with one sheet, row by row, holding none of them. Every text is a text of its own in its cell (an inline
 * string), so nothing is ever taken for a formula, and the same rows give the same bytes. Not thread-safe.
 */
final class XlsxSheet {
    /** A zip archive's oldest. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private static final String XML = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
    private static final String MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private static final String RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private static final String PACKAGE = "http://schemas.openxmlformats.org/package/2006/";
    private static final String TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
    private static final int FLUSHED_AT = 32 << 10;

    private final ZipOutputStream zip;
    private final String name;
    /** Sheets before the one with the rows; empty ones, where a file must have its records on another than the first. */
    private final int before;

    private final StringBuilder text = new StringBuilder();
    private int row;

    /** @param out the caller closes it @param sheet a name, or a Number; empty = the first, called "Sheet1" */
    XlsxSheet(OutputStream out, Object sheet, int headerRow, List<String> columns) {
        this.zip = new ZipOutputStream(out);
        // As for gzip: the default level is slower than all else, and packs little better.
        zip.setLevel(1);
        this.before = sheet instanceof Number number ? Math.max(0, number.intValue() - 1) : 0;
        this.name = sheet instanceof String said && !said.isEmpty() ? named(said) : "Sheet" + (before + 1);
        this.row = Math.max(0, headerRow - 1);
        trying(() -> {
            around();
            for (int i = 1; i <= before; i++) {
                part("xl/worksheets/sheet" + i + ".xml", "<worksheet xmlns=\"" + MAIN + "\"><sheetData/></worksheet>");
            }
            begin("xl/worksheets/sheet" + (before + 1) + ".xml");
        });
        head(columns);
    }

    /** @throws Refused {@code xlsx.sheet-name} */
    static String named(String sheet) {
        boolean fits = sheet.length() <= 31
                && !sheet.isBlank()
                && sheet.chars().noneMatch(c -> "[]:*?/\\".indexOf(c) >= 0 || c < 0x20)
                && !sheet.startsWith("'")
                && !sheet.endsWith("'");
        if (fits) return sheet;
        throw new Refused(Problem.of(
                "xlsx.sheet-name",
                "a sheet cannot be called \"" + Unzip.shown(sheet) + "\".",
                "At most 31 characters, without [ ] : * ? / \\ and without ' at its ends."));
    }

    private interface Act {
        void run() throws IOException;
    }

    private static void trying(Act act) {
        try {
            act.run();
        } catch (IOException e) {
            throw new WorldException("writing a workbook: " + e.getMessage(), e);
        }
    }

    private void begin(String entry) throws IOException {
        var next = new ZipEntry(entry);
        next.setTimeLocal(NO_TIME);
        zip.putNextEntry(next);
        zip.write(XML.getBytes(StandardCharsets.UTF_8));
    }

    private void part(String entry, String content) throws IOException {
        begin(entry);
        zip.write(content.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    private void around() throws IOException {
        var types = new StringBuilder();
        var sheets = new StringBuilder();
        var relations = new StringBuilder();
        for (int i = 1; i <= before + 1; i++) {
            types.append("<Override PartName=\"/xl/worksheets/sheet%d.xml\" ContentType=\"%sworksheet+xml\"/>"
                    .formatted(i, TYPE));
            sheets.append("<sheet name=\"");
            XlsxText.write(sheets, i <= before ? "Sheet" + i : name);
            sheets.append("\" sheetId=\"%d\" r:id=\"rId%d\"/>".formatted(i, i));
            relations.append(relation("rId" + i, RELATIONS + "/worksheet", "worksheets/sheet" + i + ".xml"));
        }
        relations.append(relation("styles", RELATIONS + "/styles", "styles.xml"));
        part(
                "[Content_Types].xml",
                "<Types xmlns=\"" + PACKAGE + "content-types\">"
                        + "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                        + "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
                        + "<Override PartName=\"/xl/workbook.xml\" ContentType=\"" + TYPE + "sheet.main+xml\"/>"
                        + "<Override PartName=\"/xl/styles.xml\" ContentType=\"" + TYPE + "styles+xml\"/>" + types
                        + "</Types>");
        part("_rels/.rels", relations(relation("rId1", RELATIONS + "/officeDocument", "xl/workbook.xml")));
        part(
                "xl/workbook.xml",
                "<workbook xmlns=\"" + MAIN + "\" xmlns:r=\"" + RELATIONS + "\"><bookViews><workbookView activeTab=\""
                        + before + "\"/></bookViews><sheets>" + sheets + "</sheets></workbook>");
        part("xl/_rels/workbook.xml.rels", relations(relations.toString()));
        part("xl/styles.xml", STYLES);
    }

    private static String relation(String id, String type, String target) {
        return "<Relationship Id=\"%s\" Type=\"%s\" Target=\"%s\"/>".formatted(id, type, target);
    }

    private static String relations(String all) {
        return "<Relationships xmlns=\"" + PACKAGE + "relationships\">" + all + "</Relationships>";
    }

    /** Style 0 as it is, style 1 bold for the header. */
    private static final String STYLES = "<styleSheet xmlns=\"" + MAIN + "\">"
            + "<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font>"
            + "<font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>"
            + "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>"
            + "<fill><patternFill patternType=\"gray125\"/></fill></fills>"
            + "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
            + "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>"
            + "<cellXfs count=\"2\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>"
            + "<xf numFmtId=\"0\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\"/></cellXfs>"
            + "</styleSheet>";

    /** The names stay in sight, and columns are as wide as their names ask for. */
    private void head(List<String> columns) {
        int header = row + 1;
        text.append("<worksheet xmlns=\"").append(MAIN).append("\"><sheetViews><sheetView workbookViewId=\"0\"");
        if (before == 0) text.append(" tabSelected=\"1\"");
        text.append("><pane ySplit=\"%d\" topLeftCell=\"A%d\" activePane=\"bottomLeft\" state=\"frozen\"/>"
                .formatted(header, header + 1));
        text.append("</sheetView></sheetViews>");
        if (!columns.isEmpty()) {
            text.append("<cols>");
            for (int i = 0; i < columns.size(); i++) {
                int width = Math.min(40, Math.max(10, columns.get(i).length() + 3));
                text.append(
                        "<col min=\"%d\" max=\"%d\" width=\"%d\" customWidth=\"1\"/>".formatted(i + 1, i + 1, width));
            }
            text.append("</cols>");
        }
        text.append("<sheetData>");
        if (!columns.isEmpty()) row(columns, " s=\"1\"");
    }

    /** @throws Refused {@code xlsx.too-many-rows} */
    void row(List<?> cells) {
        row(cells, "");
    }

    private void row(List<?> cells, String style) {
        if (row == XlsxCells.MOST_ROWS) {
            throw new Refused(Problem.of(
                    "xlsx.too-many-rows",
                    String.format(
                            Locale.ROOT, "a sheet holds %,d rows, and there are more records.", XlsxCells.MOST_ROWS),
                    "Write csv or ndjson, or fewer records: from: { …, where: … }."));
        }
        row++;
        text.append("<row r=\"").append(row).append("\">");
        for (int i = 0; i < cells.size(); i++) if (cells.get(i) != null) cell(i, cells.get(i), style);
        text.append("</row>");
        if (text.length() > FLUSHED_AT) flush();
    }

    private void cell(int column, Object value, String style) {
        text.append("<c r=\"")
                .append(XlsxCells.address(column, row))
                .append('"')
                .append(style);
        if (value instanceof Boolean flag) {
            text.append(" t=\"b\"><v>").append(flag ? '1' : '0').append("</v></c>");
        } else if (value instanceof Number) {
            text.append("><v>")
                    .append(value instanceof BigDecimal number ? JsonTrees.plain(number) : value)
                    .append("</v></c>");
        } else {
            text.append(" t=\"inlineStr\"><is><t xml:space=\"preserve\">");
            XlsxText.write(text, String.valueOf(value));
            text.append("</t></is></c>");
        }
    }

    private void flush() {
        trying(() -> zip.write(text.toString().getBytes(StandardCharsets.UTF_8)));
        text.setLength(0);
    }

    /** Completes the workbook; does not close the stream underneath. */
    void finish() {
        text.append("</sheetData></worksheet>");
        flush();
        trying(() -> {
            zip.closeEntry();
            zip.finish();
            zip.flush();
        });
    }
}
