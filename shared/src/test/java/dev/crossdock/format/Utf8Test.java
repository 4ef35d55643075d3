package dev.crossdock.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {
    /** On both sides of every border that RFC 3629 draws. */
    private static final int[] EDGES = {
        0, 0x22, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef,
        0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff
    };

    @Test
    void whatTheDecoderTakesIsValidAndNothingElse() {
        for (int first : EDGES) {
            for (int second : EDGES) {
                for (int third : EDGES) {
                    for (int fourth : EDGES) {
                        for (int length = 1; length <= 4; length++) {
                            check(new byte[] {(byte) first, (byte) second, (byte) third, (byte) fourth}, 0, length);
                        }
                    }
                }
            }
        }
    }

    @Test
    void whereverInATextTheDamageIs() {
        var random = new Random(11);
        var text = "plain text, then größer – €5, 😎 \uFFFD\uFEFF and a long plain end".repeat(2);
        for (int n = 0; n < 50_000; n++) {
            var bytes = text.getBytes(StandardCharsets.UTF_8);
            int from = random.nextInt(bytes.length);
            int length = random.nextInt(bytes.length - from + 1);
            if (random.nextInt(4) > 0) bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            check(bytes, from, length);
        }
    }

    @Test
    void asciiIsWhatHasNoHighBit() {
        var bytes = "0123456789abcdefghijklmnopqrstuvwxyz".getBytes(StandardCharsets.US_ASCII);
        assertThat(Utf8.ascii(bytes, 0, bytes.length)).isTrue();
        for (int i = 0; i < bytes.length; i++) {
            var spoilt = bytes.clone();
            spoilt[i] = (byte) 0x80;
            assertThat(Utf8.ascii(spoilt, 0, spoilt.length)).isFalse();
            assertThat(Utf8.ascii(spoilt, 0, i)).isTrue();
            assertThat(Utf8.ascii(spoilt, i + 1, spoilt.length - i - 1)).isTrue();
        }
    }

    private static void check(byte[] bytes, int from, int length) {
        boolean decodes = true;
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, length));
        } catch (CharacterCodingException e) {
            decodes = false;
        }
        if (Utf8.valid(bytes, from, length) != decodes)
            assertThat(Utf8.valid(bytes, from, length))
                    .as("%s, %d bytes from %d", ByteBuffer.wrap(bytes), length, from)
                    .isEqualTo(decodes);
    }
}
