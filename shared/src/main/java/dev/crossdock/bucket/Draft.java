package dev.crossdock.bucket;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** An object that is being written: in memory while it is small, else in a file that goes with it. Not thread-safe. */
public final class Draft extends OutputStream {
    private static final int SMALL_BYTES = 1 << 20;

    private final int smallBytes;
    private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private Path file;
    private OutputStream out = memory;

    public Draft() {
        this(SMALL_BYTES);
    }

    Draft(int smallBytes) {
        this.smallBytes = smallBytes;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        if (file == null && memory.size() + length > smallBytes) {
            file = Files.createTempFile("crossdock-", ".out");
            out = new BufferedOutputStream(Files.newOutputStream(file));
            memory.writeTo(out);
            memory.reset();
        }
        out.write(bytes, from, length);
    }

    /** To be called once, when all is written. */
    public ObjectStore.Stored store(ObjectStore objects, String key, String contentType) throws IOException {
        out.close();
        return file == null
                ? objects.write(key, memory.toByteArray(), contentType)
                : objects.write(key, file, contentType);
    }

    @Override
    public void close() throws IOException {
        out.close();
        if (file != null) Files.deleteIfExists(file);
    }
}
