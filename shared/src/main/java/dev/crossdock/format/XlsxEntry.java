package dev.crossdock.format;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;

/** An entry of a workbook's archive as it unpacks: as many bytes as the archive says, and these undamaged. Not thread-safe. */
final class XlsxEntry extends FilterInputStream {
    private final ZipEntry entry;
    private final String place;
    private final CRC32 sum = new CRC32();
    private long out;

    /** @throws Refused {@code xlsx.bomb} when the archive says that it is one */
    XlsxEntry(InputStream in, ZipEntry entry, String place) {
        super(in);
        this.entry = entry;
        this.place = place;
        boolean ratio = entry.getSize() > Bombs.RATIO_COUNTS_FROM
                && entry.getSize() / Math.max(1, entry.getCompressedSize()) > Bombs.LARGEST_RATIO;
        if (ratio) throw bomb("unpacks to more than " + Bombs.LARGEST_RATIO + " times its size");
        if (entry.getSize() > Bombs.LARGEST) throw bomb("unpacks to more than " + (Bombs.LARGEST >> 30) + " GB");
    }

    private Refused bomb(String what) {
        return new Refused(Problem.of(
                        "xlsx.bomb",
                        String.format(Locale.ROOT, "a part of the workbook %s (%,d bytes).", what, entry.getSize()),
                        "A sheet of records does not pack so well, nor gets so large; look where it comes from.")
                .at(place));
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        int n = in.read(b, off, len);
        if (n < 0) {
            if (out != entry.getSize() || sum.getValue() != entry.getCrc()) throw new ZipException("checksum");
            return n;
        }
        out += n;
        if (out > entry.getSize()) throw bomb("unpacks to more bytes than its archive says");
        sum.update(b, off, n);
        return n;
    }

    @Override
    public int available() {
        // Libraries that ask take 0 for the end.
        return 1;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
