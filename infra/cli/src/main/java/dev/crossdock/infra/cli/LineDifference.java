package dev.crossdock.infra.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * What differs between two lists of lines, as the fewest lines that go and come (the longest common subsequence: Hunt and McIlroy,
 * "An Algorithm for Differential File Comparison", 1976), with the lines around them.
 */
final class LineDifference {
    private static final int AROUND = 2;
    /** Cells of the table; beyond it, the middle is shown as gone and come. */
    private static final long MOST_CELLS = 4_000_000;

    private LineDifference() {}

    /** @return lines that begin with {@code "- "}, {@code "+ "} or two blanks, and {@code "  …"} where equal ones are left out; empty = equal */
    static List<String> of(List<String> before, List<String> after) {
        int top = 0;
        while (top < before.size() && top < after.size() && before.get(top).equals(after.get(top))) top++;
        int end = 0;
        while (end < before.size() - top
                && end < after.size() - top
                && before.get(before.size() - 1 - end).equals(after.get(after.size() - 1 - end))) end++;
        var all = new ArrayList<String>();
        before.subList(0, top).forEach(line -> all.add("  " + line));
        middle(before.subList(top, before.size() - end), after.subList(top, after.size() - end), all);
        before.subList(before.size() - end, before.size()).forEach(line -> all.add("  " + line));
        return around(all);
    }

    private static void middle(List<String> before, List<String> after, List<String> into) {
        if ((long) before.size() * after.size() > MOST_CELLS) {
            before.forEach(line -> into.add("- " + line));
            after.forEach(line -> into.add("+ " + line));
            return;
        }
        var common = new int[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = after.size() - 1; j >= 0; j--) {
                common[i][j] = before.get(i).equals(after.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        int i = 0;
        int j = 0;
        while (i < before.size() || j < after.size()) {
            if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
                into.add("  " + before.get(i++));
                j++;
            } else if (j == after.size() || i < before.size() && common[i + 1][j] >= common[i][j + 1]) {
                into.add("- " + before.get(i++));
            } else {
                into.add("+ " + after.get(j++));
            }
        }
    }

    private static List<String> around(List<String> all) {
        var near = new boolean[all.size()];
        for (int at = 0; at < near.length; at++) {
            if (all.get(at).startsWith("  ")) continue;
            for (int k = Math.max(0, at - AROUND); k <= Math.min(near.length - 1, at + AROUND); k++) near[k] = true;
        }
        var shown = new ArrayList<String>();
        for (int at = 0; at < near.length; at++) {
            if (near[at]) shown.add(all.get(at));
            else if (at > 0 && near[at - 1] && anyFrom(near, at)) shown.add("  …");
        }
        return List.copyOf(shown);
    }

    private static boolean anyFrom(boolean[] near, int from) {
        for (int at = from; at < near.length; at++) {
            if (near[at]) return true;
        }
        return false;
    }
}
