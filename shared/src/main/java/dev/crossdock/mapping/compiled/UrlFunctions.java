package dev.crossdock.mapping.compiled;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Percent-encoding of a URL and of its parts (RFC 3986, with ECMAScript's sets of characters). */
final class UrlFunctions {
    private static final String PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()";
    private static final String DELIMITERS = ";/?:@&=+$,#";

    private UrlFunctions() {}

    static void register(Library to) {
        to.add("encodeUrlComponent", "<s-:s>", 1, (a, f) -> encode((String) a[0], PLAIN, "encodeUrlComponent"));
        to.add("encodeUrl", "<s-:s>", 1, (a, f) -> encode((String) a[0], PLAIN + DELIMITERS, "encodeUrl"));
        to.add("decodeUrlComponent", "<s-:s>", 1, (a, f) -> decode((String) a[0], "", "decodeUrlComponent"));
        to.add("decodeUrl", "<s-:s>", 1, (a, f) -> decode((String) a[0], DELIMITERS, "decodeUrl"));
    }

    private static String encode(String text, String plain, String name) {
        if (text == null) return null;
        ByteBuffer bytes;
        try {
            bytes = StandardCharsets.UTF_8
                    .newEncoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .encode(CharBuffer.wrap(text));
        } catch (CharacterCodingException e) {
            throw Failure.of("D3140", name, text);
        }
        var encoded = new StringBuilder();
        while (bytes.hasRemaining()) {
            int b = bytes.get() & 0xff;
            if (b < 128 && plain.indexOf(b) >= 0) encoded.append((char) b);
            else encoded.append(String.format("%%%02X", b));
        }
        return encoded.toString();
    }

    /** @param kept what stays encoded */
    private static String decode(String text, String kept, String name) {
        if (text == null) return null;
        var decoded = new StringBuilder();
        var bytes = ByteBuffer.allocate(text.length());
        for (int i = 0; i < text.length(); ) {
            if (text.charAt(i) != '%') {
                decoded.append(text.charAt(i++));
                continue;
            }
            bytes.clear();
            for (; i < text.length() && text.charAt(i) == '%'; i += 3) {
                int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
                if (low < 0) throw Failure.of("D3140", name, text);
                int b = high * 16 + low;
                if (b < 128 && kept.indexOf(b) >= 0) {
                    decoded.append(utf8(bytes, text, name)).append(text, i, i + 3);
                    bytes.clear();
                } else {
                    bytes.put((byte) b);
                }
            }
            decoded.append(utf8(bytes, text, name));
        }
        return decoded.toString();
    }

    private static CharBuffer utf8(ByteBuffer bytes, String text, String name) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(bytes.flip());
        } catch (CharacterCodingException e) {
            throw Failure.of("D3140", name, text);
        }
    }
}
