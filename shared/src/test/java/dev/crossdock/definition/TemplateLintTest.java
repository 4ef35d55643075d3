package dev.crossdock.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.definition.Template.Act;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplateLintTest {
    @TempDir
    Path dir;

    private Folder folder;

    @BeforeEach
    void project() {
        folder = new Folder(dir);
    }

    private List<String> problems(String... lines) {
        return folder.write("templates/a.yaml", String.join("\n", lines) + "\n").problems();
    }

    @Test
    void theTemplateOfTheSpecificationIsRead() {
        folder.write("connections/crm.yaml", "url: https://crm.example\n")
                .write("collections/orders.yaml", "key: number\n")
                .write("mappings/oms-order.jsonata", "$ ~> |$|{}|")
                .write("mails/order.html", "<style>p {{ color: red }}</style><p>{$order.number}</p>")
                .write("templates/order.schema.json", "{\"type\": \"object\"}");
        var problems = problems(
                "input: order.schema.json",
                "steps:",
                "  - id: customer",
                "    call: { connection: crm, request: \"GET /customers/{$input.customer.id}\" }",
                "    on404: null",
                "  - id: order",
                "    map: mappings/oms-order.jsonata",
                "  - id: sent",
                "    when: $order.total > 0",
                "    call: { connection: shop, request: \"PUT /orders/{$order.number}\", body: $order }",
                "  - id: stored",
                "    record: { upsert: orders, data: $order }",
                "  - each: $order.lines",
                "    as: line",
                "    steps:",
                "      - call: { connection: shop, request: POST /reservations, body: '{\"sku\": $line.sku}' }",
                "  - id: mail",
                "    mail: { to: $order.email, subject: \"Order {$order.number}\", html: mails/order.html }",
                "output: '{\"oms\": $sent.body.id}'");
        assertThat(problems).isEmpty();
        assertThat(folder.warnings()).isEmpty();

        var template = folder.load().project().templates().get("a");
        assertThat(template.steps()).hasSize(6);
        assertThat(template.input()).contains("{\"type\":\"object\"}");
        assertThat(template.steps().get(0).on404()).contains(new Template.Fallback(null));
        assertThat(template.steps().get(1).act()).isInstanceOf(Act.MapTo.class);
        var each = (Act.Each) template.steps().get(4).act();
        assertThat(each.as()).isEqualTo("line");
        assertThat(((Act.Call) each.steps().get(0).act()).asked().body()).contains("{\"sku\": $line.sku}");
        assertThat(((Act.SendMail) template.steps().get(5).act()).html())
                .contains("<style>p {{ color: red }}</style><p>{$order.number}</p>");
    }

    @Test
    void whatDoesNotGoTogetherIsSaidWithItsPlace() {
        assertThat(problems(
                        "steps:",
                        "  - { id: x, map: $ }",
                        "  - { id: x, map: $, as: line }",
                        "  - { each: $ }",
                        "  - { record: { get: products, data: $ } }",
                        "  - { id: sum, call: { connection: shop, request: POST /x, cache: { for: 5m } } }",
                        "  - { mail: { to: $, subject: x } }",
                        "  - { map: $, call: { connection: shp, request: GET / } }",
                        "  - { map: \"$x +\" }",
                        "  - { template: b }"))
                .containsExactly(
                        "config.conflict · templates/a.yaml:3:11: a second step has the id \"x\". Choose another: its result is $x2, for example.",
                        "config.conflict · templates/a.yaml:3:22: \"as\" goes with each. Remove \"as\".",
                        "config.missing · templates/a.yaml:4:5: each needs \"steps\". They are taken for each item.",
                        "config.missing · templates/a.yaml:5:15: get needs \"id\". JSONata for the record's id.",
                        "config.conflict · templates/a.yaml:5:32: \"data\" does not go with get. Remove \"data\".",
                        "config.value · templates/a.yaml:6:11: $sum is something else in expressions already. Choose another name: mySum.",
                        "config.conflict · templates/a.yaml:6:60: only the answer of a GET can be kept: other calls do something. Remove \"cache\".",
                        "config.missing · templates/a.yaml:7:13: mail needs one of text, html. It is what is sent.",
                        "config.one-of · templates/a.yaml:8:7: a step has both call and map. Keep one of them.",
                        "config.reference · templates/a.yaml:8:35: there is no connection \"shp\". Did you mean shop?",
                        "config.expression · templates/a.yaml:9:17: the JSONata does not compile: Unexpected end of expression. Correct it there, or before.",
                        "config.reference · templates/a.yaml:10:17: there is no template \"b\". Did you mean a?");
    }

    @Test
    void aKeyThatNoStepHasGetsTheNearestOneAlsoDeepInside() {
        assertThat(problems(
                        "steps:",
                        "  - each: $input.lines",
                        "    steps:",
                        "      - each: $item.parts",
                        "        steps:",
                        "          - { call: { connection: shop, reqest: GET / } }"))
                .containsExactly(
                        "config.unknown-key · templates/a.yaml:6:41: \"reqest\" is no key of call. Did you mean request?");
    }

    @Test
    void templatesThatRunEachOtherInACircleAreRefusedAndTheOthersAreNot() {
        folder.write("templates/b.yaml", "steps: [{ each: $input, steps: [{ template: c }] }]\n")
                .write("templates/c.yaml", "steps: [{ map: $, onError: { steps: [{ template: a }] } }]\n")
                .write("templates/d.yaml", "steps: [{ template: a }]\n");
        assertThat(problems("steps: [{ template: b }]"))
                .containsExactly(
                        "config.cycle · templates/a.yaml: the template runs itself without end: a → b → c → a. Let one of them do its work without the others.",
                        "config.cycle · templates/b.yaml: the template runs itself without end: b → c → a → b. Let one of them do its work without the others.",
                        "config.cycle · templates/c.yaml: the template runs itself without end: c → a → b → c. Let one of them do its work without the others.");
        assertThat(folder.load().project().templates()).containsOnlyKeys("d");
    }

    @Test
    void aNameThatNoStepHasIsWarnedOf() {
        problems(
                "steps:",
                "  - { id: order, map: '($x := 1; $x)' }",
                "  - { id: sent, map: '$ordr.total & \"$5\"' }",
                "  - { map: '$sum($order.lines.($v.price)) & $uppercase($vars.market)' }");
        assertThat(folder.warnings())
                .containsExactly(
                        "config.reference · templates/a.yaml:3:22: no step is called \"ordr\", so $ordr is nothing. Did you mean $order?",
                        "config.reference · templates/a.yaml:4:12: no step is called \"v\", so $v is nothing.");
    }

    @Test
    void whatIsPublishedIsReadAgain() {
        var json =
                "{\"steps\":[{\"id\":\"x\",\"poll\":{\"connection\":\"shop\",\"request\":\"GET /x\",\"until\":\"done\",\"every\":\"2s\"},"
                        + "\"onError\":\"continue\"},{\"template\":\"b\",\"input\":\"$x\",\"onError\":{\"steps\":[{\"fail\":\"no\"}],\"then\":\"continue\"}}]}";
        assertThat(Definitions.check(
                        "template",
                        "a",
                        json,
                        java.util.Map.of("connection", java.util.Set.of("shop"), "template", java.util.Set.of("b"))))
                .isEmpty();
        var text = Definitions.canonical("template", "a", json);
        var template = (Template) Definitions.parse("template", "a", text);
        assertThat(Arrays.asList(
                        template.steps().get(0).onError(),
                        template.steps().get(0).on404()))
                .containsExactly(new Template.OnError(List.of(), true), Optional.empty());
        assertThat(template.steps().get(1).onError().steps()).hasSize(1);
        assertThat(Template.runs(template.steps())).containsExactly("b");
    }
}
