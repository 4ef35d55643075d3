package dev.crossdock.definition;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds what was probably meant. Stateless. */
public final class Spelling {
    /** Longer words are not compared: their distance would cost more than the hint is worth. */
    private static final int LONGEST = 200;

    private Spelling() {}

    /**
     * The known word nearest to the given one, if it is near enough to be meant: within a third of its letters, at most 3 edits.
     * Of words equally near the first is given.
     */
    public static Optional<String> nearest(String word, Collection<String> known) {
        if (word.length() > LONGEST) return Optional.empty();
        var given = plain(word);
        String best = null;
        int bestDistance = Math.min(3, Math.max(1, word.length() / 3)) + 1;
        for (var candidate : known) {
            if (Math.abs(candidate.length() - word.length()) >= bestDistance + 2) continue;
            int distance = distance(given, plain(candidate));
            if (distance < bestDistance) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    /** {@code Did you mean files?}, or empty. */
    static String didYouMean(String word, Collection<String> known) {
        return nearest(word, known).map(best -> "Did you mean " + best + "?").orElse("");
    }

    /** {@code Known: a, b, c. Did you mean b?}: at most 12 words are named. */
    static String known(String word, Collection<String> known) {
        if (known.isEmpty()) return "There is none yet.";
        List<String> named = new ArrayList<>(known.stream().limit(12).toList());
        var text = "Known: " + String.join(", ", named) + (known.size() > 12 ? ", …" : "") + ".";
        var near = didYouMean(word, known);
        return near.isEmpty() ? text : text + " " + near;
    }

    // Case and separators are what people vary without thinking: "Put_By_Key" is meant as put-by-key.
    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replace('_', '-').replace(' ', '-');
    }

    /** Edits that turn one word into the other: insert, delete, replace, or swap two neighbours (Damerau-Levenshtein, optimal string alignment). */
    static int distance(String a, String b) {
        int[] before = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) last[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replace, Math.min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], before[j - 2] + 1);
                }
            }
            var free = before;
            before = last;
            last = row;
            row = free;
        }
        return last[b.length()];
    }
}
