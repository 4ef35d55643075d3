package dev.crossdock.graph;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crossdock.flow.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** A record's tree as JSON text and back, numbers exact; keys keep their order, only the hash sorts them. */
public final class RecordText {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final ObjectMapper SORTED = JSON.copy().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    static {
        JSON.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(500)
                        // What was written can be read: a number's digits are counted before, a name may be a record's
                        // whole size.
                        .maxNumberLength(2000)
                        .maxNameLength(1_000_000)
                        .build());
    }

    private RecordText() {}

    /** Whether half of a character stands alone: JSON can say that, but UTF-8 cannot, and no store takes it. */
    public static boolean broken(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!Character.isSurrogate(text.charAt(i))) continue;
            boolean pair = i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
            if (!pair) return true;
            i++;
        }
        return false;
    }

    public static String write(Object tree) {
        try {
            return JSON.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws IllegalArgumentException when the text is no JSON */
    public static Object read(String text) {
        try {
            return JSON.readValue(text, Object.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }

    /** The same content, the same hash, whatever the order of its keys. @param more what else counts */
    public static String hash(Object tree, String more) {
        try {
            var digest = Sha256.digest();
            digest.update(SORTED.writeValueAsString(tree).getBytes(StandardCharsets.UTF_8));
            digest.update(more.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(), 0, 16);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
