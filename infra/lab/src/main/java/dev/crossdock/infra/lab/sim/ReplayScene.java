package dev.crossdock.infra.lab.sim;

import dev.crossdock.graph.RecordText;
import dev.crossdock.graph.Records;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Triggers are told again of records as they are now, by their ids and by when they changed, while programs go on changing them (2.1). */
final class ReplayScene implements Scene {
    private static final int RECORDS = 6;
    private static final String SHOWN = "parcel-shown";
    private static final String TOLD = "parcel-told";

    /** Each has been told of by its change, once. */
    private final Set<String> written = new TreeSet<>();

    private final Map<String, Integer> last = new TreeMap<>();
    /** Replays that may have told of a record. */
    private final Map<String, Integer> may = new HashMap<>();
    /** Records of whose last state one must have told. */
    private final Set<String> must = new TreeSet<>();

    private Writes writes;
    private Map<String, String> shown;
    private int number;

    @Override
    public String name() {
        return "replay";
    }

    @Override
    public Map<String, String> definitions() {
        return Map.of(
                "collection/parcels",
                "{\"key\": \"id\"}",
                "connection/track",
                "{\"url\": \"https://track.example\"}",
                "connection/carrier",
                "{\"url\": \"https://carrier.example\", \"delivery\": \"idempotency-key\"}",
                "trigger/" + SHOWN,
                """
                        {"watch": {"collection": "parcels"},
                         "call": {"connection": "track", "request": "PUT /parcels/{$record.id}"}}""",
                "trigger/" + TOLD,
                """
                        {"watch": {"collection": "parcels"},
                         "call": {"connection": "carrier", "request": "POST /parcels",
                                  "body": "{'id': $record.id, 'n': $new.n, 'again': $old.n = $new.n}"}}""");
    }

    @Override
    public void open(World world) {
        shown = world.shops.shelf("track.example");
        world.shops.desk("carrier.example");
        writes = new Writes(world, "parcels");
    }

    @Override
    public void play(World world, Script script, Duration within, int happenings) {
        for (int i = 0; i < happenings; i++) {
            int which = i;
            var at = within.dividedBy(happenings).multipliedBy(i);
            if (i % 2 == 1) script.at(at, "replay " + i, () -> replay(world, "replay " + which));
            else script.at(at, "parcel " + i, () -> write(world));
        }
    }

    private void write(World world) {
        var id = "K" + world.chance.below("parcel", RECORDS);
        int n = ++number;
        written.add(id + " " + n);
        last.put(id, n);
        must.remove(id);
        writes.put(id, Map.of("id", id, "n", n), Records.IfExists.REPLACE, () -> {});
    }

    private void replay(World world, String key) {
        // By time it goes page by page: more places to die at.
        boolean byTime = world.chance.happens("replay", 0.8);
        var trigger = world.chance.happens("replay", 0.7) ? TOLD : SHOWN;
        var ids = IntStream.range(0, RECORDS)
                .mapToObj(i -> "K" + i)
                .filter(id -> byTime || world.chance.happens("replay", 0.6))
                .toList();
        if (trigger.equals(TOLD)) {
            var told = told(world, false);
            for (var id : ids) {
                may.merge(id, 1, Integer::sum);
                // Nobody changes it any more, unless a later write says so.
                if (told.containsKey(id + " " + last.get(id))) must.add(id);
            }
        }
        new Caller(
                        world,
                        "control-api",
                        key,
                        0,
                        (machine, invocation) -> start(machine, trigger, key, byTime, ids),
                        () -> {})
                .ask();
    }

    /** How often each state was told, in order of the telling. */
    private static Map<String, Integer> told(World world, boolean again) {
        var told = new LinkedHashMap<String, Integer>();
        for (var effect : world.shops.effects("carrier.example")) {
            var body = (Map<?, ?>) RecordText.read(effect.body());
            if (body.get("again").equals(again)) told.merge(body.get("id") + " " + body.get("n"), 1, Integer::sum);
        }
        return told;
    }

    private static boolean start(Machine machine, String trigger, String key, boolean byTime, List<String> ids) {
        var replays = machine.replays();
        if (byTime) replays.since(trigger, Instant.EPOCH, key);
        else replays.ofIds(trigger, ids, key);
        return true;
    }

    @Override
    public void check(World world) {
        var now = Look.numbers(world, "parcels");
        world.findings.expect(now.equals(last), "wrong end", "parcels are " + now + ", not " + last);
        var held = Look.numbers(shown);
        world.findings.expect(held.equals(last), "wrong end", "track holds " + held + ", not " + last);
        Look.expectInOrder(world, "track.example");
        var changes = told(world, false);
        for (var change : written) {
            world.findings.expect(changes.containsKey(change), "lost", change + " was never told");
        }
        changes.forEach((change, n) -> world.findings.expect(n == 1, "twice", change + " was told " + n + " times"));
        var order = new HashMap<String, Integer>();
        for (var change : changes.keySet()) {
            var id = change.substring(0, change.indexOf(' '));
            int n = Integer.parseInt(change.substring(id.length() + 1));
            var before = order.put(id, n);
            if (before != null && before > n) world.findings.add("order", change + " was told after " + before);
        }
        var again = told(world, true);
        again.forEach((state, n) -> {
            int most = may.getOrDefault(state.substring(0, state.indexOf(' ')), 0);
            world.findings.expect(n <= most, "twice", state + " was told again " + n + " times, not " + most);
        });
        for (var id : must) {
            var state = id + " " + last.get(id);
            world.findings.expect(again.containsKey(state), "lost", state + " was not told again");
        }
    }
}
