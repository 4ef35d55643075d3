package dev.crossdock.web;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Tells from what a webservice has whether it has already what is to be written. */
final class Lookup {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private Lookup() {}

    /**
     * @param has body of the answer to a GET of the same target
     * @return true when each of our fields is there with our value; fields that it has beyond ours do not matter. A list has it
     *     when one of its items has.
     */
    static boolean same(byte[] has, String ours) {
        try {
            return holds(JSON.readTree(has), JSON.readTree(ours));
        } catch (IOException e) {
            return new String(has, StandardCharsets.UTF_8).equals(ours);
        }
    }

    private static boolean holds(JsonNode has, JsonNode ours) {
        if (has.isArray() && !ours.isArray()) {
            for (var item : has) if (holds(item, ours)) return true;
            return false;
        }
        return equal(has, ours);
    }

    private static boolean equal(JsonNode has, JsonNode ours) {
        if (ours.isNumber() && has.isNumber()) return has.decimalValue().compareTo(ours.decimalValue()) == 0;
        if (ours.isArray()) {
            if (!has.isArray() || has.size() != ours.size()) return false;
            for (int i = 0; i < ours.size(); i++) if (!equal(has.get(i), ours.get(i))) return false;
            return true;
        }
        if (!ours.isObject()) return ours.equals(has);
        var fields = ours.fields();
        while (fields.hasNext()) {
            var field = fields.next();
            var theirs = has.get(field.getKey());
            if (theirs == null ? !field.getValue().isNull() : !equal(theirs, field.getValue())) return false;
        }
        return has.isObject();
    }
}
