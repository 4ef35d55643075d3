package dev.crossdock.format;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.xml.stream.XMLStreamConstants;

/** The texts that a workbook's cells share, by their number. A few stay in memory, many lie in a file. Not thread-safe. */
final class XlsxStrings implements AutoCloseable {
    static final int MOST = 2_000_000;
    private static final int LARGEST = 1 << 30;
    private static final int IN_MEMORY = 32 << 20;

    private int[] ends = new int[1024];
    private int count;
    private byte[] fresh = new byte[64 << 10];
    private int length;
    private Path file;
    private OutputStream out;
    private int stored;
    private ByteBuffer all;

    /** Reads the part to its end. */
    static XlsxStrings of(XlsxPart part) {
        var strings = new XlsxStrings();
        try {
            for (int event = part.next(); event != XMLStreamConstants.END_DOCUMENT; event = part.next()) {
                if (event != XMLStreamConstants.START_ELEMENT || !part.name().equals("si")) continue;
                part.again();
                strings.add(part.richText(), part);
            }
            strings.complete();
            return strings;
        } catch (IOException e) {
            strings.close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            strings.close();
            throw e;
        }
    }

    static XlsxStrings none() {
        var strings = new XlsxStrings();
        strings.all = ByteBuffer.allocate(0);
        return strings;
    }

    private void add(String text, XlsxPart part) throws IOException {
        if (count == MOST) throw part.limit("there are more than %,d different texts".formatted(MOST));
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        if ((long) stored + length + bytes.length > LARGEST) throw part.limit("the texts have more than 1 GB");
        if (length + bytes.length > fresh.length) make(bytes.length);
        System.arraycopy(bytes, 0, fresh, length, bytes.length);
        length += bytes.length;
        if (count == ends.length) ends = Arrays.copyOf(ends, 2 * count);
        ends[count++] = stored + length;
    }

    private void make(int room) throws IOException {
        if (out == null && length + room <= IN_MEMORY) {
            fresh = Arrays.copyOf(fresh, Math.max(2 * fresh.length, length + room));
            return;
        }
        if (out == null) {
            file = Files.createTempFile("crossdock-", ".texts");
            file.toFile().deleteOnExit();
            out = Files.newOutputStream(file);
        }
        out.write(fresh, 0, length);
        stored += length;
        length = 0;
        fresh = new byte[Math.max(1 << 20, room)];
    }

    private void complete() throws IOException {
        if (out == null) {
            all = ByteBuffer.wrap(fresh, 0, length);
            return;
        }
        out.write(fresh, 0, length);
        out.close();
        fresh = new byte[0];
        try (var channel = FileChannel.open(file)) {
            // Outside of the heap: the system keeps of it what is wanted.
            all = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
        }
    }

    int count() {
        return count;
    }

    /** @param number 0-based, below {@link #count} */
    String at(int number) {
        int from = number == 0 ? 0 : ends[number - 1];
        int size = ends[number] - from;
        if (all.hasArray()) return new String(all.array(), from, size, StandardCharsets.UTF_8);
        var bytes = new byte[size];
        all.get(from, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            if (out != null) out.close();
            if (file != null) Files.deleteIfExists(file);
        } catch (IOException e) {
            // It is gone when the process ends.
        }
    }
}
