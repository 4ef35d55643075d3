package dev.crossdock.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListenerLintTest {
    @TempDir
    Path dir;

    private List<String> problems(String yaml) {
        return folder(yaml).problems();
    }

    private Folder folder(String yaml) {
        return new Folder(dir)
                .write("templates/a.yaml", "steps: [{ map: $input }]\n")
                .write("listeners/orders.yaml", yaml);
    }

    @Test
    void aWholeListenerIsReadAsItIsWritten() {
        var folder = folder("""
                        verify: { scheme: hmac, secrets: ["${secret:old}", "${secret:new}"], header: X-Sig, encoding: base64 }
                        accept: $headers."x-topic" = "orders/updated"
                        run: { template: a }
                        methods: [POST, PUT]
                        input: '{"order": $body}'
                        respond: { status: $output.code, headers: { content-type: text/plain }, body: $output.text, within: 2s }
                        token: "${secret:orders-url}"
                        handshake: { meta: { token: "${secret:meta}" } }
                        limits: { rate: 50/s }
                        id: $body.id
                        order: $body.number
                        """);
        assertThat(folder.problems()).isEmpty();
        var listener = folder.load().project().listeners().get("orders");
        assertThat(listener)
                .isEqualTo(new Listener(
                        "orders",
                        "",
                        new Listener.Verify(
                                "hmac",
                                List.of("${secret:old}", "${secret:new}"),
                                Map.of("header", "X-Sig", "encoding", "base64")),
                        Optional.of("$headers.\"x-topic\" = \"orders/updated\""),
                        Optional.of("a"),
                        Set.of("POST", "PUT"),
                        Optional.of("{\"order\": $body}"),
                        Optional.of(new Listener.Respond(
                                "$output.code",
                                Map.of("content-type", "text/plain"),
                                Optional.of("$output.text"),
                                Duration.ofSeconds(2))),
                        Optional.of("$body.id"),
                        Optional.of("$body.number"),
                        Optional.of("${secret:orders-url}"),
                        Optional.of(new Listener.Handshake("meta", Optional.of("${secret:meta}"))),
                        Optional.of(50.0),
                        false,
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void whatASchemeNeedsIsMissed() {
        assertThat(problems("verify: { scheme: shopify }\nrun: { template: a }\n"))
                .containsExactly(
                        "config.missing · listeners/orders.yaml:1:9: verify needs \"secret\" with the scheme shopify. What the sender signs with, or shows: secret: \"${secret:…}\".");
        assertThat(problems("verify: { scheme: basic, secret: \"${secret:a}\" }\nrun: { template: a }\n"))
                .containsExactly("config.missing · listeners/orders.yaml:1:9: verify needs \"user\" with basic.");
        assertThat(problems("verify: { scheme: none }\nrun: { template: a }\n")).isEmpty();
    }

    @Test
    void whatMeansNothingToASchemeIsSaid() {
        assertThat(problems("verify: { scheme: github, secret: \"${secret:a}\", header: X-A }\n"))
                .containsExactly(
                        "config.conflict · listeners/orders.yaml:1:50: \"header\" means nothing to the scheme github. Remove it: it goes with hmac and bearer.");
        assertThat(problems("verify: { scheme: github, secret: \"${secret:a}\", secrets: [\"${secret:b}\"] }\n"))
                .containsExactly(
                        "config.one-of · listeners/orders.yaml:1:50: verify has both secret and secrets. Keep one of them.");
        assertThat(problems("verify: { scheme: none }\ninput: $body\n"))
                .containsExactly(
                        "config.conflict · listeners/orders.yaml:2:1: input is for a template, and this listener runs none. Write run: { template: … }, or remove input.");
        assertThat(problems("verify: { scheme: none }\nrespond: { within: 1m }\n")
                        .get(0))
                .startsWith("config.value · listeners/orders.yaml:2:20: within cannot be longer than 25s");
    }

    @Test
    void wordsAndExpressionsAreChecked() {
        assertThat(problems("verify: { scheme: githup, secret: \"${secret:a}\" }\n")
                        .get(0))
                .startsWith(
                        "config.value · listeners/orders.yaml:1:19: \"githup\" is no value of scheme. Known: standard-webhooks, ");
        assertThat(problems("verify: { scheme: none }\naccept: $body.(\n").get(0))
                .startsWith("config.expression · listeners/orders.yaml:2:");
        assertThat(problems("verify: { scheme: none }\nqueue: { arn: \"arn:aws:sqs:eu-central-1:123456789012:ct\" }\n"))
                .containsExactly(
                        "config.one-of · listeners/orders.yaml:2:1: a listener has both verify and queue. Keep one of them.");
        assertThat(problems("queue: { arn: orders }\n").get(0))
                .startsWith(
                        "config.value · listeners/orders.yaml:1:15: \"orders\" is not the ARN of an SQS queue: arn:aws:sqs:");
        assertThat(problems("run: { template: a }\n").get(0))
                .startsWith("config.missing · listeners/orders.yaml:1:1: a listener needs one of verify, queue.");
    }

    @Test
    void aQueueHasNothingOfAUrlAndASequenceCountsInAGroup() {
        var queue = "queue: { arn: \"arn:aws:sqs:eu-central-1:123456789012:ct\" }\nrun: { template: a }\n";
        assertThat(problems(queue + "order: $body.resource.id\nsequence: { by: $body.sequenceNumber }\n"))
                .isEmpty();
        assertThat(problems(queue + "methods: [PUT]\n"))
                .containsExactly(
                        "config.conflict · listeners/orders.yaml:3:1: methods is for a URL, and this listener has a queue. Remove it.");
        assertThat(problems(queue + "sequence: { by: $body.sequenceNumber, wait: 20m }\n"))
                .containsExactly(
                        "config.missing · listeners/orders.yaml:3:1: sequence needs \"order\". Its numbers count within a group: order: $body.resource.id",
                        "config.value · listeners/orders.yaml:3:45: wait cannot be longer than 15m. Shorten it.");
    }
}
