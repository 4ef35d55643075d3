package dev.crossdock.definition;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A pattern for file names: {@code *} any characters, {@code ?} one character, {@code [a-z]} and {@code [!a-z]} one of or none
 * of, <code>{a,b}</code> one or the other, {@code \} takes the next character as it stands. None but a written slash matches a
 * slash. Case-sensitive, by code points. Immutable and thread-safe.
 *
 * <p>Matched by simulating the automaton (Thompson 1968), so the cost is at most pattern × name, whatever the pattern.
 */
public final class Glob {
    /** Longest pattern, in characters. */
    public static final int LIMIT = 1_000;

    private final String pattern;
    private final List<State> states = new ArrayList<>();
    private final int start;

    /** Either one step by a character in {@code chars} to {@code next}, or (chars == null) free steps to {@code free}. */
    private static final class State {
        CharSet chars;
        int next;
        final List<Integer> free = new ArrayList<>(2);
    }

    private static final int END = 0;

    /** @throws Refused {@code config.glob} when the pattern is none */
    public static Glob of(String pattern) {
        return new Glob(pattern);
    }

    /** What a text may become: each expression in it may be anything, also with slashes. */
    static Glob ofText(List<Text.Part> parts) {
        return new Glob(parts);
    }

    private Glob(String pattern) {
        this.pattern = pattern;
        if (pattern.isEmpty()) throw refuse("is empty", "Write * for every file.");
        if (pattern.length() > LIMIT) throw refuse("is longer than " + LIMIT + " characters", "Shorten it.");
        states.add(new State());
        this.start = new Parser(pattern.codePoints().toArray()).whole();
    }

    private Glob(List<Text.Part> parts) {
        this.pattern = "";
        states.add(new State());
        int next = END;
        for (int i = parts.size() - 1; i >= 0; i--) {
            var part = parts.get(i);
            if (part.expression()) {
                next = repeat(CharSet.ALL, next);
            } else {
                var points = part.text().codePoints().toArray();
                for (int j = points.length - 1; j >= 0; j--) next = step(CharSet.of(points[j]), next);
            }
        }
        this.start = next;
    }

    /** @param name as in the bucket, folders and all */
    public boolean matches(String name) {
        var now = closure(start);
        for (int i = 0; i < name.length(); ) {
            int point = name.codePointAt(i);
            i += Character.charCount(point);
            var then = new BitSet(states.size());
            for (int s = now.nextSetBit(0); s >= 0; s = now.nextSetBit(s + 1)) {
                var state = states.get(s);
                if (state.chars != null && state.chars.has(point)) reach(state.next, then);
            }
            if (then.isEmpty()) return false;
            now = then;
        }
        return now.get(END);
    }

