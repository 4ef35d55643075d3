package dev.crossdock.infra.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.event.Queue;
import dev.crossdock.flow.Refused;
import dev.crossdock.run.DeadLetters;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TemplateTest {
    private static Wires own() throws IOException {
        try (var in = Files.newInputStream(TestCloud.ROOT.resolve("template.yaml"))) {
            return Template.parse(in);
        }
    }

    @Test
    void theProjectsOwnTemplateGivesItsWires() throws IOException {
        var wires = own();
        assertThat(function(wires, "dispatch").queues()).singleElement().satisfies(source -> {
            assertThat(source.queue())
                    .isEqualTo(new Wires.Queue("drops", false, Duration.ofSeconds(180), Optional.of("drops-dead"), 10));
            assertThat(source.batchSize()).isEqualTo(10);
        });
        var schedules = function(wires, "dispatch").schedules();
        assertThat(schedules)
                .extracting(Wires.Schedule::expression)
                .containsExactly("rate(3 minutes)", "rate(1 minute)");
        assertThat(Lambda.JSON
                        .readTree(schedules.get(0).input())
                        .at("/Records/0/body")
                        .asText())
                .isEqualTo("{\"crossdock\":\"sweep\"}");
        assertThat(Lambda.JSON
                        .readTree(schedules.get(1).input())
                        .at("/Records/0/body")
                        .asText())
                .isEqualTo("{\"crossdock\":\"tick\"}");
        assertThat(function(wires, "import-file").timeout()).isEqualTo(Duration.ofSeconds(120));
        assertThat(function(wires, "call-webservice").queues().get(0).queue().fifo())
                .isTrue();
        assertThat(function(wires, "record-trigger").streams()).singleElement().satisfies(stream -> {
            assertThat(stream.table().name()).isEqualTo("records");
            assertThat(stream.table().stream()).isTrue();
            assertThat(stream.bisect()).isTrue();
        });
        assertThat(function(wires, "graph-api").paths())
                .extracting(Wires.HttpPath::path)
                .contains("/collections/{proxy+}");
        assertThat(wires.tables())
                .extracting(Wires.Table::name)
                .containsExactly("definitions", "records", "ledger", "history");
        assertThat(wires.tables().get(1).indexes())
                .containsExactly(new Wires.Index("invalid", new Wires.Key("invalid", Optional.of("sk"))));
        assertThat(wires.tables().get(1).attributes()).isEqualTo(Map.of("pk", "S", "sk", "S", "invalid", "S"));
    }

    /** The handler cannot ask Lambda for its deadline, so the template says it twice. */
    @Test
    void everyFunctionIsToldItsOwnTimeout() throws IOException {
        var text = Files.readString(TestCloud.ROOT.resolve("template.yaml"));
        var timeouts = text.lines()
                .filter(line -> line.strip().startsWith("Timeout:"))
                .map(line -> line.replaceAll("\\D", ""))
                .toList();
        var told = text.lines()
                .filter(line -> line.contains("CROSSDOCK_TIMEOUT:"))
                .map(line -> line.replaceAll("#.*|\\D", ""))
                .toList();
        assertThat(told).isEqualTo(timeouts);
    }

    @Test
    void whatPointsToNothingIsRefused() {
        var yaml = """
                Resources:
                  F:
                    Type: AWS::Serverless::Function
                    Properties:
                      CodeUri: functions/f/target/function.zip
                      Timeout: 3
                      Events: { Work: { Type: SQS, Properties: { Queue: !GetAtt Gone.Arn } } }
                """;
        assertRefused(yaml, "F.Events.Work.Queue points to nothing");
    }

    @Test
    void aBrokenTemplateIsRefused() {
        assertRefused("Resources: {", "host.template-invalid");
        assertRefused(
                "Resources: { F: { Type: 'AWS::Serverless::Function', Properties: { CodeUri: elsewhere } } }",
                "F.CodeUri is not functions/NAME");
        assertRefused(
                "Resources: { Q: { Type: 'AWS::SQS::Queue', Properties: { QueueName: drops } } }",
                "Q.QueueName must begin with");
    }

    @Test
    void deadLettersLieWhereTheAlertsLookForThem() throws IOException {
        var wires = own();
        var named = wires.queues().stream().collect(Collectors.toMap(Wires.Queue::name, Function.identity()));
        assertThat(DeadLetters.queues()).allSatisfy(queue -> assertThat(named).containsKey(Queue.deadLetters(queue)));
        assertThat(wires.queues())
                .filteredOn(queue -> queue.dead().isPresent())
                .allSatisfy(queue -> assertThat(queue.dead()).contains(Queue.deadLetters(queue.name())))
                .extracting(Wires.Queue::name)
                .allSatisfy(name -> assertThat(DeadLetters.queues()).contains(name));
    }

    private static void assertRefused(String yaml, String why) {
        assertThatThrownBy(() -> Template.parse(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(Refused.class)
                .hasMessageContaining(why)
                .hasMessageStartingWith("host.template-invalid");
    }

    static Wires.Function function(Wires wires, String name) {
        return wires.functions().stream()
                .filter(f -> f.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
