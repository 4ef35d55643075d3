package dev.crossdock.format;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** How the bytes of a CSV field become a text. Immutable and thread-safe: rows do it when they are asked. */
final class CsvTexts {
    private final Charset charset;
    private final byte quote;
    private final byte escape;
    private final boolean utf8;
    /** Of an encoding of single bytes, which of them stand for no character. */
    private final boolean[] undecodable = new boolean[256];

    CsvTexts(CsvDialect dialect) {
        charset = dialect.transcoded() ? StandardCharsets.UTF_8 : dialect.encoding();
        quote = (byte) dialect.quote();
        escape = (byte) dialect.quoting().escape();
        utf8 = charset.equals(StandardCharsets.UTF_8);
        for (int b = 0; !utf8 && b < 256; b++) {
            undecodable[b] = new String(new byte[] {(byte) b}, charset).indexOf('\uFFFD') >= 0;
        }
    }

    /** Whether every byte belongs to a character. */
    boolean decodes(byte[] bytes, int from, int length) {
        if (utf8) return Utf8.valid(bytes, from, length);
        for (int i = from; i < from + length; i++) if (undecodable[bytes[i] & 0xff]) return false;
        return true;
    }

    /** Whether the bytes are those of the same text in UTF-8, given that they can be decoded. */
    boolean sameInUtf8(byte[] bytes) {
        return utf8 || Utf8.ascii(bytes, 0, bytes.length);
    }

    /** What cannot be decoded becomes U+FFFD. @param doubled whether something in it has a quote's escape before it */
    String text(byte[] bytes, int from, int to, boolean doubled) {
        return doubled ? undoubled(bytes, from, to) : new String(bytes, from, to - from, charset);
    }

    private String undoubled(byte[] bytes, int from, int end) {
        var plain = Arrays.copyOfRange(bytes, from, end);
        int to = 0;
        for (int i = from; i < end; i++) {
            boolean escaped = bytes[i] == escape && i + 1 < end && (bytes[i + 1] == quote || bytes[i + 1] == escape);
            if (escaped) i++;
            plain[to++] = bytes[i];
        }
        return new String(plain, 0, to, charset);
    }
}
