package dev.crossdock.infra.cli;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the product at work on the storefront, and checks what it shows. */
@Command(
        name = "demo",
        description = "Start everything with an empty store, drop the storefront's files, and show what happens.")
final class Demo implements Callable<Integer> {
    private final Context context;

    Demo(Context context) {
        this.context = context;
    }

    @Option(names = "--keep", description = "Leave it running afterwards, until ^C.")
    boolean keep;

    @Option(names = "--zips", description = "With every function in a process of its own, from its zip (Linux only).")
    boolean zips;

    @Override
    public Integer call() {
        var began = System.nanoTime();
        say("Crossdock: a shop in a folder (examples/storefront), on this machine, in an empty store.");
        say("Starting the embedded cloud and the host …");
        var stage = Stage.open(context, zips);
        say("✓ " + stage.ready + "  (" + seconds(began) + ")");
        var score = new Score();
        new Story(
                        context,
                        stage,
                        new Api(stage.url(), Optional.ofNullable(context.env.get("CROSSDOCK_TOKEN"))),
                        score,
                        this::say)
                .tell();
        say("\n" + score.table());
        if (context.json()) context.out.println(score.json());
        say(
                score.holds()
                        ? "All that this version has holds. " + seconds(began) + " in all."
                        : "Not all holds; see ✗ above. " + seconds(began) + " in all.");
        if (keep) keep(stage);
        return score.holds() ? 0 : Failure.FAILED;
    }

    private void keep(Stage stage) {
        say("It keeps running; stop it with ^C. From another terminal: crossdock --host " + stage.url() + " runs");
        while (stage.host.alive()) Watch.pause(500);
    }

    /** The story is no result when results are JSON. */
    private void say(String line) {
        (context.json() ? context.err : context.out).println(line);
    }

    private static String seconds(long began) {
        return String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - began) / 1e9);
    }
}
