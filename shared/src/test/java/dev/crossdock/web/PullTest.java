package dev.crossdock.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.crossdock.House;
import dev.crossdock.definition.From;
import dev.crossdock.definition.To;
import dev.crossdock.event.Invocation;
import dev.crossdock.event.Sqs;
import dev.crossdock.flow.Sink;
import dev.crossdock.flow.Source;
import dev.crossdock.graph.CollectionSink;
import dev.crossdock.graph.RecordStore;
import dev.crossdock.run.JobFunction;
import dev.crossdock.run.Run;
import dev.crossdock.run.State;
import dev.crossdock.run.Work;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** 1.7, in memory: pages of a webservice become records of a collection. */
class PullTest {
    private static final String ALL = "GET /products?limit=3&since={$state.since}";

    final House house = new House();
    Pim pim = new Pim(house.faults, 10);
    private int starts;

    House pulling(String request, Map<String, Object> more) {
        var from = new LinkedHashMap<String, Object>(Map.of("connection", "pim", "request", request, "items", "data"));
        from.putAll(more);
        return house.define("connection", "pim", Map.of("url", "https://pim.example/v1"))
                .define("collection", "products", Map.of("key", "sku"))
                .define("job", "pull", Map.of("from", from, "to", Map.of("collection", "products")))
                .serve(Pull::new);
    }

