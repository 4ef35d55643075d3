package dev.crossdock.format;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * Unpacks the one file of a zip archive by streaming. Folders and what file managers add are passed over; a second file is
 * refused behind the first. Names are only looked at: nothing is ever written under them. Not thread-safe.
 */
final class Unzip extends InputStream {
    static final int MOST_ENTRIES = 10_000;
    /** Behind the file stands only the list of entries. */
    private static final long LONGEST_END = 64L << 20;

    private static final String END = "PK\u0005\u0006";
    private static final Pattern BESIDES =
            Pattern.compile("(.*/)?(__MACOSX/.*|\\.DS_Store|Thumbs\\.db|desktop\\.ini)|.*/");

    private final Counted counted;
    private final ZipInputStream in;
    private final String file;
    private String name = "";
    private int entries;
    private long out;
    private boolean begun;
    private boolean ended;
    private Refused failure;

    Unzip(InputStream in, String file) {
        this.counted = new Counted(new BufferedInputStream(in, 64 << 10));
        // Any byte is a character of this; names in UTF-8 are marked as such.
        this.in = new ZipInputStream(counted, StandardCharsets.ISO_8859_1);
        this.file = file;
    }

    /** The name of the file in an archive, as far as its beginning shows. */
    static Optional<String> nameIn(byte[] head, String file) {
        try (var zip = new Unzip(new java.io.ByteArrayInputStream(head), file)) {
            zip.begin();
            return Optional.of(zip.name).filter(found -> !found.isEmpty());
        } catch (IOException | Refused | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        if (failure != null) throw failure;
        if (len == 0) return 0;
        try {
            if (!begun) begin();
            if (ended) return -1;
            int n = unpack(b, off, len);
            if (n < 0) end();
            return n;
        } catch (Refused e) {
            failure = e;
        } catch (EOFException e) {
            failure = truncated();
        } catch (ZipException | IllegalArgumentException e) {
            failure = invalid(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            if (counted.failed(e)) throw e;
            failure = invalid(String.valueOf(e.getMessage()));
        }
        throw failure;
    }

    private int unpack(byte[] b, int off, int len) throws IOException {
        int n = in.read(b, off, len);
        out += Math.max(0, n);
        var bomb = Bombs.found("zip", file, counted.bytes(), out);
        if (bomb.isPresent()) throw bomb.get();
        return n;
    }

    private void begin() throws IOException {
        begun = true;
        var entry = nextFile();
        if (entry.isEmpty()) {
            throw refused("zip.empty", "there is no file in the archive.", "Look how it was packed.");
        }
        name = entry.get().getName();
    }

    private Optional<ZipEntry> nextFile() throws IOException {
        for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
            if (++entries > MOST_ENTRIES) {
                throw refused("zip.several", "the archive has more than 10,000 entries.", "Pack one file.");
            }
            refuseName(entry.getName());
            if (!BESIDES.matcher(entry.getName()).matches()) return Optional.of(entry);
            var passed = new byte[8192];
            while (unpack(passed, 0, passed.length) >= 0) {}
        }
        return Optional.empty();
    }

    /** Nothing is written under these names; but who packs so means harm, and others may unpack the file later. */
    private void refuseName(String entry) {
        if (!leadsOut(entry)) return;
        throw refused(
                "zip.name",
                "the archive has an entry \"" + shown(entry) + "\" that leads out of its folder.",
                "Look where the archive comes from; pack the file under its plain name.");
    }

    static boolean leadsOut(String entry) {
        return entry.startsWith("/")
                || entry.startsWith("\\")
                || entry.matches("(?s)[A-Za-z]:.*")
                || entry.matches("(?s)(.*[/\\\\])?\\.\\.([/\\\\].*)?")
                || entry.chars().anyMatch(c -> c < 0x20);
    }

    static String shown(String entry) {
        var shown = entry.replaceAll("\\p{Cntrl}", "?");
        return shown.length() <= 80 ? shown : shown.substring(0, 80) + "…";
    }

    private void end() throws IOException {
        var second = nextFile();
        if (second.isPresent()) {
            throw refused(
                    "zip.several",
                    "the archive has several files; \"" + name + "\" was read, \""
                            + second.get().getName() + "\" and what follows was not.",
                    "Pack each file by itself.");
        }
        ended = true;
        var rest = new byte[8192];
        for (long left = LONGEST_END; counted.read(rest, 0, rest.length) >= 0; left -= rest.length) {
            if (left < 0) throw invalid("something else follows its end");
        }
        if (!counted.endsAround(END)) throw truncated();
    }

    private Refused truncated() {
        return refused(
                "zip.truncated",
                String.format(Locale.ROOT, "the archive ends in the middle, after byte %,d.", counted.bytes()),
                "The upload was cut off, or the file was dropped before it was complete. Drop it again.");
    }

    private Refused invalid(String said) {
        if (said.contains("encrypted")) {
            return refused("zip.encrypted", "the archive is encrypted.", "Pack it without a password.");
        }
        return refused(
                "zip.invalid",
                String.format(Locale.ROOT, "the archive is damaged before byte %,d (%s).", counted.bytes(), said),
                "Pack it again, or drop the file unpacked.");
    }

    private Refused refused(String code, String message, String hint) {
        return new Refused(Problem.of(code, message, hint).at(file));
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