    /** Whether some name is matched by both. */
    boolean overlaps(Glob other) {
        var seen = new BitSet();
        var open = new ArrayDeque<int[]>();
        open.add(new int[] {start, other.start});
        while (!open.isEmpty()) {
            var pair = open.poll();
            if (seen.get(pair[0] * other.states.size() + pair[1])) continue;
            seen.set(pair[0] * other.states.size() + pair[1]);
            if (pair[0] == END && pair[1] == END) return true;
            var mine = states.get(pair[0]);
            var theirs = other.states.get(pair[1]);
            for (int next : mine.free) open.add(new int[] {next, pair[1]});
            for (int next : theirs.free) open.add(new int[] {pair[0], next});
            if (mine.chars != null && theirs.chars != null && mine.chars.meets(theirs.chars)) {
                open.add(new int[] {mine.next, theirs.next});
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return pattern;
    }

    private BitSet closure(int state) {
        var reached = new BitSet(states.size());
        reach(state, reached);
        return reached;
    }

    private void reach(int state, BitSet reached) {
        if (reached.get(state)) return;
        var open = new ArrayDeque<Integer>();
        open.push(state);
        while (!open.isEmpty()) {
            int at = open.pop();
            if (reached.get(at)) continue;
            reached.set(at);
            for (int next : states.get(at).free) if (!reached.get(next)) open.push(next);
        }
    }

    private int add(State state) {
        states.add(state);
        return states.size() - 1;
    }

    private int step(CharSet chars, int next) {
        var state = new State();
        state.chars = chars;
        state.next = next;
        return add(state);
    }

    private int repeat(CharSet chars, int next) {
        var choice = new State();
        int at = add(choice);
        choice.free.add(next);
        choice.free.add(step(chars, at));
        return at;
    }

    private Refused refuse(String what, String hint) {
        var shown = pattern.length() <= 80 ? pattern : pattern.substring(0, 80) + "…";
        return new Refused(Problem.of("config.glob", "the pattern \"" + shown + "\" " + what + ".", hint));
    }

    /** Reads the pattern from its end to its beginning piece by piece: each piece needs to know what follows it. */
    private final class Parser {
        private static final int DEEPEST = 10;
        private final int[] points;

        private Parser(int[] points) {
            this.points = points;
        }

        int whole() {
            return sequence(0, points.length, END, 0);
        }

        private int sequence(int from, int to, int next, int depth) {
            if (depth > DEEPEST) throw refuse("nests braces deeper than " + DEEPEST, "Write several jobs.");
            var pieces = new ArrayList<int[]>();
            for (int i = from; i < to; ) {
                int end = endOfPiece(i, to);
                pieces.add(new int[] {i, end});
                i = end;
            }
            for (int i = pieces.size() - 1; i >= 0; i--) next = piece(pieces.get(i)[0], pieces.get(i)[1], next, depth);
            return next;
        }

        private int endOfPiece(int i, int to) {
            switch (points[i]) {
                case '\\' -> {
                    if (i + 1 >= to) throw refuse("ends with a backslash", "Write \\\\ for a backslash.");
                    return i + 2;
                }
                case '[' -> {
                    int j = i + 1;
                    if (j < to && (points[j] == '!' || points[j] == '^')) j++;
                    if (j < to && points[j] == ']') j++;
                    while (j < to && points[j] != ']') j += points[j] == '\\' ? 2 : 1;
                    if (j >= to) throw refuse("opens [ and never closes it", "Close it, or write \\[.");
                    return j + 1;
                }
                case '{' -> {
                    int depth = 0;
                    for (int j = i; j < to; j++) {
                        if (points[j] == '\\') j++;
                        else if (points[j] == '{') depth++;
                        else if (points[j] == '}' && --depth == 0) return j + 1;
                    }
                    throw refuse("opens { and never closes it", "Close it, or write \\{.");
                }
                case '*' -> {
                    if (i + 1 < to && points[i + 1] == '*') {
                        throw refuse("has ** in it", "Name the folders: a pattern does not reach into others.");
                    }
                    return i + 1;
                }
                default -> {
                    return i + 1;
                }
            }
        }

        private int piece(int from, int to, int next, int depth) {
            return switch (points[from]) {
                case '*' -> repeat(CharSet.NO_SLASH, next);
                case '?' -> step(CharSet.NO_SLASH, next);
                case '\\' -> step(CharSet.of(points[from + 1]), next);
                case '[' -> step(charSet(from + 1, to - 1), next);
                case '{' -> either(from + 1, to - 1, next, depth + 1);
                default -> step(CharSet.of(points[from]), next);
            };
        }

        private int either(int from, int to, int next, int depth) {
            var choice = new State();
            int begin = from;
            int inner = 0;
            for (int i = from; i <= to; i++) {
                if (i == to || points[i] == ',' && inner == 0) {
                    choice.free.add(sequence(begin, i, next, depth));
                    begin = i + 1;
                } else if (points[i] == '\\') {
                    i++;
                } else if (points[i] == '{') {
                    inner++;
                } else if (points[i] == '}') {
                    inner--;
                }
            }
            return add(choice);
        }

        private CharSet charSet(int from, int to) {
            boolean none = points[from] == '!' || points[from] == '^';
            var ranges = new ArrayList<int[]>();
            for (int i = none ? from + 1 : from; i < to; i++) {
                if (points[i] == '\\' && i + 1 < to) i++;
                int low = points[i];
                int high = low;
                if (i + 2 < to && points[i + 1] == '-') {
                    high = points[i + 2];
                    i += 2;
                }
                if (high < low) throw refuse("has a range that runs backwards", "Write the lower end first: [a-z].");
                ranges.add(new int[] {low, high});
            }
            return CharSet.of(ranges, none);
        }
    }

    /** Code points as ranges, ordered and apart. */
    private record CharSet(int[][] ranges) {
        static final CharSet ALL = new CharSet(new int[][] {{0, Character.MAX_CODE_POINT}});
        static final CharSet NO_SLASH = of(List.of(), true);

        static CharSet of(int point) {
            return new CharSet(new int[][] {{point, point}});
        }

        /** @param none what is in no range; a set never has the slash */
        static CharSet of(List<int[]> given, boolean none) {
            var in = new BitSet();
            given.forEach(range -> in.set(range[0], range[1] + 1));
            if (none) in.flip(0, Character.MAX_CODE_POINT + 1);
            in.clear('/');
            var ranges = new ArrayList<int[]>();
            for (int low = in.nextSetBit(0); low >= 0; low = in.nextSetBit(low)) {
                int high = in.nextClearBit(low) - 1;
                ranges.add(new int[] {low, high});
                low = high + 1;
            }
            return new CharSet(ranges.toArray(new int[0][]));
        }

        boolean has(int point) {
            for (var range : ranges) if (point >= range[0] && point <= range[1]) return true;
            return false;
        }

        boolean meets(CharSet other) {
            for (var a : ranges) for (var b : other.ranges) if (a[0] <= b[1] && b[0] <= a[1]) return true;
            return false;
        }
    }
}
