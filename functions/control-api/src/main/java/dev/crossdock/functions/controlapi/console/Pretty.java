package dev.crossdock.functions.controlapi.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crossdock.graph.RecordText;
import dev.crossdock.mapping.Expression;

/** JSON with an indent, numbers as they are. */
final class Pretty {
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private Pretty() {}

    /** The same text where it is no JSON. */
    static String json(String text) {
        try {
            return tree(RecordText.read(text));
        } catch (RuntimeException e) {
            return text;
        }
    }

    static String tree(Object tree) {
        try {
            return tree == null || tree == Expression.NULL ? "null" : JSON.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            return String.valueOf(tree);
        }
    }
}
