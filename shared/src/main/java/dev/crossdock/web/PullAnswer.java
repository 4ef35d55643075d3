package dev.crossdock.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Refused;
import dev.crossdock.format.Formats;
import dev.crossdock.format.Options;
import dev.crossdock.format.Place;
import dev.crossdock.mapping.Expression;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A page as it is understood.
 *
 * @param tree the parsed answer; of formats that are lists of records, that list
 * @param items its records, in their order
 */
record PullAnswer(Object tree, List<Item> items) {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final int EXCERPT = 120;

    /** @param unreadable why it could not be read; empty for a good one */
    record Item(Object value, Optional<Problem> unreadable) {}

    /**
     * @param given of the job; its format counts before the answer's content type
     * @throws Refused {@code pull.answer} when it cannot be read, {@code pull.items} when it holds no list of records
     */
    static PullAnswer of(
            PullPage page, Options given, Optional<Expression> items, Map<String, Object> variables, String place) {
        if (page.body().length == 0) return new PullAnswer(List.of(), List.of());
        var format = given.format().isEmpty() ? format(page.header("content-type")) : given.format();
        if (!format.equals("json")) return records(page, new Options(format, given.values()), place);
        Object tree;
        try {
            tree = JSON.readValue(page.body(), Object.class);
        } catch (JsonProcessingException e) {
            throw unreadable(page, why(e), place);
        } catch (IOException e) {
            throw unreadable(page, e.getMessage(), place);
        }
        var found = items.isEmpty() ? Optional.ofNullable(tree) : items.get().evaluate(tree, variables);
        if (found.isEmpty() || found.get() == Expression.NULL) return new PullAnswer(tree, List.of());
        if (found.get() instanceof List<?> list) {
            return new PullAnswer(
                    tree,
                    list.stream()
                            .map(value -> new Item(value, Optional.empty()))
                            .toList());
        }
        if (items.isPresent() && found.get() instanceof Map) {
            return new PullAnswer(tree, List.of(new Item(found.get(), Optional.empty())));
        }
        throw new Refused(Problem.of(
                        "pull.items",
                        (items.isEmpty()
                                        ? "the answer is no list, it is " + called(tree)
                                        : "items give no list of records, but " + called(found.get()))
                                + "; the answer begins with \"" + excerpt(page) + "\".",
                        "Say where the records are, for example items: data.")
                .at(place));
    }

    /** What {@code state} sees: the answer's own fields, and {@code items}. */
    Map<String, Object> forState() {
        var all = new LinkedHashMap<String, Object>();
        if (tree instanceof Map<?, ?> map) map.forEach((key, value) -> all.put(String.valueOf(key), value));
        all.put("items", items.stream().map(Item::value).toList());
        return all;
    }

    private static PullAnswer records(PullPage page, Options options, String place) {
        var name = page.ask().address();
        var head = Arrays.copyOf(page.body(), Math.min(page.body().length, Formats.HEAD_BYTES));
        var detected = Formats.detect("answer." + options.format(), head, options);
        var all = new ArrayList<Item>();
        try (var reader = detected.format()
                .reader(new ByteArrayInputStream(page.body()), name, detected.options(), Place.START)) {
            for (Optional<Record> next = reader.next(); next.isPresent(); next = reader.next()) {
                all.add(new Item(next.get().value(), next.get().unreadable()));
            }
        }
        return new PullAnswer(all.stream().map(Item::value).toList(), all);
    }

    private static String format(String contentType) {
        var type = contentType.toLowerCase(Locale.ROOT).split(";")[0].strip();
        if (type.endsWith("ndjson") || type.endsWith("jsonl") || type.endsWith("json-lines")) return "ndjson";
        if (type.equals("text/csv") || type.equals("text/tab-separated-values")) return "csv";
        if (type.endsWith("/xml") || type.endsWith("+xml")) return "xml";
        return "json";
    }

    private static String why(JsonProcessingException e) {
        var at = e.getLocation();
        var why = e.getOriginalMessage().replaceFirst("\\.$", "");
        return at == null ? why : "line %d, column %d: %s".formatted(at.getLineNr(), at.getColumnNr(), why);
    }

    private static Refused unreadable(PullPage page, String why, String place) {
        var type = page.header("content-type");
        return new Refused(Problem.of(
                        "pull.answer",
                        "the answer" + (type.isEmpty() ? "" : " (" + type + ")") + " begins with \"" + excerpt(page)
                                + "\" and is no JSON, " + why + ".",
                        type.startsWith("text/html")
                                ? "This is a page for people: look at the connection's url and auth, and at the request."
                                : "If it is another format, say so: format: csv. If it is cut off, ask for less at a time.")
                .at(place));
    }

    private static String excerpt(PullPage page) {
        var text = new String(page.body(), 0, Math.min(page.body().length, 4 * EXCERPT), StandardCharsets.UTF_8)
                .replaceAll("[\\p{Cntrl}\\s]+", " ")
                .strip();
        return text.length() <= EXCERPT ? text : text.substring(0, EXCERPT) + "…";
    }

    private static String called(Object value) {
        if (value instanceof Map<?, ?> map)
            return "an object with "
                    + String.join(
                            ", ",
                            map.keySet().stream().limit(10).map(String::valueOf).toList());
        return value == null
                ? "null"
                : value instanceof String ? "a text" : "a " + value.getClass().getSimpleName();
    }
}
