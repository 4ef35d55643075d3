package dev.crossdock.format;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.util.Set;

/** Names and text as XML 1.0 has them. In a rejects file, which takes everything, what it cannot have is replaced. */
final class XmlText {
    private final Set<String> prefixes;
    private final boolean rejects;

    XmlText(Set<String> prefixes, boolean rejects) {
        this.prefixes = prefixes;
        this.rejects = rejects;
    }

    String name(String key) {
        int colon = key.indexOf(':');
        boolean known = colon < 0 || prefixes.contains(key.substring(0, colon));
        if (known && isName(key.substring(colon + 1))) return key;
        if (rejects) {
            var fitting = key.codePoints()
                    .mapToObj(c -> inName(c) ? Character.toString(c) : "_")
                    .reduce("", String::concat);
            return isName(fitting) ? fitting : "_" + fitting;
        }
        throw new Refused((known
                        ? Problem.of(
                                "xml.name",
                                "\"" + key + "\" cannot be an element's name.",
                                "Let the map give another: letters, digits, - _ and . without a blank.")
                        : Problem.of(
                                "xml.prefix",
                                "\"" + key + "\" has a prefix without a namespace.",
                                "Name it in format.xml.namespaces: { " + key.substring(0, colon) + ": \"http://…\" }."))
                .in(key));
    }

    private static boolean isName(String text) {
        if (text.isEmpty() || !begins(text.codePointAt(0))) return false;
        return text.codePoints().allMatch(XmlText::inName);
    }

    /** NameStartChar of XML 1.0, 2.3, without the colon. */
    private static boolean begins(int c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c == '_'
                || c >= 0xC0 && c <= 0x2FF && c != 0xD7 && c != 0xF7
                || c >= 0x370 && c <= 0x1FFF && c != 0x37E
                || c == 0x200C
                || c == 0x200D
                || c >= 0x2070 && c <= 0x218F
                || c >= 0x2C00 && c <= 0x2FEF
                || c >= 0x3001 && c <= 0xD7FF
                || c >= 0xF900 && c <= 0xFDCF
                || c >= 0xFDF0 && c <= 0xFFFD
                || c >= 0x10000 && c <= 0xEFFFF;
    }

    private static boolean inName(int c) {
        return begins(c)
                || c >= '0' && c <= '9'
                || c == '-'
                || c == '.'
                || c == 0xB7
                || c >= 0x300 && c <= 0x36F
                || c == 0x203F
                || c == 0x2040;
    }

    void text(StringBuilder to, String text) {
        escape(to, text, false);
    }

    void attribute(StringBuilder to, String text) {
        escape(to, text, true);
    }

    private void escape(StringBuilder to, String text, boolean attribute) {
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            switch (c) {
                case '&' -> to.append("&amp;");
                case '<' -> to.append("&lt;");
                case '>' -> to.append("&gt;");
                case '\r' -> to.append("&#13;");
                case '"' -> to.append(attribute ? "&quot;" : "\"");
                case '\n', '\t' -> to.append(attribute ? "&#" + c + ";" : Character.toString(c));
                default -> to.appendCodePoint(character(c));
            }
        }
    }

    private int character(int c) {
        boolean has = c >= 0x20 && !Character.isSurrogate((char) c) && c != 0xFFFE && c != 0xFFFF || c > 0xFFFF;
        if (has) return c;
        if (rejects) return 0xFFFD;
        throw new Refused(Problem.of(
                "xml.character",
                String.format("a text holds U+%04X, which XML cannot have.", c),
                "Let the map take it out."));
    }
}
