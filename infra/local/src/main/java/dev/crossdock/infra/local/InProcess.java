package dev.crossdock.infra.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.crossdock.event.EventFunction;
import dev.crossdock.event.Invocation;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The functions of this process. One is told its timeout, and is trusted to keep it. Thread-safe. */
final class InProcess implements Lambda {
    private final Map<String, EventFunction<?, ?>> functions;
    private final Clock clock;

    InProcess(List<EventFunction<?, ?>> functions, Clock clock) {
        this.functions = functions.stream().collect(Collectors.toMap(EventFunction::name, Function.identity()));
        this.clock = clock;
    }

    @Override
    public JsonNode call(String function, Duration timeout, JsonNode event) {
        return call(functions.get(function), timeout, event);
    }

    private <I, O> JsonNode call(EventFunction<I, O> function, Duration timeout, JsonNode event) {
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
}
