package dev.crossdock.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.House;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The house's clock begins at 2026-03-01T10:00Z; Oslo is an hour ahead, and two from 29 March. */
class SchedulesTest {
    private final House house = new House()
            .define("bucket", "incoming", Map.of())
            .define("collection", "products", Map.of("key", "sku"))
            .serve(h -> new ImportIntoCollection(h, 1 << 20));

    private House job(Map<String, Object> more) {
        var job = new LinkedHashMap<String, Object>();
        job.put("from", Map.of("bucket", "incoming", "files", "*.csv"));
        job.put("to", Map.of("collection", "products"));
        job.putAll(more);
        return house.define("job", "nightly", job);
    }

    private static Map<String, Object> cron(String line) {
        return Map.of("cron", line, "zone", "Europe/Oslo");
    }

    private Schedules schedules() {
        return new Schedules(house.ledger, house.starter, house.definitions, house.clock);
    }

    private void file(String name) {
        house.objects.write("incoming/" + name, ("sku\n" + name + "\n").getBytes(), "text/csv");
    }

    /** Asks once a minute for so long. */
    private void minutes(Schedules schedules, int minutes) {
        for (int i = 0; i < minutes; i++) {
            house.clock.step(Duration.ofMinutes(1));
            schedules.tick();
        }
    }

    @Test
    void aMomentStartsItsRunOnceHoweverOftenAndByHoweverManyItIsAsked() {
        job(Map.of("schedule", cron("30 11 * * *")));
        file("a.csv");
        var one = schedules();
        one.tick();
        assertThat(house.all()).as("a new schedule has missed nothing").isEmpty();
        minutes(one, 31);
        one.tick();
        schedules().tick();
        house.untilQuiet();
        assertThat(house.all()).hasSize(1);
        assertThat(house.run().createdAt().toString()).startsWith("2026-03-01T10:30:");
    }

    @Test
    void whatWasMissedIsMadeUpForOnceAndNotAfterADay() {
        job(Map.of("schedule", cron("0 * * * *")));
        schedules().tick();
        house.clock.step(Duration.ofHours(5));
        file("a.csv");
        var back = schedules();
        back.tick();
        back.tick();
        assertThat(house.all())
                .as("five moments passed, the latest is made up for")
                .hasSize(1);
        house.untilQuiet();
        job(Map.of("schedule", cron("0 3 * * MON")));
        schedules().tick();
        house.clock.step(Duration.ofDays(5));
        file("b.csv");
        schedules().tick();
        assertThat(house.all()).as("Monday's moment is days old").hasSize(1);
    }

    @Test
    void aChangedScheduleBeginsWhenItIsSeen() {
        job(Map.of("schedule", cron("0 12 * * *")));
        var schedules = schedules();
        schedules.tick();
        minutes(schedules, 10);
        job(Map.of("schedule", cron("5 11 * * *")));
        file("a.csv");
        schedules.tick();
        minutes(schedules, 30);
        assertThat(house.all()).as("11:05 was over when it was written").isEmpty();
    }

    @Test
    void withSkipAMomentDuringAnOpenRunLeavesACancelledRunThatSaysSo() {
        job(Map.of("schedule", Map.of("every", "10m"), "overlap", "skip"));
        file("a.csv");
        file("b.csv");
        var schedules = schedules();
        schedules.tick();
        minutes(schedules, 10);
        assertThat(house.all()).as("both files of one moment").hasSize(2);
        minutes(schedules, 10);
        schedules().tick();
        var skipped = house.all().get(2);
        assertThat(house.all()).hasSize(3);
        assertThat(skipped.state()).isEqualTo(State.CANCELLED);
        assertThat(skipped.error().orElseThrow().toString())
                .startsWith("schedule.skipped · job nightly: the run of 2026-03-01T10:20:00Z was skipped: run ")
                .contains(" is queued since 2026-03-01T10:10:")
                .endsWith("To have each of them run, one after the other: overlap: queue.");
        house.untilQuiet();
        assertThat(house.collection("products")).hasSize(2);
        // The moment that was skipped stays so, also when it is told again; the next one runs.
        house.starter.fire("nightly", java.time.Instant.parse("2026-03-01T10:20:00Z"));
        assertThat(house.all()).hasSize(3);
        file("c.csv");
        minutes(schedules, 10);
        house.untilQuiet();
        assertThat(house.collection("products")).hasSize(3);
    }

    @Test
    void withSkipADropStillWaitsForItsTurn() {
        job(Map.of("overlap", "skip"));
        house.drop("incoming/a.csv", "sku\nA\n")
                .drop("incoming/b.csv", "sku\nB\n")
                .untilQuiet();
        assertThat(house.all()).extracting(Run::state).containsOnly(State.SUCCEEDED);
        assertThat(house.collection("products")).containsOnlyKeys("A", "B");
    }

    @Test
    void withQueueEachMomentRunsOneAfterTheOther() {
        house.define("bucket", "outgoing", Map.of());
        job(Map.of("schedule", Map.of("every", "10m")));
        file("a.csv");
        var schedules = schedules();
        schedules.tick();
        minutes(schedules, 20);
        assertThat(house.all()).hasSize(2).extracting(Run::state).containsOnly(State.QUEUED);
        house.untilQuiet();
        // The second found its file read and moved by the first.
        assertThat(house.all()).extracting(Run::state).containsExactlyInAnyOrder(State.SUCCEEDED, State.CANCELLED);
    }

    @Test
    void aJobThatCannotBeStartedIsNoReasonNotToStartTheOthers() {
        house.define("connection", "shop", Map.of("url", "https://shop.example"));
        job(Map.of("schedule", Map.of("every", "10m")));
        house.define(
                "job",
                "broken",
                Map.of(
                        "from", Map.of("connection", "shop", "request", "GET /x"),
                        "to", Map.of("connection", "shop", "request", "PUT /x"),
                        "schedule", Map.of("every", "10m")));
        file("a.csv");
        var schedules = schedules();
        schedules.tick();
        minutes(schedules, 10);
        house.untilQuiet();
        assertThat(house.all()).extracting(Run::job).isEqualTo(List.of("nightly"));
    }
}