    Run start() {
        house.clock.step(Duration.ofSeconds(1));
        house.starter.startMatching("pull", "start " + starts++, Map.of());
        house.untilQuiet();
        var all = house.all();
        return all.get(all.size() - 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /products?limit=3 | cursor | paging.next | cursor",
                "POST /products?limit=3 | cursor | paging.next | ",
                "GET /products?limit=3 | url | paging.url | ",
                "GET /products?limit=3&page=9 | page | page | ",
                "GET /products?limit=5 | offset | offset | ",
                "GET /products?limit=3 | link | true | ",
                "GET /products | none | | "
            })
    void everyKindOfPagingReadsEveryRecordOnceInOrder(String request, String kind, String value, String param) {
        var next = new LinkedHashMap<String, Object>();
        next.put(kind, kind.equals("link") ? Boolean.TRUE : value);
        if (param != null) next.put("param", param);
        var more = new LinkedHashMap<String, Object>();
        if (!kind.equals("none")) more.put("next", next);
        if (request.startsWith("POST")) more.put("body", "$cursor");
        pulling(request, more);
        var run = start();
        assertThat(run.state()).as("%s", run.error()).isEqualTo(State.SUCCEEDED);
        assertThat(run.counts().read()).isEqualTo(10);
        var records = house.collection("products");
        assertThat(records.keySet())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 10)
                        .mapToObj("P-%04d"::formatted)
                        .toList());
        assertThat(records.values().stream().map(r -> r.origin().record()).sorted())
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
        assertThat(pim.asked).doesNotHaveDuplicates();
    }

    @Test
    void whatIsRememberedIsAskedForByTheNextRunAndLeftOutByTheFirst() {
        pulling(
                ALL,
                Map.of(
                        "next",
                        Map.of("cursor", "paging.next", "param", "cursor"),
                        "state",
                        "{\"since\": $sort(items.updatedAt)[-1]}"));
        start();
        assertThat(pim.asked.get(0)).isEqualTo("/v1/products?limit=3");
        pim.add("P-0011", "2026-02-01");
        assertThat(start().counts().read()).isEqualTo(1);
        assertThat(pim.asked.get(4)).isEqualTo("/v1/products?limit=3&since=2026-01-11");
        assertThat(start().counts().read()).isZero();
        assertThat(pim.asked).last().isEqualTo("/v1/products?limit=3&since=2026-02-01");
    }

    @Test
    void aRunThatFailsMovesNothingThatIsRemembered() {
        pulling(
                ALL,
                Map.of(
                        "next",
                        Map.of("cursor", "paging.next", "param", "cursor"),
                        "state",
                        "{\"since\": $sort(items.updatedAt)[-1]}"));
        start();
        var remembered = pim.asked.size();
        pim.add("P-0011", "2026-02-01");
        pim.add("P-0012", "2026-02-02");
        pim.add("P-0013", "2026-02-03");
        pim.add("P-0014", "2026-02-04");
        pim.next(Pim.html());
        var failed = start();
        assertThat(failed.state()).isEqualTo(State.FAILED);
        assertThat(failed.error().orElseThrow().code()).isEqualTo("pull.answer");
        assertThat(start().counts().written()).isEqualTo(4);
        assertThat(pim.asked.get(remembered + 1)).isEqualTo(pim.asked.get(remembered));
    }

    @Test
    void thePagesGoingRoundAreNoticed() {
        pulling("GET /products?limit=3", Map.of("next", Map.of("cursor", "paging.next", "param", "after")));
        var run = start();
        assertThat(run.error().orElseThrow().code()).isEqualTo("pull.loop");
        assertThat(pim.asked).hasSizeLessThan(4);
        assertThat(house.collection("products")).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"pages, 3", "bytes, 300B", "for, 1m"})
    void aRunAsksForNoMoreThanItsLimitsAndTheNextBeginsWhereItDid(String limit, String value) {
        pulling(
                ALL,
                Map.of(
                        "next",
                        Map.of("cursor", "paging.next", "param", "cursor"),
                        "state",
                        "{\"since\": $sort(items.updatedAt)[-1]}",
                        "limits",
                        Map.of(limit, limit.equals("pages") ? (Object) Integer.valueOf(value) : value)));
        if (limit.equals("for")) pim.next(Shop.retryAfter(503, "120"));
        var run = start();
        assertThat(run.state()).isEqualTo(State.FAILED);
        assertThat(run.error().orElseThrow().code()).isEqualTo("pull.limit");
        assertThat(run.error().orElseThrow().toString())
                .contains("limits." + limit)
                .contains("raise from.limits." + limit);
        assertThat(pim.asked).hasSizeBetween(2, 3);
        pim.products.subList(3, 10).clear();
        assertThat(start().state()).isEqualTo(State.SUCCEEDED);
        assertThat(pim.asked.get(pim.asked.size() - 1)).isEqualTo("/v1/products?limit=3");
    }

    @Test
    void theLargestOfTextsIsExplained() {
        pulling("GET /products?limit=3", Map.of("state", "{\"since\": $max(items.updatedAt)}"));
        var error = start().error().orElseThrow();
        assertThat(error.code()).isEqualTo("pull.state");
        assertThat(error.hint()).contains("$sort(items.updatedAt)[-1]");
    }

    @Test
    void anAnswerInXmlIsAPageToo() {
        pulling("GET /products", Map.of());
        pim.next(new Http.Answer(
                200,
                Map.of("content-type", List.of("application/xml")),
                "<list><product><sku>A</sku></product><product><sku>B</sku></product></list>".getBytes(),
                false));
        var run = start();
        assertThat(run.counts().written()).as("%s", run.error()).isEqualTo(2);
        assertThat(house.collection("products")).containsOnlyKeys("A", "B");
    }

    @Test
    void aPageOfManyRecordsIsTakenInBatches() {
        pim = new Pim(house.faults, 2_500);
        pulling("GET /products", Map.of());
        assertThat(start().counts().written()).isEqualTo(2_500);
        assertThat(pim.asked).hasSize(1);
    }

    @Test
    void whereThereIsOnePageItIsReadAgainOnlyWhenItHasChanged() {
        pulling("GET /products", Map.of());
        start();
        assertThat(start().counts().read()).isZero();
        assertThat(pim.headers.get(1)).containsKey("If-None-Match");
        start();
        assertThat(pim.headers.get(2)).containsKey("If-None-Match");
        pim.add("P-0011", "2026-02-01");
        assertThat(start().counts().read()).isEqualTo(11);
        house.define(
                "job",
                "pull",
                Map.of(
                        "description", "another version",
                        "from", Map.of("connection", "pim", "request", "GET /products", "items", "data"),
                        "to", Map.of("collection", "products")));
        start();
        assertThat(pim.headers.get(4)).doesNotContainKey("If-None-Match");
    }

    @Test
    void aWebserviceThatIsAwayIsWaitedFor() {
        pulling("GET /products?limit=3", Map.of("next", Map.of("cursor", "paging.next", "param", "cursor")));
        pim.next(Shop.retryAfter(503, "120"), Shop.answer(500, ""), Shop.answer(502, ""));
        var before = house.clock.instant();
        assertThat(start().counts().written()).isEqualTo(10);
        assertThat(Duration.between(before, house.clock.instant())).isGreaterThan(Duration.ofSeconds(119));
    }

    @ParameterizedTest
    @CsvSource({"401, web.unauthorised", "404, web.refused", "301, web.redirected"})
    void whatTheWebserviceRefusesEndsTheRunWithItsWords(int status, String code) {
        pulling("GET /products", Map.of());
        pim.next(Shop.answer(status, "no such shop"));
        var error = start().error().orElseThrow();
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.toString())
                .contains("pim answered " + status + " to GET")
                .contains("no such shop");
    }

    @Test
    void anAnswerWithoutAListSaysWhatItHasInstead() {
        pulling("GET /products", Map.of("items", "paging"));
        pim.next(Shop.answer(200, "{\"paging\": \"none\"}"));
        var error = start().error().orElseThrow();
        assertThat(error.code()).isEqualTo("pull.items");
        assertThat(error.toString()).contains("a text").contains("items: data");
    }

    @Test
    void credentialsDoNotFollowALinkToAnotherHost() {
        pulling("GET /products", Map.of("next", Map.of("url", "more")));
        pim.next(Shop.answer(200, "{\"data\": [{\"sku\": \"A\"}], \"more\": \"https://evil.example/products\"}"));
        assertThat(start().error().orElseThrow().code()).isEqualTo("pull.elsewhere");
        assertThat(pim.asked).hasSize(1);
    }

    @Test
    void linesAndTablesArePagesToo() {
        pulling("GET /products", Map.of());
        pim.next(
                new Http.Answer(
                        200,
                        Map.of("content-type", List.of("text/csv; charset=utf-8")),
                        "sku,name\nA,1\nB,2\n".getBytes(),
                        false),
                new Http.Answer(
                        200,
                        Map.of("content-type", List.of("application/x-ndjson")),
                        "{\"sku\":\"C\"}\n".getBytes(),
                        false));
        assertThat(start().counts().written()).isEqualTo(2);
        assertThat(start().counts().written()).isEqualTo(1);
        assertThat(house.collection("products")).containsOnlyKeys("A", "B", "C");
    }

    @Test
    void killedAnywhereItReadsEveryRecordOnceAndRemembersTheSame() {
        var undisturbed = calls(0);
        for (long call = 1; call <= undisturbed; call++) calls(call);
    }

    /** @param kill at which call; 0 = at none. @return how many calls there were */
    private long calls(long kill) {
        var test = new PullTest();
        test.pulling(
                ALL,
                Map.of(
                        "next",
                        Map.of("cursor", "paging.next", "param", "cursor"),
                        "state",
                        "{\"since\": $sort(items.updatedAt)[-1]}"));
        test.house.starter.startMatching("pull", "start", Map.of());
        var count = new long[1];
        if (kill == 0) test.house.faults.watch((number, what, after) -> count[0] = number);
        else test.house.killAt(kill);
        test.house.untilQuiet();
        test.house.faults.watch((number, what, after) -> {});
        var run = test.house.run();
        assertThat(run.state()).as("killed at %d, %s", kill, run.error()).isEqualTo(State.SUCCEEDED);
        assertThat(run.counts().read()).as("killed at %d", kill).isEqualTo(10);
        assertThat(run.counts().written()).as("killed at %d", kill).isEqualTo(10);
        assertThat(test.house.collection("products")).as("killed at %d", kill).hasSize(10);
        assertThat(test.house.collection("products").values().stream().map(RecordStore.Stored::rev))
                .as("killed at %d", kill)
                .containsOnly(1L);
        test.start();
        assertThat(test.pim.asked).last().asString().as("killed at %d", kill).endsWith("since=2026-01-11");
        return count[0];
    }

    /** As functions/pull-to-collection has it. */
    private final class Pull implements JobFunction {
        private final House in;

        Pull(House in) {
            this.in = in;
        }

        @Override
        public String type() {
            return "pull-to-collection";
        }

        @Override
        public Source source(Work work) {
            var from = (From.WebserviceRecords) work.job().from();
            var sender = new Sender(
                    pim,
                    in.ledger,
                    in.objects,
                    name -> new Secret(""),
                    new Pace(in.clock, new Random(7), in.clock::step));
            return new WebserviceSource(sender, in.ledger, in.objects, work, work.connection(from.connection()));
        }

        @Override
        public Sink sink(Work work) {
            var to = (To.CollectionTarget) work.job().to();
            var stamp = new RecordStore.WrittenBy(
                    work.run().id(), work.run().job(), work.run().order(), "", 0);
            return new CollectionSink(in.records, work.collection(to.collection()), to.invalid(), stamp, in.clock);
        }

        @Override
        public SQSBatchResponse handle(SQSEvent event, Invocation invocation) {
            return Sqs.each(event, message -> in.runner().work(this, message.body(), invocation));
        }
    }

    @Test
    void aDryRunAsksForTheFirstPagesOnlyAndRemembersNothing() {
        pulling(
                "GET /products?limit=2",
                Map.of("next", Map.of("cursor", "paging.next", "param", "cursor"), "state", "{\"seen\": true}"));
        house.starter.rehearsing().startMatching("pull", "start", Map.of());
        house.untilQuiet();
        var run = house.run();
        assertThat(run.state()).as("%s", run.error()).isEqualTo(State.SUCCEEDED);
        assertThat(run.counts().written()).isEqualTo(2 * WebserviceSource.DRY_PAGES);
        assertThat(house.collection("products")).isEmpty();
        assertThat(PullState.read(house.ledger, "pull").values()).isEmpty();
    }

    @Test
    void aDryRunThatWouldAskByPostIsRefused() {
        pulling("POST /products?limit=2", Map.of());
        house.starter.rehearsing().startMatching("pull", "start", Map.of());
        house.untilQuiet();
        assertThat(house.run().error().orElseThrow().code()).isEqualTo("pull.dry-run");
        assertThat(pim.asked).isEmpty();
    }
}
