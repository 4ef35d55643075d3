package dev.crossdock.functions.controlapi.console;

import java.util.ArrayList;
import java.util.List;

/** What changed between two texts, line by line: the longest common subsequence of what is between their equal ends. */
final class TextDiff {
    /** More lines on both sides than this are told as all gone and all new: the table would be too large. */
    private static final int MOST = 1_500;

    private static final int AROUND = 2;

    private TextDiff() {}

    /** @param sign + new, - gone, blank as before @param tone for the stylesheet */
    public record Line(String sign, String text, String tone) {}

    /** Those that changed, with two around them. Empty when they are the same. */
    static List<Line> of(String before, String after) {
        if (before.equals(after)) return List.of();
        return near(all(before.lines().toList(), after.lines().toList()));
    }

    private static List<Line> all(List<String> a, List<String> b) {
        int begin = 0;
        while (begin < Math.min(a.size(), b.size()) && a.get(begin).equals(b.get(begin))) begin++;
        int end = 0;
        while (end < Math.min(a.size(), b.size()) - begin
                && a.get(a.size() - 1 - end).equals(b.get(b.size() - 1 - end))) end++;
        var lines = new ArrayList<Line>();
        a.subList(0, begin).forEach(text -> lines.add(same(text)));
        middle(a.subList(begin, a.size() - end), b.subList(begin, b.size() - end), lines);
        a.subList(a.size() - end, a.size()).forEach(text -> lines.add(same(text)));
        return lines;
    }

    private static void middle(List<String> a, List<String> b, List<Line> lines) {
        int n = a.size();
        int m = b.size();
        var length = n > MOST || m > MOST ? null : new int[n + 1][m + 1];
        for (int i = n - 1; length != null && i >= 0; i--) {
            for (int j = m - 1; j >= 0; j--)
                length[i][j] = a.get(i).equals(b.get(j))
                        ? length[i + 1][j + 1] + 1
                        : Math.max(length[i + 1][j], length[i][j + 1]);
        }
        int i = 0;
        int j = 0;
        while (i < n || j < m) {
            if (length != null && i < n && j < m && a.get(i).equals(b.get(j))) {
                lines.add(same(a.get(i++)));
                j++;
            } else if (i < n && (j == m || length == null || length[i + 1][j] >= length[i][j + 1])) {
                lines.add(new Line("-", a.get(i++), "del"));
            } else {
                lines.add(new Line("+", b.get(j++), "add"));
            }
        }
    }

    private static Line same(String text) {
        return new Line(" ", text, "same");
    }

    private static List<Line> near(List<Line> lines) {
        var near = new ArrayList<Line>();
        for (int i = 0; i < lines.size(); i++) {
            boolean close = false;
            for (int k = Math.max(0, i - AROUND); k <= Math.min(lines.size() - 1, i + AROUND); k++)
                close |= !lines.get(k).sign().equals(" ");
            if (close) near.add(lines.get(i));
            else if (near.isEmpty() || !near.get(near.size() - 1).text().equals("…")) near.add(same("…"));
        }
        return near;
    }
}
