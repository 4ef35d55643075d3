package dev.crossdock.format;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.stream.XMLStreamConstants;

/**
 * An open workbook: which sheets it has, how its numbers are shown, the texts that its cells share. Kept on disk while it is
 * open; entries are only read, never written under their names. Not thread-safe.
 */
final class XlsxBook implements AutoCloseable {
    private static final int MOST_ENTRIES = Unzip.MOST_ENTRIES;
    private static final int END = 0x06054b50;
    private static final int END_LENGTH = 22;
    /** The end of an archive's list of entries, with the longest comment. */
    private static final int LONGEST_END = END_LENGTH + 0xffff;

    private static final long LARGEST_DIRECTORY = 4L << 20;
    private static final int MOST_STYLES = 100_000;

    private final String file;
    private final Spooled spooled;
    private final ZipFile zip;
    private final List<Sheet> sheets = new ArrayList<>();
    private final List<XlsxDates.Kind> styles = new ArrayList<>();
    private XlsxStrings strings = XlsxStrings.none();
    private boolean from1904;

    /** @param path of its part in the archive */
    record Sheet(String name, String path) {}

    /**
     * @param in the whole file; closed
     * @throws Refused {@code xlsx.invalid}, {@code xlsx.bomb} and the like
     */
    XlsxBook(InputStream in, String file) {
        this.file = file;
        this.spooled = Spooled.of(in, file, "xlsx");
        ZipFile opened = null;
        try {
            checkDirectory();
            opened = new ZipFile(spooled.path().toFile());
            this.zip = opened;
            checkNames();
            read();
        } catch (IOException | IllegalArgumentException e) {
            // It lies on our own disk: what cannot be read of it is damaged.
            close(opened);
            throw invalid("its archive is damaged or cut off (" + e.getMessage() + ")");
        } catch (RuntimeException e) {
            close(opened);
            throw e;
        }
    }

