package dev.crossdock.infra.cloud;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that does something once, when its end was read and before that is told. */
final class LastByte extends FilterInputStream {
    private final Runnable then;
    private boolean reached;

    LastByte(InputStream in, Runnable then) {
        super(in);
        this.then = then;
    }

    @Override
    public int read() throws IOException {
        return told(super.read());
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        return told(super.read(bytes, from, length));
    }

    private int told(int read) {
        if (read < 0 && !reached) {
            reached = true;
            then.run();
        }
        return read;
    }
}
