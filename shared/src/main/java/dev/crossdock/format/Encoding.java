package dev.crossdock.format;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** How characters are written as bytes: by name, or by what a file's beginning shows. */
final class Encoding {
    private static final Map<Charset, Boolean> BYTEWISE = new ConcurrentHashMap<>();

    private Encoding() {}

    static Charset of(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException e) {
            throw new Refused(Problem.of(
                    "format.option",
                    "the encoding \"" + name + "\" is not known.",
                    "For example utf-8, windows-1252, iso-8859-1, utf-16."));
        }
    }

    /** Whether an ASCII character is one byte that stands for nothing else, so that line ends and delimiters are found by bytes. */
    static boolean bytewise(Charset charset) {
        return BYTEWISE.computeIfAbsent(charset, Encoding::test);
    }

    private static boolean test(Charset charset) {
        if (charset.equals(StandardCharsets.UTF_8)) return true;
        // Only of one-byte encodings it is certain: in Shift_JIS a letter's second byte may be "|".
        if (!charset.canEncode() || charset.newEncoder().maxBytesPerChar() != 1) return false;
        var ascii = new byte[128];
        for (int i = 0; i < ascii.length; i++) ascii[i] = (byte) i;
        return new String(ascii, charset).equals(new String(ascii, StandardCharsets.US_ASCII));
    }

    /** UTF-16 or UTF-32, which show by a byte order mark, or by the NULs that ASCII characters have there; else empty. */
    static Optional<String> wide(byte[] head) {
        if (begins(head, 0xff, 0xfe, 0, 0)) return Optional.of("utf-32le");
        if (begins(head, 0, 0, 0xfe, 0xff)) return Optional.of("utf-32be");
        if (begins(head, 0xff, 0xfe)) return Optional.of("utf-16le");
        if (begins(head, 0xfe, 0xff)) return Optional.of("utf-16be");
        if (head.length < 4 || head.length % 2 == 1 && head.length < 64) return Optional.empty();
        if (head[0] != 0 && head[1] == 0 && head[2] != 0 && head[3] == 0) return Optional.of("utf-16le");
        if (head[0] == 0 && head[1] != 0 && head[2] == 0 && head[3] != 0) return Optional.of("utf-16be");
        return Optional.empty();
    }

    static boolean marked(byte[] head) {
        return begins(head, 0xef, 0xbb, 0xbf);
    }

    private static boolean begins(byte[] head, int... with) {
        if (head.length < with.length) return false;
        for (int i = 0; i < with.length; i++) if ((head[i] & 0xff) != with[i]) return false;
        return true;
    }

    /** Whether these bytes are UTF-8 throughout, but for a character that the end cuts. */
    static boolean utf8(byte[] head) {
        for (int cut = 0; cut < 4 && cut < head.length; cut++) {
            if (Utf8.valid(head, 0, head.length - cut)) return true;
        }
        return head.length == 0;
    }

    /**
     * Whether bytes that are not UTF-8 throughout hold some of its longer characters all the same: then it is UTF-8 with a
     * damaged place, and reading it as something else would spoil all its good characters.
     */
    static boolean partlyUtf8(byte[] head) {
        int good = 0;
        int bad = 0;
        for (int i = 0; i < head.length; i++) {
            int lead = head[i] & 0xff;
            if (lead < 0x80) continue;
            int length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 1;
            if (length > 1 && i + length > head.length) break;
            if (length > 1 && Utf8.valid(head, i, length)) {
                good++;
                i += length - 1;
            } else {
                bad++;
            }
        }
        return good > bad;
    }

    /** Text of bytes that are not what they should be, as people most often mean it; every byte gives a character. */
    static String asMeant(byte[] bytes, int from, int length) {
        var text = new String(bytes, from, length, Charset.forName("windows-1252"));
        return text.indexOf('\uFFFD') < 0 ? text : new String(bytes, from, length, StandardCharsets.ISO_8859_1);
    }
}
