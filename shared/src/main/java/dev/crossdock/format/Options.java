package dev.crossdock.format;

import java.util.Map;

/**
 * What a job's {@code format} says, as parsed from YAML; each format reads its own keys from it and refuses others at lint.
 *
 * @param format the format's name; empty = known by the file's name, or detected
 * @param values the format's keys ({@code delimiter}, {@code encoding} …); never null
 */
public record Options(String format, Map<String, Object> values) {
    public static final Options NONE = new Options("", Map.of());

    public Options {
        values = Map.copyOf(values);
    }
}
