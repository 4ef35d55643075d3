package dev.crossdock.mapping.compiled;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** Functions of texts that need no pattern. Positions and lengths count code points. */
final class TextFunctions {
    private TextFunctions() {}

    static void register(Library to) {
        to.add("string", "<x-b?:s>", 1, (a, f) -> string(a[0], Boolean.TRUE.equals(a[1]), f.run));
        to.add("substring", "<s-nn?:s>", 3, (a, f) -> substring((String) a[0], (Number) a[1], (Number) a[2]));
        to.add("substringBefore", "<s-s:s>", 2, (a, f) -> before((String) a[0], (String) a[1]));
        to.add("substringAfter", "<s-s:s>", 2, (a, f) -> after((String) a[0], (String) a[1]));
        to.add("lowercase", text -> text.toLowerCase(Locale.ROOT));
        to.add("uppercase", text -> text.toUpperCase(Locale.ROOT));
        to.add("length", "<s-:n>", 1, (a, f) -> a[0] instanceof String s ? s.codePointCount(0, s.length()) : null);
        to.add("trim", TextFunctions::trim);
        to.add("pad", "<s-ns?:s>", 3, (a, f) -> pad((String) a[0], (Number) a[1], (String) a[2], f.run));
        to.add("join", "<a<s>s?:s>", 2, (a, f) -> join((List<?>) a[0], (String) a[1], f.run));
        to.add(
                "base64encode",
                "<s-:s>",
                1,
                (a, f) -> a[0] == null
                        ? null
                        : Base64.getEncoder().encodeToString(((String) a[0]).getBytes(StandardCharsets.UTF_8)));
        to.add(
                "base64decode",
                "<s-:s>",
                1,
                (a, f) -> a[0] == null
                        ? null
                        : new String(Base64.getDecoder().decode((String) a[0]), StandardCharsets.UTF_8));
    }

    private static String string(Object value, boolean pretty, Run run) {
        if (value == null) return null;
        if (value instanceof Fn) return "";
        if (!pretty) return Strings.of(value);
        if (value instanceof String text) return text;
        var text = new StringBuilder();
        Strings.json(text, value, "");
        return text.toString();
    }

    private static String substring(String text, Number from, Number length) {
        if (text == null) return null;
        int size = text.codePointCount(0, text.length());
        int start = from == null ? 0 : (int) from.doubleValue();
        if (size + start < 0) start = 0;
        if (start < 0) start += size;
        int end = size;
        if (length != null) {
            if (length.doubleValue() <= 0) return "";
            end = (int) Math.min(size, (long) start + (int) Math.ceil(length.doubleValue()));
        }
        if (start >= end) return "";
        if (size == text.length()) return text.substring(start, end);
        int first = text.offsetByCodePoints(0, start);
        return text.substring(first, text.offsetByCodePoints(first, end - start));
    }

    private static String before(String text, String part) {
        if (text == null) return null;
        if (part == null) return text;
        int at = text.indexOf(part);
        return at < 0 ? text : text.substring(0, at);
    }

    private static String after(String text, String part) {
        if (text == null) return null;
        if (part == null) return text;
        int at = text.indexOf(part);
        return at < 0 ? text : text.substring(at + part.length());
    }

    /** Spaces inside become one, those around none. */
    private static String trim(String text) {
        int length = text.length();
        boolean clean = length == 0 || text.charAt(0) > ' ' && text.charAt(length - 1) > ' ';
        for (int i = 1; clean && i < length; i++) {
            char c = text.charAt(i);
            clean = !space(c) || c == ' ' && text.charAt(i - 1) != ' ';
        }
        if (clean) return text;
        var trimmed = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            char c = space(text.charAt(i)) ? ' ' : text.charAt(i);
            if (c == ' ' && (trimmed.length() == 0 || trimmed.charAt(trimmed.length() - 1) == ' ')) continue;
            trimmed.append(c);
        }
        int end = trimmed.length();
        if (end > 0 && trimmed.charAt(end - 1) == ' ') trimmed.setLength(end - 1);
        return trimmed.toString();
    }

    private static boolean space(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }

    private static String pad(String text, Number width, String with, Run run) {
        if (text == null || width == null) return null;
        var fill = with == null || with.isEmpty() ? " " : with;
        long missing = Math.abs((long) width.doubleValue()) - text.codePointCount(0, text.length());
        if (missing <= 0) return text;
        run.text(text.length() + missing);
        var padding = new StringBuilder();
        var points = fill.codePoints().toArray();
        for (int i = 0; i < missing; i++) padding.appendCodePoint(points[i % points.length]);
        return width.doubleValue() < 0 ? padding + text : text + padding;
    }

    private static String join(List<?> texts, String separator, Run run) {
        if (texts == null) return null;
        var between = separator == null ? "" : separator;
        long length = 0;
        for (var text : texts) length += ((String) text).length() + between.length();
        run.text(length);
        var joined = new StringBuilder((int) length);
        for (int i = 0; i < texts.size(); i++) {
            if (i > 0) joined.append(between);
            joined.append((String) texts.get(i));
        }
        return joined.toString();
    }
}
