package dev.crossdock.infra.lab.sim;

import dev.crossdock.flow.Refused;
import dev.crossdock.graph.RecordText;
import dev.crossdock.run.Run;
import dev.crossdock.run.RunKey;
import dev.crossdock.run.State;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * A person who stops, repeats and approves runs at any moment, and rehearses them: imports (1.5), sends of which some records are refused
 * until they are corrected (1.3), and full feeds that are held. In the end what was stopped or refused is run again, and nothing of it is
 * missing, and nothing was done twice.
 */
final class OperatorScene implements Scene {
    private static final int ALL = 12;
    private static final String IMPORT = "list-in";
    private static final String SEND = "list-out";
    private static final String FEED = "offer-feed";
    private static final String NEVER = "list-never";

    /** What each file says, by its name: sku to number. */
    private final Map<String, Map<String, Integer>> dropped = new LinkedHashMap<>();

    private final Map<String, Integer> offers = new TreeMap<>();
    /** Feeds that somebody has decided about. */
    private final Set<String> decided = new HashSet<>();

    private boolean corrected;
    private int number;

    @Override
    public String name() {
        return "operator";
    }

    @Override
    public Map<String, String> definitions() {
        return Map.of(
                "collection/lists",
                "{\"key\": \"sku\"}",
                "collection/offers",
                "{\"key\": \"sku\"}",
                "connection/counter",
                "{\"url\": \"https://counter.example\", \"delivery\": \"idempotency-key\"}",
                "connection/never",
                "{\"url\": \"https://never.example\"}",
                "job/" + IMPORT,
                """
                        {"from": {"bucket": "lists", "files": "list-*.csv"}, "map": "{'sku': sku, 'n': $number(n)}",
                         "to": {"collection": "lists"}}""",
                "job/" + SEND,
                """
                        {"from": {"bucket": "sends", "files": "send-*.csv"},
                         "to": {"connection": "counter", "request": "POST /things"}}""",
                "job/" + FEED,
                """
                        {"from": {"bucket": "offered", "files": "offers-*.csv"}, "map": "{'sku': sku, 'n': $number(n)}",
                         "to": {"collection": "offers"}, "feed": {"full": true, "maxDeletes": "10%"}}""",
                "job/" + NEVER,
                """
                        {"from": {"collection": "lists"}, "to": {"connection": "never", "request": "PUT /lists/{sku}"}}""");
    }

    @Override
    public void open(World world) {
        world.shops.desk(
                "counter.example",
                call -> !corrected
                        && sku(new String(call.body(), StandardCharsets.UTF_8)).endsWith("x"));
        world.shops.shelf("never.example");
    }

    private static String sku(String body) {
        return (String) ((Map<?, ?>) RecordText.read(body)).get("sku");
    }

    @Override
    public void play(World world, Script script, Duration within, int happenings) {
        for (int i = 0; i < happenings; i++) {
            int which = i;
            var at = within.dividedBy(happenings).multipliedBy(i).plusSeconds(1);
            switch (i % 7) {
                case 0, 4 -> script.at(at, "list " + i, () -> list(world, "lists/list-" + which + ".csv"));
                case 1 -> script.at(at, "thing " + i, () -> list(world, "sends/send-" + which + ".csv"));
                case 2, 5 -> script.at(at, "offers " + i, () -> offers(world, "offered/offers-" + which + ".csv"));
                default -> script.at(at, "operator " + i, () -> act(world, which));
            }
        }
    }

    private void list(World world, String key) {
        var rows = new LinkedHashMap<String, Integer>();
        int count = 1 + world.chance.below("list", 5);
        for (int i = 0; i < count; i++) {
            number++;
            rows.put("L" + number + (world.chance.happens("list", 0.2) ? "x" : ""), number);
        }
        // The one thing that all files speak of.
        if (key.startsWith("lists/")) rows.put("shared", number);
        drop(world, key, rows);
    }

    private void offers(World world, String key) {
        var rows = new LinkedHashMap<String, Integer>();
        for (int i = 0; i < ALL; i++) {
            if (world.chance.happens("offers", 0.5)) offers.put("O" + i, ++number);
            boolean there = offers.containsKey("O" + i) && !world.chance.happens("offers", 0.15);
            if (there) rows.put("O" + i, offers.get("O" + i));
        }
        drop(world, key, rows);
    }

