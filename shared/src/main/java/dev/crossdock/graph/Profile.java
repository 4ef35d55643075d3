package dev.crossdock.graph;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What the values of many records are like, field by field: how often there is one, of which types, how many different ones, how long,
 * from where to where. Takes memory for fields and for their first different values, not for records. Not thread-safe.
 */
public final class Profile {
    /** Fields behind these are not told: whoever keeps data in names has no fields. */
    static final int MOST_FIELDS = 500;
    /** So many different values are told apart. */
    static final int MOST_DISTINCT = 1_000;

    private static final int MOST_COMMON = 5;
    private static final int LONGEST_EXAMPLE = 60;
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}([T ]\\d{2}:\\d{2}.*)?");

    private final Map<String, Tally> tallies = new LinkedHashMap<>();
    /** By path, the root's is empty: how many objects there are that could have its fields. */
    private final Map<String, Long> objects = new LinkedHashMap<>();

    private boolean more;

    /** @param value shortened @param times how often it was met */
    public record Common(String value, long times) {}

    /**
     * One field.
     *
     * @param path {@code price}, {@code address.city}, {@code variants[].sku}
     * @param of how many objects could have it: all records, or those of the list that it is in
     * @param filled in how many it is neither missing nor null nor empty
     * @param types how many values of each: text, number, boolean, object, list
     * @param distinct how many different ones, of texts, numbers and booleans; at most {@value #MOST_DISTINCT}
     * @param uncounted whether there are more
     * @param shortest in characters, of texts; 0 when there are none
     * @param least smallest number, or earliest date when all texts are dates; empty when there are none
     * @param common the most frequent ones, the first ones where there are more than were counted
     */
    public record Field(
            String path,
            long of,
            long filled,
            Map<String, Long> types,
            int distinct,
            boolean uncounted,
            int shortest,
            int longest,
            String least,
            String most,
            List<Common> common) {}

    /** @param data a record's, as {@link RecordText#read} gives it */
    public void add(Object data) {
        if (data instanceof Map<?, ?> fields) object("", fields);
    }

    public long records() {
        return objects.getOrDefault("", 0L);
    }

    /** Whether there are fields that are not told. */
    public boolean more() {
        return more;
    }

    /** In the order in which they were met. */
    public List<Field> fields() {
        return tallies.entrySet().stream()
                .map(each -> each.getValue().field(each.getKey(), objects.getOrDefault(each.getValue().parent, 0L)))
                .toList();
    }

    private void object(String path, Map<?, ?> fields) {
        objects.merge(path, 1L, Long::sum);
        fields.forEach((name, value) -> {
            var at = path.isEmpty() ? String.valueOf(name) : path + "." + name;
            var tally = tallies.get(at);
            if (tally == null) {
                if (tallies.size() == MOST_FIELDS) {
                    more = true;
                    return;
                }
                tallies.put(at, tally = new Tally(path));
            }
            tally.add(value);
            below(at, value);
        });
    }

    private void below(String path, Object value) {
        if (value instanceof Map<?, ?> object) object(path, object);
        if (value instanceof List<?> list) list.forEach(item -> below(path + "[]", item));
    }

    private static final class Tally {
        private final String parent;
        private final Map<String, Long> types = new TreeMap<>();
        private final Map<Object, long[]> values = new LinkedHashMap<>();
        private long filled;
        private boolean uncounted;
        private int shortest = Integer.MAX_VALUE;
        private int longest;
        private boolean dates = true;
        private String earliest;
        private String latest;
        private BigDecimal least;
        private BigDecimal most;

        Tally(String parent) {
            this.parent = parent;
        }

        void add(Object value) {
            if (value == null || value.equals("") || value instanceof Collection<?> c && c.isEmpty()) return;
            filled++;
            types.merge(type(value), 1L, Long::sum);
            if (value instanceof Map || value instanceof List) return;
            var seen = values.get(value);
            if (seen != null) seen[0]++;
            else if (values.size() < MOST_DISTINCT) values.put(value, new long[] {1});
            else uncounted = true;
            if (value instanceof String text) text(text);
            if (value instanceof Number number) number(new BigDecimal(number.toString()));
        }

        private static String type(Object value) {
            if (value instanceof String) return "text";
            if (value instanceof Number) return "number";
            if (value instanceof Boolean) return "boolean";
            return value instanceof Map ? "object" : "list";
        }

        private void text(String text) {
            int length = text.codePointCount(0, text.length());
            shortest = Math.min(shortest, length);
            longest = Math.max(longest, length);
            dates = dates && DATE.matcher(text).matches();
            if (!dates) return;
            if (earliest == null || text.compareTo(earliest) < 0) earliest = text;
            if (latest == null || text.compareTo(latest) > 0) latest = text;
        }

        private void number(BigDecimal number) {
            if (least == null || number.compareTo(least) < 0) least = number;
            if (most == null || number.compareTo(most) > 0) most = number;
        }

        Field field(String path, long of) {
            return new Field(
                    path,
                    of,
                    filled,
                    Map.copyOf(types),
                    values.size(),
                    uncounted,
                    longest == 0 ? 0 : shortest,
                    longest,
                    range(least, earliest),
                    range(most, latest),
                    common());
        }

        private String range(BigDecimal number, String date) {
            return Optional.ofNullable(number)
                    .map(Tally::plain)
                    .or(() -> Optional.ofNullable(date).filter(any -> dates))
                    .orElse("");
        }

        /** Not every number fits a line without its exponent. */
        private static String plain(BigDecimal number) {
            return Math.abs((long) number.scale()) < 30 ? number.toPlainString() : number.toString();
        }

        private List<Common> common() {
            var all = new ArrayList<>(values.entrySet());
            if (!uncounted) all.sort((a, b) -> Long.compare(b.getValue()[0], a.getValue()[0]));
            return all.stream()
                    .limit(MOST_COMMON)
                    .map(each -> new Common(shortened(String.valueOf(each.getKey())), each.getValue()[0]))
                    .toList();
        }

        private static String shortened(String text) {
            if (text.codePointCount(0, text.length()) <= LONGEST_EXAMPLE) return text;
            return text.substring(0, text.offsetByCodePoints(0, LONGEST_EXAMPLE - 1)) + "…";
        }
    }
}
