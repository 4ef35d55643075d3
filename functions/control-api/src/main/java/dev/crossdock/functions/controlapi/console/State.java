package dev.crossdock.functions.controlapi.console;

/**
 * How something stands, as a word and a tone.
 *
 * @param tone good, busy, warn, bad, held or still: what the stylesheet colours it by
 */
public record State(String word, String tone) {
    static State of(Enum<?> state) {
        var word = state.name().toLowerCase(java.util.Locale.ROOT);
        return new State(word, tone(word));
    }

    private static String tone(String word) {
        return switch (word) {
            case "succeeded", "done", "valid" -> "good";
            case "queued", "running", "waiting", "received" -> "busy";
            case "partial", "invalid" -> "warn";
            case "failed", "open" -> "bad";
            case "held" -> "held";
            default -> "still";
        };
    }
}
