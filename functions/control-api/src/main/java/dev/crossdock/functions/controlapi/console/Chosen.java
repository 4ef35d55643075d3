package dev.crossdock.functions.controlapi.console;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.util.Locale;
import java.util.Optional;

/** What a form's list of states has given. */
final class Chosen {
    private Chosen() {}

    /**
     * @param word in lower case; empty = all
     * @param what whose state it is: {@code state of a run}
     * @throws Refused {@code request.state}
     */
    static <S extends Enum<S>> Optional<S> state(Class<S> states, String word, String what) {
        if (word.isEmpty()) return Optional.empty();
        try {
            return Optional.of(Enum.valueOf(states, word.toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
            throw new Refused(Problem.of(
                            "request.state",
                            "\"" + Told.cut(word, 40) + "\" is no " + what + ".",
                            "Choose one from the list.")
                    .in("state"));
        }
    }
}
