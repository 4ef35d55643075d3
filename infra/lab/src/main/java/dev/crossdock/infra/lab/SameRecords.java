package dev.crossdock.infra.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.TreeMap;

/** Two files of NDJSON, record by record: numbers as numbers, fields in any order. */
final class SameRecords {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private SameRecords() {}

    /** @param theirs may be of a shorter input. @return {@code yes}, or which fields differ, how often, and the first case */
    static String compare(Path ours, Path theirs) throws IOException {
        try {
            return compared(ours, theirs);
        } catch (JsonProcessingException e) {
            return "no: it writes no JSON (" + e.getOriginalMessage() + ")";
        }
    }

    private static String compared(Path ours, Path theirs) throws IOException {
        var differing = new TreeMap<String, Integer>();
        var first = new ArrayList<String>();
        long records = 0;
        try (var left = Files.newBufferedReader(ours);
                var right = Files.newBufferedReader(theirs)) {
            for (var line = right.readLine(); line != null; line = right.readLine(), records++) {
                var own = left.readLine();
                if (own == null) return "no: it has more records";
                fields(JSON.readTree(own), JSON.readTree(line), differing, first);
            }
            if (records == 0) return "no: it wrote nothing";
            boolean whole = left.readLine() == null;
            if (differing.isEmpty()) return whole ? "yes" : "yes, all %,d of its own".formatted(records);
        }
        return "no, of %,d: %s; first %s".formatted(records, differing, first.get(0));
    }

    private static void fields(
            JsonNode own, JsonNode their, TreeMap<String, Integer> differing, ArrayList<String> first) {
        var names = new java.util.LinkedHashSet<String>();
        own.fieldNames().forEachRemaining(names::add);
        their.fieldNames().forEachRemaining(names::add);
        for (var name : names) {
            if (own.path(name).equals(SameRecords::order, their.path(name))) continue;
            differing.merge(name, 1, Integer::sum);
            if (first.isEmpty()) first.add("`" + own.path(name) + "` and `" + their.path(name) + "`");
        }
    }

    /** Zero for what counts as the same. */
    private static int order(JsonNode own, JsonNode their) {
        if (own.equals(their)) return 0;
        if (!own.isNumber() || !their.isNumber()) return 1;
        return own.decimalValue().compareTo(their.decimalValue());
    }
}