    private void drop(World world, String key, Map<String, Integer> rows) {
        dropped.put(key.substring(key.indexOf('/') + 1), rows);
        world.objects.write(key, csv(rows).getBytes(StandardCharsets.UTF_8), "text/csv");
    }

    private static String csv(Map<String, Integer> rows) {
        var text = new StringBuilder("sku,n\n");
        rows.forEach((sku, n) -> text.append(sku).append(',').append(n).append('\n'));
        return text.toString();
    }

    private void act(World world, int which) {
        int what = world.chance.below("operator", 8);
        if (what == 0) {
            var key = RunKey.ofRequest(NEVER, "rehearsal " + which);
            ask(world, "rehearse all " + which, m -> m.starter.rehearsing().startMatching(NEVER, key, Map.of()));
            return;
        }
        var runs = Look.runs(world).stream()
                .filter(run -> !run.dryRun() && List.of(IMPORT, SEND, FEED).contains(run.job()))
                .sorted(Comparator.comparing(Run::order).thenComparing(Run::id))
                .toList();
        if (runs.isEmpty()) return;
        var run = world.chance.one("operator", runs);
        var id = run.id();
        var name = run.file().orElseThrow().name();
        if (run.job().equals(FEED)) decide(world, run);
        else if (what == 1) {
            var key = RunKey.ofRequest(run.job(), "rehearsal " + which);
            ask(world, "rehearse " + name, m -> m.starter.rehearsing().startFile(run.job(), key, name, Map.of()));
        } else if (run.state().ended()) ask(world, "retry " + id, m -> m.starter.retry(id));
        else ask(world, "cancel " + id, m -> m.starter.cancel(id));
    }

    /** What is held goes on, is given up, or stays as it is; who has decided once does not decide otherwise. */
    private void decide(World world, Run run) {
        if (run.state() != State.HELD || !decided.add(run.id())) return;
        switch (world.chance.below("decide", 4)) {
            case 0 -> {}
            case 1 -> ask(world, "give up " + run.id(), m -> m.starter.cancel(run.id()));
            default -> ask(world, "approve " + run.id(), m -> m.starter.approve(run.id()));
        }
    }

    private static void ask(World world, String what, Consumer<Machine> asked) {
        new Caller(
                        world,
                        "control-api",
                        what,
                        0,
                        (machine, invocation) -> {
                            try {
                                asked.accept(machine);
                            } catch (Refused e) {
                                world.trace.add(
                                        world.now(), machine.name, e.problem().code());
                            }
                            return true;
                        },
                        () -> {})
                .ask();
    }

    @Override
    public void aftermath(World world) {
        corrected = true;
        var well = new TreeSet<String>();
        for (var job : List.of(IMPORT, SEND)) {
            for (var run : real(world, job)) if (run.state() == State.SUCCEEDED) well.add(run.root());
        }
        for (var job : List.of(IMPORT, SEND)) {
            for (var run : real(world, job)) {
                if (gone(run) || !well.add(run.root())) continue;
                ask(world, "retry " + run.id(), m -> m.starter.retry(run.id()));
            }
        }
        real(world, FEED).forEach(run -> decide(world, run));
    }

    /** The newest first. */
    private static List<Run> real(World world, String job) {
        return Look.runs(world, job).stream()
                .filter(run -> !run.dryRun())
                .sorted(Comparator.comparing(Run::order).thenComparing(Run::id).reversed())
                .toList();
    }

    /** Of two that repeat the same one the second finds nothing where the first began. */
    private static boolean gone(Run run) {
        return run.error().filter(e -> e.code().equals("file.gone")).isPresent();
    }

    private Map<String, Integer> said(Run run) {
        var name = run.file().orElseThrow().baseName();
        // Where the same name was there already the run stands in it.
        var rows = dropped.get(name.replaceAll("[.]r-[0-9a-f]{16}", ""));
        if (rows == null) throw new IllegalStateException(run + " of a file that nobody dropped");
        return rows;
    }

