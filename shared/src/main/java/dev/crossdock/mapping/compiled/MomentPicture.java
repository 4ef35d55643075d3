package dev.crossdock.mapping.compiled;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A picture of a moment, {@code [Y0001]-[M01]-[D01]}, taken apart (XPath 3.1, {@code format-dateTime}). */
final class MomentPicture {
    private static final Map<Character, String> USUAL = new HashMap<>();
    private static final String NUMBERS = "YMDdFWwXxHhmsf";

    static {
        for (char c : "YMDdWwXxHhf".toCharArray()) USUAL.put(c, "1");
        for (char c : "FPCE".toCharArray()) USUAL.put(c, "n");
        for (char c : "ms".toCharArray()) USUAL.put(c, "01");
        for (char c : "Zz".toCharArray()) USUAL.put(c, "01:01");
    }

    static final MomentPicture ISO = new MomentPicture("[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]");

    /**
     * @param component 0 of a literal @param literal its text @param names n, N or T(itle) where it is a name, otherwise 0
     * @param integer how its number is written; null of names and literals @param width most characters of a name; 0 = any
     * @param digits of a year that are shown; 0 = all @param zulu whether no offset is written Z
     */
    record Part(
            char component, String literal, char names, IntegerPicture integer, int width, int digits, boolean zulu) {}

    final List<Part> parts = new ArrayList<>();

    /** @throws Failure D3132, D3135 */
    MomentPicture(String picture) {
        int start = 0;
        int at = 0;
        while (at < picture.length()) {
            if (picture.charAt(at) != '[') {
                at++;
                continue;
            }
            if (picture.startsWith("[[", at)) {
                literal(picture, start, at);
                literal("[");
                at += 2;
                start = at;
                continue;
            }
            literal(picture, start, at);
            int end = picture.indexOf(']', at);
            if (end < 0) throw Failure.of("D3135");
            marker(picture.substring(at + 1, end).replaceAll("\\s+", ""));
            at = end + 1;
            start = at;
        }
        literal(picture, start, at);
    }

    private void literal(String picture, int from, int to) {
        if (to > from) literal(picture.substring(from, to).replace("]]", "]"));
    }

    private void literal(String text) {
        parts.add(new Part((char) 0, text, (char) 0, null, 0, 0, false));
    }

    private void marker(String marker) {
        char component = marker.isEmpty() ? ' ' : marker.charAt(0);
        var usual = USUAL.get(component);
        int comma = marker.lastIndexOf(',');
        int least = 0;
        int most = 0;
        if (comma >= 0) {
            var width = marker.substring(comma + 1);
            int dash = width.indexOf('-');
            least = number(dash < 0 ? width : width.substring(0, dash));
            most = dash < 0 ? 0 : number(width.substring(dash + 1));
        }
        var shape = marker.isEmpty() ? "" : marker.substring(1, comma < 0 ? marker.length() : comma);
        var second = shape.length() > 1 && "atco".indexOf(shape.charAt(shape.length() - 1)) >= 0
                ? shape.substring(shape.length() - 1)
                : "";
        if (!second.isEmpty()) shape = shape.substring(0, shape.length() - 1);
        if (shape.isEmpty()) shape = usual;
        if (usual == null) throw Failure.of("D3132", null, String.valueOf(component));
        char names = shape.startsWith("n") ? 'n' : shape.startsWith("Nn") ? 'T' : shape.startsWith("N") ? 'N' : 0;
        IntegerPicture integer = null;
        int digits = 0;
        if (names == 0 && NUMBERS.indexOf(component) >= 0) {
            integer = new IntegerPicture(second.isEmpty() ? shape : shape + ";" + second);
            if (integer.mandatory < least) integer.mandatory = least;
            if (component == 'Y') {
                if (most > 0) {
                    digits = most;
                    integer.mandatory = most;
                } else if (integer.digitsShown() >= 2) {
                    digits = integer.digitsShown();
                }
            }
            // Numbers without anything between them are as wide as they are written.
            var before = parts.isEmpty() ? null : parts.get(parts.size() - 1);
            if (before != null && before.integer != null) before.integer.width = before.integer.mandatory;
        } else if (names == 0 && (component == 'Z' || component == 'z')) {
            integer = new IntegerPicture(shape);
        }
        parts.add(new Part(component, null, names, integer, most, digits, second.equals("t")));
    }

    private static int number(String text) {
        try {
            return Math.max(0, Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
