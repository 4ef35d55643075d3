package dev.crossdock.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteSearchTest {
    private static final byte[][] SOUGHT = {
        {','}, {'"', '\n'}, {';', '\n', '\r'}, {0, '\n', '\r'}, {(byte) 0xff, (byte) 0x80, 1}, {'"', '\n', '\r', '\\'}
    };

    @Test
    void theFirstIsFoundWhereverItStands() {
        var random = new Random(7);
        for (int n = 0; n < 200_000; n++) {
            var sought = SOUGHT[n % SOUGHT.length];
            var bytes = bytes(random, sought);
            int from = random.nextInt(bytes.length + 1);
            int to = from + random.nextInt(bytes.length - from + 1);
            assertThat(new ByteSearch(sought).next(bytes, from, to))
                    .as("case %d, from %d to %d", n, from, to)
                    .isEqualTo(oneByOne(sought, bytes, from, to));
        }
    }

    /** Mostly what is next to the sought in value: there arithmetic on eight at a time goes wrong, if anywhere. */
    private static byte[] bytes(Random random, byte[] sought) {
        var bytes = new byte[random.nextInt(40)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (sought[random.nextInt(sought.length)] + random.nextInt(5) - 2);
            if (random.nextInt(3) > 0) bytes[i] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static int oneByOne(byte[] sought, byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) for (byte b : sought) if (bytes[i] == b) return i;
        return to;
    }
}
