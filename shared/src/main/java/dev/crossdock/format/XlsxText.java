package dev.crossdock.format;

import java.util.regex.Pattern;

/** Texts as a workbook has them: what XML cannot have is written {@code _x000D_} (ECMA-376 part 1, 22.9.2.19). */
final class XlsxText {
    private static final Pattern ESCAPED = Pattern.compile("_x([0-9A-Fa-f]{4})_");

    private XlsxText() {}

    static String read(CharSequence text) {
        if (text.length() < 7 || text.toString().indexOf("_x") < 0) return text.toString();
        return ESCAPED.matcher(text).replaceAll(match -> {
            char c = (char) Integer.parseInt(match.group(1), 16);
            return c == '\\' || c == '$' ? "\\" + c : String.valueOf(c);
        });
    }

    /** For an element's text, escaped for XML too. */
    static void write(StringBuilder to, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                to.append(c).append(text.charAt(++i));
            } else if (c == '&') {
                to.append("&amp;");
            } else if (c == '<') {
                to.append("&lt;");
            } else if (c == '>') {
                to.append("&gt;");
            } else if (c == '_' && looksEscaped(text, i)
                    || c < 0x20 && c != '\t' && c != '\n'
                    || Character.isSurrogate(c)
                    || c >= 0xFFFE) {
                to.append("_x%04X_".formatted((int) c));
            } else {
                to.append(c);
            }
        }
    }

    private static boolean looksEscaped(String text, int at) {
        return at + 7 <= text.length()
                && ESCAPED.matcher(text.substring(at, at + 7)).matches();
    }
}
