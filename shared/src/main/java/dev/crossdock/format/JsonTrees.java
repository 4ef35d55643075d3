package dev.crossdock.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crossdock.flow.Problem;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How JSON becomes a record's tree: strictly (RFC 8259), numbers exact, within limits. One reads one record; what is wrong with
 * the record but not with the file is its {@link #problem()}.
 */
final class JsonTrees {
    /** Deeper, longer and larger than records are; small enough that a hostile file is refused at once. */
    static final int DEEPEST = 512;

    private static final int LONGEST_NUMBER = 1_000;
    private static final int LONGEST_STRING = 20 << 20;
    /** 1E1000000000 is short, and fills the memory of whoever writes it out. A double's exponent ends at 308. */
    private static final int LARGEST_EXPONENT = 1_000;
    /** As for CSV: it must fit into memory a few times. */
    static final int LARGEST_RECORD = 16 << 20;

    static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    // A million names that are all different would be kept, and looked up, by the whole process.
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxNumberLength(LONGEST_NUMBER)
                            .maxStringLength(LONGEST_STRING)
                            .build())
                    .build())
            .disable(JsonParser.Feature.AUTO_CLOSE_SOURCE)
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
            .disable(SerializationFeature.FLUSH_AFTER_WRITE_VALUE)
            .build();

    private final JsonParser parser;
    private final boolean lastCounts;
    private Problem problem;

    JsonTrees(JsonParser parser) {
        this(parser, false);
    }

    /** @param lastCounts of a key that is there twice the last value counts, and the record is as good as another */
    JsonTrees(JsonParser parser, boolean lastCounts) {
        this.parser = parser;
        this.lastCounts = lastCounts;
    }

    /** Whether a format's options say so: {@code repeated: last}. */
    static boolean lastCounts(Options options) {
        return "last".equals(CsvDialect.text(options, "repeated", "reject"));
    }

    /** What is wrong with the record: a key that is there twice, a number out of range, half a character; the first of these. */
    Optional<Problem> problem() {
        return Optional.ofNullable(problem);
    }

    /** Reads the value whose first token is the current one, up to its last token. */
    Object read() throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> text(parser.getText());
            case VALUE_NUMBER_INT -> parser.getNumberValue();
            case VALUE_NUMBER_FLOAT -> decimal();
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            default -> null;
        };
    }

    /**
     * Reads a record: as {@link #read()}, but without what a rejects file has in addition, so that it can be corrected and read
     * again.
     */
    Object readRecord() throws IOException {
        var value = read();
        if (value instanceof Map<?, ?> map && map.keySet().containsAll(CsvFormat.REJECT_COLUMNS)) {
            map.keySet().removeAll(CsvFormat.REJECT_COLUMNS);
        }
        return value;
    }

    private Map<String, Object> object() throws IOException {
        var map = new LinkedHashMap<String, Object>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var name = text(parser.currentName());
            parser.nextToken();
            var value = read();
            if (!lastCounts && map.containsKey(name)) {
                wrong(
                        "json.duplicate-key",
                        "the key \"" + name + "\" is there twice in one object.",
                        "Keep one of them, or set repeated: last in the format.",
                        name);
                // Both are kept for whoever corrects it.
                while (map.containsKey(name)) name += "_";
            }
            map.put(name, value);
        }
        return map;
    }

    private List<Object> array() throws IOException {
        var list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) list.add(read());
        return list;
    }

    private Object decimal() throws IOException {
        var text = parser.getText();
        try {
            var number = new BigDecimal(text);
            long exponent = (long) number.precision() - number.scale();
            boolean small = Math.abs((long) number.scale()) <= 2 * LARGEST_EXPONENT;
            if (small && Math.abs(exponent) <= LARGEST_EXPONENT) return number;
        } catch (NumberFormatException e) {
            // An exponent that no number has.
        }
        wrong(
                "json.number",
                "the number " + (text.length() <= 30 ? text : text.substring(0, 30) + "…") + " is out of range.",
                "Exponents go from -1,000 to 1,000.",
                "");
        return text;
    }

    private String text(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!Character.isSurrogate(text.charAt(i))) continue;
            boolean pair = Character.isHighSurrogate(text.charAt(i))
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (!pair) return halved(text, i);
            i++;
        }
        return text;
    }

    private String halved(String text, int at) {
        wrong(
                "json.half-character",
                "a text holds \\u%04x, which is only half of a character.".formatted((int) text.charAt(at)),
                "Write the whole pair, or leave it out.",
                "");
        // Such a text has no bytes in UTF-8; a rejects file must hold it all the same.
        return new String(
                text.getBytes(java.nio.charset.StandardCharsets.UTF_16BE), java.nio.charset.StandardCharsets.UTF_16BE);
    }

    private void wrong(String code, String message, String hint, String field) {
        if (problem == null) problem = Problem.of(code, message, hint).in(field);
    }

    /** Jackson's own words without its place, which is said in ours. */
    static String said(JsonProcessingException e) {
        var text = String.valueOf(e.getOriginalMessage())
                .replace('\n', ' ')
                .replaceFirst(" \\(start marker .*", "")
                .replaceFirst(": enable `.*", "")
                .replaceFirst(", from `[^`]*`", "")
                .replaceFirst("\\.$", "");
        return text.length() <= 160 ? text : text.substring(0, 160) + "…";
    }

    /** Digits without an exponent, where these are not too many. */
    static String plain(BigDecimal number) {
        return Math.abs((long) number.scale()) <= 2 * LARGEST_EXPONENT ? number.toPlainString() : number.toString();
    }

    /** What a value is, in a word. */
    static String kind(Object value) {
        if (value == null) return "null";
        if (value instanceof Map) return "object";
        if (value instanceof List) return "list";
        if (value instanceof String) return "text";
        return value instanceof Boolean ? "boolean" : "number";
    }
}
