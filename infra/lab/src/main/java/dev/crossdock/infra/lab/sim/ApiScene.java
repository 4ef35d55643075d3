package dev.crossdock.infra.lab.sim;

import dev.crossdock.functions.engine.TemplatesApi;
import dev.crossdock.graph.RecordText;
import dev.crossdock.graph.Records;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Programs write records and delete them (2.3), a search index follows by a trigger (2.1), and templates are run by their API (2.4). */
final class ApiScene implements Scene {
    private static final int RECORDS = 8;

    private final Map<String, Integer> wanted = new TreeMap<>();
    private Writes writes;
    private Map<String, String> index;
    private final Map<String, Integer> runs = new TreeMap<>();
    private int number;

    @Override
    public String name() {
        return "api";
    }

    @Override
    public Map<String, String> definitions() {
        var all = new TreeMap<String, String>();
        all.put("connection/moved", "{\"url\": \"https://moved.example\"}");
        // Not the public internet, although no flag of the JDK says so: the carriers' own addresses.
        all.put("connection/inside", "{\"url\": \"http://100.64.0.1\"}");
        for (var bad : List.of("moved", "inside")) {
            all.put("trigger/" + bad, """
                    {"watch": {"collection": "notes", "events": ["created"]},
                     "call": {"connection": "%s", "request": "PUT /notes/{$record.id}"}}""".formatted(bad));
        }
        all.putAll(Map.of(
                "collection/notes", "{\"key\": \"id\", \"indexes\": [\"n\"], \"history\": \"30d\"}",
                "connection/index", "{\"url\": \"https://index.example\"}",
                "connection/till", "{\"url\": \"https://till.example\", \"delivery\": \"idempotency-key\"}",
                "trigger/note", """
                        {"watch": {"collection": "notes", "events": ["created", "updated"]},
                         "call": {"connection": "index", "request": "PUT /notes/{$record.id}"}}""",
                "trigger/note-gone", """
                        {"watch": {"collection": "notes", "events": ["deleted"]},
                         "call": {"connection": "index", "request": "DELETE /notes/{$record.id}"}}""",
                "template/pay", """
                        {"steps": [
                          {"each": "$input.lines", "as": "line", "steps": [
                             {"id": "paid", "call": {"connection": "till", "request": "POST /payments",
                                       "body": "{'payment': $input.payment, 'line': $line}"}}]}],
                         "output": "'paid'"}"""));
        return all;
    }

    @Override
    public void open(World world) {
        index = world.shops.shelf("index.example");
        world.shops.desk("till.example");
        writes = new Writes(world, "notes");
        world.shops.open(
                "moved.example",
                call -> Shops.answer(302, Map.of("location", List.of("http://169.254.169.254/latest/meta-data")), ""));
    }

    @Override
    public void play(World world, Script script, Duration within, int happenings) {
        for (int i = 0; i < happenings; i++) {
            int which = i;
            var at = within.dividedBy(happenings).multipliedBy(i);
            if (i % 5 == 4) script.at(at, "pay " + i, () -> pay(world, which));
            else script.at(at, "note " + i, () -> note(world));
        }
    }

    private void note(World world) {
        var id = "N" + world.chance.below("note", RECORDS);
        boolean gone = world.chance.happens("note", 0.3);
        int n = ++number;
        if (gone) writes.delete(id, () -> wanted.remove(id));
        else writes.put(id, Map.of("id", id, "n", n), Records.IfExists.REPLACE, () -> wanted.put(id, n));
    }

    private void pay(World world, int which) {
        var payment = "P" + which;
        int count = 1 + world.chance.below("pay", 3);
        var input = RecordText.write(new TreeMap<>(Map.of(
                "payment", payment, "lines", IntStream.range(0, count).boxed().toList())));
        var prefer = world.chance.happens("pay", 0.5) ? "respond-async" : null;
        new Caller(
                        world,
                        "engine",
                        "pay " + which,
                        0,
                        (machine, invocation) -> {
                            var api = new TemplatesApi(
                                    machine.definitions,
                                    machine.engine(),
                                    machine.executions(),
                                    machine.queue,
                                    machine.clock);
                            int status = api.run("pay", prefer, payment, false, input)
                                    .getStatus();
                            return status == 200 || status == 202;
                        },
                        () -> runs.put(payment, count))
                .ask();
    }

    @Override
    public void check(World world) {
        var now = Look.numbers(world, "notes");
        world.findings.expect(now.equals(wanted), "wrong end", "notes are " + now + ", not " + wanted);
        var held = Look.numbers(index);
        world.findings.expect(held.equals(wanted), "wrong end", "index holds " + held + ", not " + wanted);
        var paid = new TreeMap<String, Integer>();
        var twice = new TreeMap<String, Integer>();
        for (var effect : world.shops.effects("till.example")) {
            var body = (Map<?, ?>) RecordText.read(effect.body());
            paid.merge((String) body.get("payment"), 1, Integer::sum);
            twice.merge(body.get("payment") + "/" + body.get("line"), 1, Integer::sum);
        }
        runs.forEach((payment, count) -> world.findings.expect(
                paid.getOrDefault(payment, 0) >= count,
                "lost",
                payment + " paid " + paid.get(payment) + " of " + count));
        twice.forEach((line, n) -> world.findings.expect(n == 1, "twice", line + " was paid " + n + " times"));
    }
}
