package dev.crossdock.infra.local;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.crossdock.event.EventFunction;
import dev.crossdock.event.Invocation;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;

/**
 * Calls a function as Lambda does: with JSON, and gets JSON back. The mapper is set up as Quarkus's Lambda extension sets up
 * its own, so that what can be read here can be read there. Thread-safe.
 */
final class Lambda {
    static final ObjectMapper JSON = JsonMapper.builder()
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addModule(new SimpleModule().addDeserializer(Date.class, new Seconds()))
            .build();

    private final Clock clock;

    Lambda(Clock clock) {
        this.clock = clock;
    }

    /**
     * @param timeout from now; the function is told, and is trusted to keep it
     * @return its answer; a null node when it has none
     * @throws RuntimeException what the function throws: to Lambda the whole event has failed
     */
    <I, O> JsonNode call(EventFunction<I, O> function, Duration timeout, JsonNode event) {
        try {
            I input = JSON.readValue(JSON.writeValueAsBytes(event), function.input());
            O answer = function.handle(input, Invocation.within(timeout, clock));
            return JSON.valueToTree(answer);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(function.name() + " cannot read its event: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalStateException(function.name() + " cannot read its event: " + e.getMessage(), e);
        }
    }

    /** Streams give times in seconds, as a number with or without a fraction. */
    private static final class Seconds extends StdDeserializer<Date> {
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