    /** The archive's list of entries is read into memory as a whole: it must say that it is small. */
    private void checkDirectory() throws IOException {
        try (var in = new RandomAccessFile(spooled.path().toFile(), "r")) {
            var tail = new byte[(int) Math.min(in.length(), LONGEST_END)];
            in.seek(in.length() - tail.length);
            in.readFully(tail);
            var end = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i + END_LENGTH <= tail.length; i++) {
                if (end.getInt(i) != END) continue;
                if (Integer.toUnsignedLong(end.getInt(i + 12)) <= LARGEST_DIRECTORY) continue;
                throw invalid("its archive has more than 10,000 entries");
            }
        }
    }

    private void checkNames() {
        if (zip.size() > MOST_ENTRIES) throw invalid("its archive has more than 10,000 entries");
        zip.stream().map(ZipEntry::getName).filter(Unzip::leadsOut).findFirst().ifPresent(name -> {
            throw new Refused(Problem.of(
                            "xlsx.name",
                            "the workbook has a part \"" + Unzip.shown(name) + "\" that leads out of its folder.",
                            "No spreadsheet program writes such; look where the file comes from.")
                    .at(file));
        });
    }

    private void read() {
        var workbook = related("", "officeDocument").orElse("xl/workbook.xml");
        var targets = relations(workbook);
        try (var part = part(workbook)) {
            for (int event = part.next(); event != XMLStreamConstants.END_DOCUMENT; event = part.next()) {
                if (event != XMLStreamConstants.START_ELEMENT) continue;
                if (part.name().equals("workbookPr")) from1904 = flag(part.attribute("date1904", "0"));
                if (!part.name().equals("sheet")) continue;
                var target = targets.get(part.attribute("id", ""));
                // A sheet that is a chart has no cells.
                if (target == null || !target.type().endsWith("/worksheet")) continue;
                sheets.add(new Sheet(part.attribute("name", ""), target.path()));
            }
        }
        if (sheets.isEmpty()) throw invalid("it has no sheet with cells");
        for (var target : targets.values()) {
            if (target.type().endsWith("/styles")) readStyles(target.path());
        }
        for (var target : targets.values()) {
            if (target.type().endsWith("/sharedStrings")) readStrings(target.path());
        }
    }

    private static boolean flag(String text) {
        return text.equals("1") || text.equals("true");
    }

    private record Target(String type, String path) {}

    private Optional<String> related(String part, String type) {
        return relations(part).values().stream()
                .filter(target -> target.type().endsWith("/" + type))
                .map(Target::path)
                .findFirst();
    }

    /** By id: what a part refers to. */
    private Map<String, Target> relations(String part) {
        int slash = part.lastIndexOf('/') + 1;
        var path = part.substring(0, slash) + "_rels/" + part.substring(slash) + ".rels";
        var targets = new HashMap<String, Target>();
        if (zip.getEntry(path) == null) return targets;
        try (var rels = part(path)) {
            for (int event = rels.next(); event != XMLStreamConstants.END_DOCUMENT; event = rels.next()) {
                if (event != XMLStreamConstants.START_ELEMENT || !rels.name().equals("Relationship")) continue;
                if (rels.attribute("TargetMode", "").equals("External")) continue;
                if (targets.size() > MOST_ENTRIES) throw rels.limit("a part refers to more than 10,000 others");
                var target = rels.attribute("Target", "");
                var from = target.startsWith("/") ? target.substring(1) : part.substring(0, slash) + target;
                targets.put(rels.attribute("Id", ""), new Target(rels.attribute("Type", ""), plain(from)));
            }
        }
        return targets;
    }

    /** {@code xl/worksheets/../styles.xml} is {@code xl/styles.xml}. */
    private static String plain(String path) {
        var parts = new ArrayList<String>();
        for (var part : path.split("/")) {
            if (part.equals("..") && !parts.isEmpty()) parts.remove(parts.size() - 1);
            else if (!part.equals(".") && !part.isEmpty()) parts.add(part);
        }
        return String.join("/", parts);
    }

    private void readStyles(String path) {
        if (zip.getEntry(path) == null) return;
        var codes = new HashMap<String, String>();
        try (var part = part(path)) {
            boolean cells = false;
            for (int event = part.next(); event != XMLStreamConstants.END_DOCUMENT; event = part.next()) {
                if (event == XMLStreamConstants.END_ELEMENT && part.name().equals("cellXfs")) cells = false;
                if (event != XMLStreamConstants.START_ELEMENT) continue;
                part.again();
                switch (part.name()) {
                    case "numFmt" -> codes.put(part.attribute("numFmtId", ""), part.attribute("formatCode", ""));
                    case "cellXfs" -> cells = true;
                    case "xf" -> {
                        if (cells) styles.add(kind(part.attribute("numFmtId", "0"), codes));
                    }
                    default -> {}
                }
                if (styles.size() > MOST_STYLES || codes.size() > MOST_STYLES) {
                    throw part.limit("there are more than %,d styles".formatted(MOST_STYLES));
                }
            }
        }
    }

    private static XlsxDates.Kind kind(String id, Map<String, String> codes) {
        try {
            return XlsxDates.kind(Integer.parseInt(id), codes.get(id));
        } catch (NumberFormatException e) {
            return XlsxDates.Kind.NUMBER;
        }
    }

    private void readStrings(String path) {
        if (zip.getEntry(path) == null) return;
        try (var part = part(path)) {
            strings = XlsxStrings.of(part);
        }
    }

    /** @param wanted a sheet's name or number, 1-based; empty = the first */
    Sheet sheet(String wanted) {
        if (wanted.isEmpty()) return sheets.get(0);
        for (var sheet : sheets) if (sheet.name().equals(wanted)) return sheet;
        for (var sheet : sheets) if (sheet.name().equalsIgnoreCase(wanted.strip())) return sheet;
        if (wanted.matches("\\d{1,5}")) {
            int number = Integer.parseInt(wanted);
            if (number >= 1 && number <= sheets.size()) return sheets.get(number - 1);
        }
        throw new Refused(Problem.of(
                        "xlsx.sheet",
                        "there is no sheet \"" + wanted + "\"; there are "
                                + sheets.stream().limit(20).map(Sheet::name).toList() + ".",
                        "Set format.xlsx.sheet to a sheet's name, or to its number.")
                .at(file));
    }

    XlsxPart part(Sheet sheet) {
        return part(sheet.path());
    }

    private XlsxPart part(String path) {
        var place = file + ", " + path;
        var entry = zip.getEntry(path);
        if (entry == null) throw invalid("its part " + path + " is missing");
        try {
            return new XlsxPart(new XlsxEntry(zip.getInputStream(entry), entry, place), place);
        } catch (IOException e) {
            throw invalid("its part " + path + " is damaged");
        }
    }

    /** @param style a cell's, 0-based; null = none */
    XlsxDates.Kind shown(String style) {
        if (style == null || style.length() > 6 || !style.chars().allMatch(Character::isDigit)) {
            return XlsxDates.Kind.NUMBER;
        }
        int number = style.isEmpty() ? 0 : Integer.parseInt(style);
        return number < styles.size() ? styles.get(number) : XlsxDates.Kind.NUMBER;
    }

    XlsxStrings strings() {
        return strings;
    }

    boolean from1904() {
        return from1904;
    }

    private Refused invalid(String why) {
        return new Refused(Problem.of(
                        "xlsx.invalid",
                        "the workbook cannot be read: " + why + ".",
                        "Open it in a spreadsheet program, save it anew and drop that.")
                .at(file));
    }

    private void close(ZipFile opened) {
        try {
            if (opened != null) opened.close();
        } catch (IOException e) {
            // Nothing was to be written.
        }
        strings.close();
        spooled.close();
    }

    @Override
    public void close() {
        close(zip);
    }
}
