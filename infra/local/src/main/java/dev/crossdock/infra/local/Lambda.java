package dev.crossdock.infra.local;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.time.Duration;
import java.util.Date;

/**
 * Calls functions as Lambda does: with JSON, and gets JSON back. Thread-safe.
 */
public interface Lambda {
    /** Set up as Quarkus's Lambda extension sets up its own, so that what can be read here can be read there. */
    ObjectMapper JSON = JsonMapper.builder()
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addModule(new SimpleModule().addDeserializer(Date.class, new Seconds()))
            .build();

    /**
     * @param function its folder's name
     * @param timeout from now; after it the call has failed
     * @return its answer; a null node when it has none
     * @throws RuntimeException when the function fails as a whole: to Lambda all of the event has failed
     */
    JsonNode call(String function, Duration timeout, JsonNode event);

    /** Streams give times in seconds, as a number with or without a fraction. */
    final class Seconds extends StdDeserializer<Date> {
        private static final long serialVersionUID = 1;

        Seconds() {
            super(Date.class);
        }

        @Override
        public Date deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return new Date(Math.round(parser.getValueAsDouble() * 1000));
        }
    }
}
