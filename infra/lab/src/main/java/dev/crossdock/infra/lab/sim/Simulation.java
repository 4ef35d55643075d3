package dev.crossdock.infra.lab.sim;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code simulate --seeds N}: so many lives of the whole system, on all cores, one life a thread; {@code simulate --seed N}: one of them,
 * with all that happened in it. A life that ends badly is made shorter before it is shown.
 */
@Command(name = "simulate", description = "The whole system under a seeded adversary.", mixinStandardHelpOptions = true)
public final class Simulation implements Callable<Integer> {
    private static final int SHOWN = 5;

    @Option(names = "--seeds", description = "How many lives (default: ${DEFAULT-VALUE}).", defaultValue = "500")
    private int seeds;

    @Option(names = "--from", description = "The first seed (default: ${DEFAULT-VALUE}).", defaultValue = "1")
    private long from;

    @Option(names = "--seed", description = "Only this one: its trace, what is wrong, and a shorter history of it.")
    private Long seed;

    @Option(names = "--events", description = "Happenings in a life (default: ${DEFAULT-VALUE}).", defaultValue = "200")
    private int events;

    @Option(names = "--threads", description = "Default: as many as there are cores.")
    private Integer threads;

    @Option(names = "--no-shrink", description = "Leave a bad history as long as it is.")
    private boolean whole;

    @Option(names = "--template", description = "Default: ${DEFAULT-VALUE}.", defaultValue = "template.yaml")
    private Path template;

    public static void main(String[] arguments) {
        // Thousands of lives full of failures say more than a terminal holds; what counts is in the trace.
        java.util.logging.LogManager.getLogManager().reset();
        System.exit(new CommandLine(new Simulation()).execute(arguments));
    }

    /** Whoever joins adds a scene. */
    static List<Scene> scenes() {
        return List.of(
                new ImportScene(),
                new FilesScene(),
                new SendScene(),
                new WebhookScene(),
                new ApiScene(),
                new PullScene(),
                new FeedScene(),
                new OperatorScene(),
                new ReplayScene(),
                new ListenerScene(),
                new JobKeysScene(),
                new AlertScene());
    }

    @Override
    public Integer call() throws InterruptedException {
        var simulator = new Simulator(template, Simulation::scenes);
        return seed == null ? many(simulator) : one(simulator);
    }

    private int one(Simulator simulator) {
        var end = simulator.live(Life.Plan.of(seed, events).traced());
        end.trace().forEach(System.out::println);
        System.out.println(end.summary());
        if (end.good()) return 0;
        if (!whole) shorter(simulator, end);
        return 1;
    }

    private int many(Simulator simulator) throws InterruptedException {
        var lives = new Lives(simulator, Bugs.NONE, events);
        long began = System.nanoTime();
        int workers = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        var bad = lives.live(from, seeds, workers);
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(
                "%,d lives of %d happenings and %,d events each, %,d steps in %.0f s (%,.0f a second), %d bad%n",
                seeds, events, lives.events() / seeds, lives.steps(), seconds, lives.steps() / seconds, bad.size());
        System.out.println("traces: " + lives.traces());
        System.out.println("faults: " + lives.faults());
        for (var end : bad.subList(0, Math.min(SHOWN, bad.size()))) {
            System.out.println();
            System.out.println(end.summary());
            System.out.println("again: " + again(end));
        }
        if (bad.isEmpty()) return 0;
        if (!whole) shorter(simulator, bad.get(0));
        return 1;
    }

    private static String again(Life.End end) {
        return "infra/lab/simulate.sh --seed " + end.plan().seed() + " --events "
                + end.plan().happenings();
    }

    private static void shorter(Simulator simulator, Life.End end) {
        var shortest = Shrinker.shrink(simulator, Bugs.NONE, end);
        System.out.println();
        System.out.println("The same with less, " + shortest.happenings().size() + " happenings and "
                + shortest.faults().size() + " faults:");
        shortest.trace().stream().filter(line -> !line.contains("  · ")).forEach(System.out::println);
        System.out.println("happenings: " + shortest.happenings());
        System.out.println("faults: " + shortest.faults());
        System.out.println(shortest.summary());
    }
}
