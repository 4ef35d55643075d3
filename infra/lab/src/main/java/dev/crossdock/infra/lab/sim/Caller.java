package dev.crossdock.infra.lab.sim;

import dev.crossdock.event.Invocation;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** Another's program that asks until it has a good answer, or gives up; it may also not see a good one, and ask once more. */
final class Caller {
    /** What the program gets to hear. */
    private static final double ANSWERS_LOST = 0.05;

    private final World world;
    private final String function;
    private final String what;
    private final BiFunction<Machine, Invocation, Boolean> call;
    private final Runnable answered;
    private final int patience;
    private int tries;

    /**
     * @param patience tries, after which it gives up; 0 = it never does
     * @param call true = a good answer
     * @param answered told of the first good answer that it sees
     */
    Caller(
            World world,
            String function,
            String what,
            int patience,
            BiFunction<Machine, Invocation, Boolean> call,
            Runnable answered) {
        this.world = world;
        this.function = function;
        this.what = what;
        this.patience = patience;
        this.call = call;
        this.answered = answered;
    }

    void ask() {
        world.senders++;
        again();
    }

    private void again() {
        tries++;
        Optional<Boolean> answer = world.lambdas.call(function, Map.of(), call::apply);
        // Who is told three times anyway does not hear the first two answers.
        boolean heard = world.isCalm() || tries >= world.weather.copies();
        boolean good = answer.orElse(false) && heard && !world.odd("answer lost", what, ANSWERS_LOST);
        if (good || patience > 0 && tries >= patience) {
            world.senders--;
            if (good) answered.run();
            return;
        }
        var wait = Duration.ofSeconds(Math.min(300, 1L << Math.min(tries, 8)) + world.chance.below("caller", 5));
        world.in(wait, what + " again", this::again);
    }
}