    @Override
    public void check(World world) {
        checkEnds(world);
        checkLists(world);
        checkSends(world);
        checkFeeds(world);
        var acted = world.shops.effects("never.example");
        world.findings.expect(acted.isEmpty(), "rehearsal", "a dry run did " + acted);
        for (var bucket : List.of("lists", "sends", "offered")) {
            var left = Look.keys(world, bucket + "/").stream()
                    .filter(key -> key.indexOf('/', bucket.length() + 1) < 0)
                    .toList();
            world.findings.expect(left.isEmpty(), "input left behind", left.toString());
        }
    }

    private void checkEnds(World world) {
        for (var job : List.of(IMPORT, SEND, FEED, NEVER)) {
            for (var run : Look.runs(world, job)) {
                boolean well = switch (run.state()) {
                    case SUCCEEDED -> true;
                    case PARTIAL -> job.equals(SEND);
                    case HELD -> job.equals(FEED);
                    case CANCELLED ->
                        run.cancelRequested()
                                || gone(run)
                                || run.job().equals(FEED)
                                || run.dryRun() && run.error().isPresent()
                                || run.state() == State.HELD;
                    default -> false;
                };
                world.findings.expect(
                        well, "end of a run", job + " " + run.id() + " is " + run.state() + " " + run.error());
                if (run.state() != State.SUCCEEDED || job.equals(NEVER)) continue;
                world.findings.expect(
                        run.counts().read() == said(run).size(),
                        "counts",
                        job + " " + run.id() + " counts " + run.counts() + " of " + said(run));
            }
        }
    }

    /** Each file has been taken in, and lies in one place; of what all of them speak, the newest says it. */
    private void checkLists(World world) {
        var now = Look.numbers(world, "lists");
        var runs = real(world, IMPORT);
        var shared = new TreeSet<Integer>();
        for (int i = runs.size() - 1; i >= 0; i--) {
            var run = runs.get(i);
            // What it found as it says it keeps the order of who wrote it: an older drop that comes late may still
            // change it.
            if (run.state() == State.SUCCEEDED && run.counts().unchanged() == 0) shared.clear();
            if (!gone(run)) shared.add(said(run).get("shared"));
        }
        dropped.forEach((name, rows) -> {
            if (!name.startsWith("list-")) return;
            rows.forEach((sku, n) -> world.findings.expect(
                    sku.equals("shared") || n.equals(now.get(sku)),
                    "lost",
                    sku + " of " + name + " is " + now.get(sku) + ", not " + n));
            expectOnce(world, "lists/", name);
        });
        if (now.containsKey("shared")) {
            world.findings.expect(
                    shared.contains(now.get("shared")),
                    "wrong end",
                    "what all files speak of is " + now.get("shared") + ", none of " + shared);
        }
    }

    private void expectOnce(World world, String bucket, String name) {
        var stem = name.substring(0, name.indexOf('.') + 1);
        var keys = Look.keys(world, bucket).stream()
                .filter(key -> key.substring(key.lastIndexOf('/') + 1).startsWith(stem))
                .filter(key -> !key.contains(".rejects."))
                .toList();
        boolean whole =
                keys.size() == 1 && Look.text(world, keys.get(0)).orElse("").equals(csv(dropped.get(name)));
        world.findings.expect(whole, "input", name + " lies at " + keys);
    }

    private void checkSends(World world) {
        var done = new TreeMap<String, Integer>();
        for (var effect : world.shops.effects("counter.example")) done.merge(sku(effect.body()), 1, Integer::sum);
        done.forEach((sku, n) -> world.findings.expect(n == 1, "twice", sku + " was handed in " + n + " times"));
        dropped.forEach((name, rows) -> {
            if (!name.startsWith("send-")) return;
            for (var sku : rows.keySet()) {
                world.findings.expect(done.containsKey(sku), "lost", sku + " of " + name + " was never handed in");
            }
        });
    }

    /** As if each had come in its order: what it lacks is gone where it went through, and still there where nobody approved it. */
    private void checkFeeds(World world) {
        var wanted = new TreeMap<String, Integer>();
        var runs = real(world, FEED);
        for (int i = runs.size() - 1; i >= 0; i--) {
            var run = runs.get(i);
            if (run.error().filter(e -> e.code().equals("file.older")).isPresent()) continue;
            if (run.state() == State.SUCCEEDED) wanted.clear();
            wanted.putAll(said(run));
        }
        var now = Look.numbers(world, "offers");
        world.findings.expect(now.equals(wanted), "wrong end", "offers are " + now + ", not " + wanted);
    }
}
