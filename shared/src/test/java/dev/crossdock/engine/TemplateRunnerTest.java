package dev.crossdock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.flow.Refused;
import dev.crossdock.graph.RecordStore;
import dev.crossdock.graph.RecordText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplateRunnerTest {
    @TempDir
    Path dir;

    private Workshop shop;

    @BeforeEach
    void workshop() {
        shop = new Workshop(dir);
    }

    private String steps() {
        return shop.executions.steps("x-1").stream()
                .map(step -> step.path() + " " + step.entry().state())
                .collect(Collectors.joining(", "));
    }

    @Test
    void eachStepSeesTheInputAndTheResultsBeforeIt() {
        shop.town.things.put("/customers/7", "{\"name\":\"Åse\"}");
        shop.template(
                "a",
                "steps:",
                "  - id: customer",
                "    call: { connection: oms, request: \"GET /customers/{$input.customer}\" }",
                "  - id: order",
                "    map: '{\"number\": number, \"who\": $customer.body.name, \"market\": $vars.market, \"big\": big}'",
                "  - id: sent",
                "    when: $order.number != \"0\"",
                "    call: { connection: oms, request: \"PUT /orders/{$order.number}\", body: $order }",
                "  - id: never",
                "    when: $order.number = \"0\"",
                "    fail: no",
                "output: '{\"oms\": $sent.body.id, \"status\": $sent.status, \"states\": $states, \"id\": $execution.id}'");
        assertThat(shop.output("a", "{\"customer\":7,\"number\":\"N-1\",\"big\":12345678901234567890.12}"))
                .isEqualTo(
                        "{\"oms\":\"put/orders/N-1\",\"status\":200,\"states\":{\"customer\":\"done\",\"order\":\"done\",\"sent\":\"done\",\"never\":\"skipped\"},\"id\":\"x-1\"}");
        assertThat(shop.town.things.get("/orders/N-1"))
                .isEqualTo("{\"number\":\"N-1\",\"who\":\"Åse\",\"market\":\"NO\",\"big\":12345678901234567890.12}");
        assertThat(shop.executions.get("x-1").state()).isEqualTo(Execution.State.SUCCEEDED);
        // Asked again it gives the same, and does nothing.
        int calls = shop.town.calls.size();
        shop.output("a", "{}");
        assertThat(shop.town.calls).hasSize(calls);
    }

    @Test
    void whatIsNotThereMayHaveAResultOfItsOwn() {
        shop.template(
                "a",
                "steps:",
                "  - { id: a, call: { connection: oms, request: GET /none }, on404: null }",
                "  - { id: b, call: { connection: oms, request: PUT /none, body: $ }, on404: [1] }",
                "  - { id: c, record: { get: orders, id: '\"x\"' }, on404: { none: true } }",
                "  - { id: d, record: { get: orders, id: '\"x\"' } }",
                "  - { id: e, file: { read: outgoing, name: none.json }, on404: '' }",
                "output: '{\"a\": $a, \"b\": $b, \"c\": $c, \"d\": $d, \"e\": $e}'");
        shop.town.next("PUT /none", 404);
        assertThat(shop.output("a", "{}"))
                .isEqualTo("{\"a\":null,\"b\":[1],\"c\":{\"none\":true},\"d\":null,\"e\":\"\"}");
    }

    @Test
    void recordsAreWrittenByTheRulesOfTheirCollectionWithTheHopOfTheirCausePlusOne() {
        shop.template(
                "a",
                "steps:",
                "  - { id: made, record: { upsert: orders, data: $ } }",
                "  - { id: merged, record: { upsert: orders, id: number, data: '{\"number\": number, \"paid\": true}', ifExists: merge } }",
                "  - { id: read, record: { get: orders, id: number } }",
                "  - { id: asked, record: { query: orders, where: total > $input.least } }",
                "  - { id: gone, record: { delete: orders, id: number } }",
                "output: '[$made, $merged, $read, $asked, $gone]'");
        assertThat(shop.output("a", "{\"number\":\"N\",\"total\":5,\"least\":1}"))
                .isEqualTo(
                        "[{\"id\":\"N\",\"outcome\":\"created\",\"rev\":1,\"valid\":true},{\"id\":\"N\",\"outcome\":\"updated\",\"rev\":2,\"valid\":true},"
                                + "{\"number\":\"N\",\"total\":5,\"least\":1,\"paid\":true},{\"number\":\"N\",\"total\":5,\"least\":1,\"paid\":true},{\"id\":\"N\",\"deleted\":true}]");
        assertThat(shop.records.changes().get(0).after().map(RecordStore.Stored::hop))
                .contains(3);
    }

    @Test
    void aRecordThatItsCollectionRejectsFailsTheStep() {
        shop.template("a", "steps: [{ id: made, record: { upsert: orders, data: $ } }]");
        assertThat(shop.problem("a", "{\"number\":\"N\",\"total\":\"dear\"}"))
                .startsWith("schema.")
                .contains("templates/a.yaml, step made");
    }

    @Test
    void filesAreWrittenAndRead() {
        shop.template(
                "a",
                "steps:",
                "  - { id: json, file: { write: outgoing, name: \"orders/{number}.json\", data: $ } }",
                "  - { id: text, file: { write: outgoing, name: a.txt, data: '\"x;y\"' } }",
                "  - { id: back, file: { read: outgoing, name: \"{$json.name}\" } }",
                "  - { id: raw, file: { read: outgoing, name: \"{$json.name}\", as: text } }",
                "output: '[$back.number, $raw, $text.size]'");
        assertThat(shop.output("a", "{\"number\":7}")).isEqualTo("[7,\"{\\\"number\\\":7}\",3]");
        assertThat(shop.file("outgoing/orders/7.json")).isEqualTo("{\"number\":7}");
    }

    @Test
    void aFileCannotLeaveItsBucket() {
        shop.template("a", "steps: [{ file: { write: outgoing, name: \"{name}\", data: $ } }]");
        assertThat(shop.problem("a", "{\"name\":\"../other/x\"}")).startsWith("file.name");
    }

    @Test
    void aMailIsKeptWithWhatExpressionsGiveEscaped() {
        shop.write("mails/order.html", "<p style=\"x{{}}\">{$order.who}</p>\n");
        shop.template(
                "a",
                "steps:",
                "  - { id: order, map: $ }",
                "  - { mail: { to: $order.email, cc: '[\"Shop <a@b.example>\"]', subject: \"Order {$order.number}\", html: mails/order.html, text: \"Hei {$order.who}\" } }");
        shop.output("a", "{\"email\":\"x@y.example\",\"who\":\"<b>Å\",\"number\":\"1\\nBcc: z@y.example\"}");
        var mail = shop.mailbox.mails().get(0);
        assertThat(mail.to()).containsExactly("x@y.example");
        assertThat(mail.cc()).containsExactly("Shop <a@b.example>");
        assertThat(mail.subject()).isEqualTo("Order 1 Bcc: z@y.example");
        assertThat(mail.html()).contains("<p style=\"x{}\">&lt;b&gt;Å</p>\n");
        assertThat(mail.text()).contains("Hei <b>Å");
    }

    @Test
    void whatIsNoAddressIsRefused() {
        shop.template("a", "steps: [{ mail: { to: to, subject: x, text: x } }]");
        assertThat(shop.problem("a", "{\"to\":\"a@b.example, c@d.example\"}")).startsWith("mail.address");
    }

    @Test
    void eachTakesItsStepsForEveryItemInOrder() {
        shop.template(
                "a",
                "steps:",
                "  - id: reserved",
                "    each: $input.lines",
                "    as: line",
                "    steps:",
                "      - { id: one, map: '$line.qty * 2' }",
                "      - { call: { connection: stock, request: POST /reservations, body: '{\"sku\": $line.sku, \"qty\": $one}' } }",
                "    output: '{\"sku\": $line.sku, \"qty\": $one}'",
                "output: $reserved");
        assertThat(shop.output("a", "{\"lines\":[{\"sku\":\"A\",\"qty\":1},{\"sku\":\"B\",\"qty\":2}]}"))
                .isEqualTo("[{\"sku\":\"A\",\"qty\":2},{\"sku\":\"B\",\"qty\":4}]");
        assertThat(shop.town.effects)
                .containsExactly(
                        "POST /reservations {\"sku\":\"A\",\"qty\":2}", "POST /reservations {\"sku\":\"B\",\"qty\":4}");
        shop.template("b", "steps: [{ each: $input, steps: [{ map: $item }] }]");
        assertThat(((Engine.Result.Succeeded) shop.run("b", "x-2", List.of())).output())
                .isEqualTo(List.of());
    }

    @Test
    void eachInParallelKeepsTheOrderOfItsResults() {
        var pool = Executors.newFixedThreadPool(4);
        try {
            shop.hands = pool;
            shop.restart();
            shop.template(
                    "a",
                    "steps:",
                    "  - each: $input",
                    "    parallel: 4",
                    "    steps: [{ call: { connection: stock, request: POST /x, body: $item } }, { map: $item * 10 }]");
            var numbers = IntStream.range(0, 50).boxed().toList();
            assertThat(shop.output("a", RecordText.write(numbers)))
                    .isEqualTo(
                            RecordText.write(numbers.stream().map(n -> n * 10).toList()));
            assertThat(shop.town.effects).hasSize(50).doesNotHaveDuplicates();
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void anEndlessEachIsStopped() {
        shop.template("a", "steps: [{ each: '[1..10001]', steps: [{ map: $item }] }]");
        assertThat(shop.problem("a", "{}"))
                .isEqualTo(
                        "each.too-many · templates/a.yaml, step #000: the list has 10,001 items; at most 10,000 are taken. Make the list shorter, or make it records of a job.");
        shop.template("b", "steps: [{ each: '[1..200]', steps: [{ each: '[1..200]', steps: [{ map: $item }] }] }]");
        assertThat(((Engine.Result.Failed) shop.run("b", "x-2", Map.of()))
                        .problem()
                        .code())
                .isEqualTo("execution.steps");
    }

    @Test
    void aPollHoldsNobodyAndEndsWhenItsConditionHolds() {
        shop.template(
                "a",
                "steps:",
                "  - { id: job, poll: { connection: oms, request: GET /jobs/1, until: state = \"done\", every: 30s, for: 10m } }",
                "output: $job.body.state");
        for (int i = 0; i < 3; i++) shop.town.next("GET /jobs/1", 200, "application/json", "{\"state\":\"busy\"}");
        shop.town.next("GET /jobs/1", 200, "application/json", "{\"state\":\"done\"}");
        var first = (Engine.Result.Later) shop.once("a", "x-1", null);
        assertThat(first.at()).isEqualTo(Workshop.START.plusSeconds(30));
        assertThat(shop.executions.get("x-1").state()).isEqualTo(Execution.State.WAITING);
        // Asked too early, nothing is called.
        shop.once("a", "x-1", null);
        assertThat(shop.town.calls).hasSize(1);
        assertThat(shop.output("a", "null")).isEqualTo("\"done\"");
        assertThat(Duration.between(Workshop.START, shop.clock.instant())).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void aPollThatGoesOnForTooLongFails() {
        shop.town.things.put("/jobs/1", "{\"state\":\"busy\"}");
        shop.template(
                "a", "steps: [{ poll: { connection: oms, request: GET /jobs/1, until: state = \"done\", for: 1m } }]");
        assertThat(shop.problem("a", "{}"))
                .contains("poll.over")
                .contains("after 60 s and 7 calls of GET /jobs/1 of oms");
    }

    @Test
    void aTemplateRunsAnother() {
        shop.template("inner", "input: { required: [n] }", "steps: [{ map: n + 1 }]");
        shop.template("a", "steps: [{ id: one, template: inner, input: '{\"n\": $input.n}' }]", "output: $one * 2");
        assertThat(shop.output("a", "{\"n\":3}")).isEqualTo("8");
        assertThat(steps()).isEqualTo("one DONE, one/#000 DONE");
        assertThat(((Engine.Result.Failed) shop.run("a", "x-2", Map.of()))
                        .problem()
                        .toString())
                .startsWith("template.input · templates/inner.yaml: the input is not as the template wants it");
    }

    @Test
    void aCircleThatLintHasNotSeenEndsByItsDepth() {
        shop.publish("a", "{\"steps\":[{\"template\":\"b\"}]}");
        shop.publish("b", "{\"steps\":[{\"template\":\"a\"}]}");
        assertThat(shop.problem("a", "{}"))
                .startsWith("execution.depth · templates/a.yaml: template a would be the 9th inside one another");
    }

    @Test
    void aFailureEndsGoesOnOrIsMadeGood() {
        shop.template(
                "stop", "steps: [{ id: x, fail: \"no {$input.n}\" }, { call: { connection: oms, request: PUT /x } }]");
        assertThat(shop.problem("stop", "{\"n\":4}")).isEqualTo("step.fail · templates/stop.yaml, step x: no 4");
        assertThat(shop.town.calls).isEmpty();

        shop.template(
                "on",
                "steps:",
                "  - { id: x, fail: no, onError: continue }",
                "  - { id: y, map: '[$states.x, $exists($x)]' }",
                "output: $y");
        assertThat(((Engine.Result.Succeeded) shop.run("on", "x-2", null)).output())
                .isEqualTo(List.of("failed", false));

        shop.template(
                "undo",
                "steps:",
                "  - { id: held, call: { connection: stock, request: POST /holds, body: $ } }",
                "  - id: paid",
                "    call: { connection: oms, request: POST /payments, body: $ }",
                "    onError:",
                "      steps: [{ id: freed, call: { connection: oms, request: \"PUT /freed/{$held.body.id}\", body: $error } }]",
                "  - { map: '\"not reached\"' }");
        shop.town.next("POST /payments", 422);
        var failed = (Engine.Result.Failed) shop.run("undo", "x-3", Map.of());
        assertThat(failed.problem().code()).isEqualTo("web.refused");
        assertThat(shop.town.things.get("/freed/1")).contains("web.refused");
        assertThat(shop.executions.get("x-3").compensated()).isTrue();
        assertThatThrownBy(() -> shop.executions.retry("x-3", shop.definitions, shop.sender))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("execution.compensated");
    }

    @Test
    void aFailedExecutionThatIsRetriedGoesOnBehindWhatIsDone() {
        shop.template(
                "a",
                "steps:",
                "  - { id: held, call: { connection: stock, request: POST /holds, body: $ } }",
                "  - each: '[1, 2]'",
                "    steps: [{ id: sent, call: { connection: oms, request: \"PUT /orders/{$item}\", body: '{\"wrong\": 1}' } }]",
                "output: $held.body.id");
        shop.town.next("PUT /orders/2", 400);
        assertThat(shop.problem("a", "{}")).startsWith("web.refused");
        assertThat(shop.executions.get("x-1").failedAt()).isEqualTo("#001/00001/sent");
        // What is corrected meanwhile counts.
        shop.template(
                "a",
                "steps:",
                "  - { id: held, call: { connection: stock, request: POST /holds, body: $ } }",
                "  - each: '[1, 2]'",
                "    steps: [{ id: sent, call: { connection: oms, request: \"PUT /orders/{$item}\", body: '{\"right\": 1}' } }]",
                "output: $held.body.id");
        shop.clock.step(Duration.ofSeconds(1));
        shop.executions.retry("x-1", shop.definitions, shop.sender);
        assertThat(shop.output("a", "{}")).isEqualTo("1");
        assertThat(shop.town.effects).containsExactly("POST /holds {}", "PUT /orders/1", "PUT /orders/2");
        assertThat(shop.town.things.get("/orders/2")).isEqualTo("{\"right\":1}");
        assertThat(shop.objects.list(".runs/undelivered/", "", 10).items()).isEmpty();
    }

    @Test
    void anotherCauseTriesAFailedExecutionAgainWithItsInputIfNothingIsDone() {
        shop.template(
                "a",
                "input: { required: [n] }",
                "steps: [{ call: { connection: oms, request: \"PUT /orders/{n}\", body: $ } }]");
        assertThat(shop.problem("a", "{}")).startsWith("template.input");
        var again = new Engine.Start("a", "x-1", "a replay", Map.of("n", 1), 0);
        var deadline = shop.clock.instant().plusSeconds(60);
        assertThat(shop.runner.run(again, deadline)).isInstanceOf(Engine.Result.Succeeded.class);
        assertThat(shop.executions.get("x-1").attempt()).isEqualTo(2);
        assertThat(shop.runner.run(new Engine.Start("a", "x-1", "one more", Map.of("n", 2), 0), deadline))
                .isInstanceOf(Engine.Result.Succeeded.class);
        assertThat(shop.town.effects).containsExactly("PUT /orders/1");
    }

    @Test
    void aWebserviceThatIsAwayIsWaitedForAndThenGivenUp() {
        shop.template("a", "steps: [{ call: { connection: oms, request: GET /x } }]");
        shop.town.next("GET /x", 503, 503, 503);
        shop.town.things.put("/x", "1");
        assertThat(shop.once("a", "x-1", null)).isInstanceOf(Engine.Result.Later.class);
        shop.output("a", "null");
        assertThat(shop.town.calls).hasSize(4);

        shop.town.next("GET /x", IntStream.generate(() -> 503).limit(10_000).toArray());
        assertThat(((Engine.Result.Failed) shop.run("a", "x-2", null)).problem().code())
                .isEqualTo("call.away");
        assertThat(Duration.between(Workshop.START, shop.clock.instant()))
                .isBetween(Duration.ofMinutes(59), Duration.ofMinutes(70));
    }

    @Test
    void aWebPageIsNoAnswer() {
        shop.template("a", "steps: [{ id: x, call: { connection: oms, request: GET /x } }]");
        shop.town.next("GET /x", 200, "text/html", "<!DOCTYPE html><title>Log in</title>");
        assertThat(shop.problem("a", "{}"))
                .isEqualTo(
                        "call.page · templates/a.yaml, step x: GET /x of oms answered 200 with a web page, not with data: \"Log in\". "
                                + "Check the connection's url and auth: it may be a login or an error page. If the page is wanted, write answer: text.");

        shop.template("b", "steps: [{ call: { connection: oms, request: PUT /y, body: $ } }]");
        shop.town.next("PUT /y", 200, "text/html", "<html>");
        assertThat(((Engine.Result.Failed) shop.run("b", "x-2", Map.of()))
                        .problem()
                        .code())
                .isEqualTo("call.page");
        // It counts as refused, so a retry sends it again.
        shop.executions.retry("x-2", shop.definitions, shop.sender);
        assertThat(shop.run("b", "x-2", Map.of())).isInstanceOf(Engine.Result.Succeeded.class);

        shop.template(
                "c", "steps: [{ id: x, call: { connection: oms, request: GET /x, answer: text } }]", "output: $x.body");
        shop.town.next("GET /x", 200, "text/html", "<html>");
        assertThat(((Engine.Result.Succeeded) shop.run("c", "x-3", null)).output())
                .isEqualTo("<html>");
    }

    @Test
    void aSecretGoesIntoHeadersAndBodiesAndIsShownNowhere() {
        shop.template(
                "a",
                "steps:",
                "  - call:",
                "      connection: stock",
                "      request: POST /x",
                "      headers: { X-Key: $secret(\"stock-key\"), X-Sign: '$hmac($secret(\"stock-key\"), \"text\")' }",
                "      body: '{\"key\": $secret(\"stock-key\")}'");
        shop.output("a", "{}");
        assertThat(shop.town.headers.get(0))
                .containsEntry("X-Key", "s3cret")
                .containsEntry("X-Sign", "4e0690adc9082131d453caa8e747aa3da65184cec4e966385bbe79efb5396f82");
        assertThat(shop.town.calls).containsExactly("POST /x {\"key\":\"s3cret\"}");
        var shown = shop.executions.steps("x-1").get(0).entry().request();
        assertThat(shown)
                .containsEntry("body", "***")
                .containsEntry("headers", Map.of("X-Key", "***", "X-Sign", "***"));
        for (var partition : List.of("EXE#x-1", "EFF#stock#template-a#x-1##000")) {
            assertThat(shop.ledger.list(partition, "", "", 100))
                    .isNotEmpty()
                    .noneMatch(entry -> entry.body().contains("s3cret"));
        }
    }

    @Test
    void aMissingSecretAndASecretInTheWrongPlaceAreSaid() {
        shop.template(
                "a",
                "steps: [{ id: x, call: { connection: oms, request: PUT /x, body: '{\"k\": $secret(\"none\")}' } }]");
        assertThat(shop.problem("a", "{}")).startsWith("secret.unset").contains("\"none\"");
        assertThat(shop.town.calls).isEmpty();
        shop.template("b", "steps: [{ map: $secret(\"stock-key\") }]");
        assertThat(((Engine.Result.Failed) shop.run("b", "x-2", null)).problem().message())
                .contains("only for headers and bodies");
        shop.template("c", "steps: [{ call: { connection: oms, request: \"GET /x?k={$secret('stock-key')}\" } }]");
        assertThat(((Engine.Result.Failed) shop.run("c", "x-3", null)).problem().message())
                .contains("only for headers and bodies");
    }

    @Test
    void anAnswerIsKeptForItsTimeOrUntilItIsForgotten() {
        shop.town.things.put("/rates/NO", "1");
        shop.template(
                "a",
                "steps: [{ id: x, call: { connection: oms, request: \"GET /rates/{$vars.market}\", cache: { for: 5m, tags: [\"rates-{$vars.market}\"] } } }]",
                "output: $x.body");
        for (int i = 0; i < 3; i++) shop.run("a", "e-" + i, null);
        assertThat(shop.town.calls).hasSize(1);
        shop.clock.step(Duration.ofMinutes(6));
        shop.run("a", "e-3", null);
        assertThat(shop.town.calls).hasSize(2);
        shop.clock.step(Duration.ofSeconds(5));
        new AnswerCache(shop.ledger, shop.clock).forget("other");
        shop.run("a", "e-4", null);
        assertThat(shop.town.calls).hasSize(2);
        shop.clock.step(Duration.ofSeconds(5));
        new AnswerCache(shop.ledger, shop.clock).forget("rates-NO");
        shop.run("a", "e-5", null);
        assertThat(shop.town.calls).hasSize(3);
    }

    @Test
    void aResultThatIsNotValidIsMarked() {
        shop.template(
                "a", "steps: [{ id: x, map: price, valid: $ > 0 }, { id: y, map: '$x & $states.x' }]", "output: $y");
        assertThat(shop.output("a", "{\"price\":-1}")).isEqualTo("\"-1invalid\"");
        assertThat(shop.executions.get("x-1").invalid()).containsExactly("x");
    }

    @Test
    void aStepMayBeTriedAgain() {
        shop.template(
                "a", "steps: [{ id: x, file: { read: outgoing, name: late.json }, retry: { attempts: 5, for: 1h } }]");
        assertThat(shop.once("a", "x-1", null)).isInstanceOf(Engine.Result.Later.class);
        shop.objects.write("outgoing/late.json", "[1]".getBytes(), "application/json");
        assertThat(shop.output("a", "null")).isEqualTo("[1]");
        shop.template("b", "steps: [{ file: { read: outgoing, name: never.json }, retry: { attempts: 3 } }]");
        assertThat(((Engine.Result.Failed) shop.run("b", "x-2", null)).problem().code())
                .isEqualTo("file.unknown");
        assertThat(shop.executions.steps("x-2").get(0).entry().tries()).isEqualTo(3);
    }

    @Test
    void anInputThatDoesNotFitFailsBeforeAnythingIsDone() {
        shop.template(
                "a",
                "input: { required: [number] }",
                "steps: [{ call: { connection: oms, request: PUT /x, body: $ } }]");
        assertThat(shop.problem("a", "{}")).startsWith("template.input");
        assertThat(shop.town.calls).isEmpty();
    }

    @Test
    void aLargeResultLiesInTheStoreAndATooLargeOneFails() {
        shop.template("a", "steps: [{ id: x, map: '$pad(\"\", $input, \"x\")' }, { map: $length($x) }]");
        assertThat(shop.output("a", "100000")).isEqualTo("100000");
        assertThat(shop.file(".runs/executions/x-1/x.json")).hasSize(100_002);
        assertThat(((Engine.Result.Failed) shop.run("a", "x-2", 6_000_000))
                        .problem()
                        .code())
                .isEqualTo("execution.too-large");
    }

    @Test
    void aSecondWorkerWaitsForTheLeaseAndALateOneChangesNothing() {
        shop.template("a", "steps: [{ id: x, call: { connection: oms, request: PUT /x, body: $ } }, { map: '1' }]");
        var other = new boolean[1];
        shop.faults.watch((number, what, after) -> {
            if (!what.equals("http PUT /x") || after || other[0]) return;
            other[0] = true;
            assertThat(shop.once("a", "x-1", null)).isInstanceOf(Engine.Result.Later.class);
            // The first one sleeps past its lease, and another one does all of it.
            shop.clock.step(Duration.ofSeconds(120));
            assertThat(shop.run("a", "x-1", null)).isInstanceOf(Engine.Result.Succeeded.class);
        });
        assertThat(shop.once("a", "x-1", Map.of())).isInstanceOf(Engine.Result.Later.class);
        assertThat(shop.town.effects).containsExactly("PUT /x");
        assertThat(shop.executions.get("x-1").state()).isEqualTo(Execution.State.SUCCEEDED);
    }

    @Test
    void executionsAreListedTheNewestFirst() {
        shop.template("a", "steps: [{ map: '1' }]");
        shop.template("b", "steps: [{ fail: no }]");
        for (int i = 0; i < 3; i++) {
            shop.run("a", "a-" + i, null);
            shop.clock.step(Duration.ofSeconds(1));
            shop.run("b", "b-" + i, null);
            shop.clock.step(Duration.ofSeconds(1));
        }
        var page = shop.executions.list("", Optional.empty(), "", 4);
        assertThat(page.items()).extracting(Execution::id).containsExactly("b-2", "a-2", "b-1", "a-1");
        assertThat(shop.executions
                        .list("", Optional.empty(), page.next().orElseThrow(), 4)
                        .items())
                .extracting(Execution::id)
                .containsExactly("b-0", "a-0");
        assertThat(shop.executions
                        .list("b", Optional.of(Execution.State.FAILED), "", 10)
                        .items())
                .hasSize(3);
    }
}
