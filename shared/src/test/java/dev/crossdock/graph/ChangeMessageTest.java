package dev.crossdock.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChangeMessageTest {
    private static Change change(String id, String version, Object after) {
        return new Change("products", id, "updated", Map.of("price", 1), after, List.of("price"), 2, version, 1);
    }

    @Test
    void aMessageComesBackAsItWasSentToTheLastDigit() {
        var after = Map.of("price", new BigDecimal("0.10"), "name", "Blåbær 😀", "list", List.of(1, true, "x"));
        var message = ChangeMessage.of("reindex", change("A", "v2", after));
        assertThat(ChangeMessage.parse(message.json())).isEqualTo(message);
    }

    @Test
    void aMessageIsPlainAsciiSoThatItsLengthIsItsBytesAndEveryQueueTakesIt() {
        // SQS refuses U+FFFE, U+FFFF and halves of characters, and counts bytes.
        var json = ChangeMessage.of("reindex", change("A", "v2", Map.of("name", "日本 \uFFFE\uFFFF 😀\u0001")))
                .json();
        assertThat(json.getBytes(StandardCharsets.UTF_8)).hasSize(json.length());
        assertThat(json).matches("[ -~]+").contains("\\uFFFE");
    }

    @Test
    void aMessageAboutALargeChangeSaysOnlyWhereItLies() {
        var message = ChangeMessage.at(".runs/changes/x.json");
        assertThat(ChangeMessage.parse(message.json())).isEqualTo(message);
        assertThat(message.json().length()).isLessThan(100);
    }

    @Test
    void aMessageOfALaterVersionOfTheProductIsStillRead() {
        assertThat(ChangeMessage.parse("{\"trigger\":\"t\",\"key\":\"k\",\"priority\":1}")
                        .key())
                .isEqualTo("k");
    }

    @Test
    void theChangesOfOneRecordShareAGroupForAllTriggers() {
        var first = ChangeMessage.of("a", change("A", "v1", Map.of()));
        assertThat(ChangeMessage.of("b", change("A", "v2", Map.of())).group()).isEqualTo(first.group());
        assertThat(ChangeMessage.of("a", change("B", "v1", Map.of())).group()).isNotEqualTo(first.group());
        assertThat(first.group()).hasSizeLessThanOrEqualTo(128);
    }

    @Test
    void onlyTheSameChangeForTheSameTriggerIsADuplicate() {
        var one = ChangeMessage.of("a", change("A", "v1", Map.of())).deduplication();
        assertThat(ChangeMessage.of("a", change("A", "v1", Map.of("x", 1))).deduplication())
                .isEqualTo(one);
        assertThat(ChangeMessage.of("b", change("A", "v1", Map.of())).deduplication())
                .isNotEqualTo(one);
        assertThat(ChangeMessage.of("a", change("A", "v2", Map.of())).deduplication())
                .isNotEqualTo(one);
        assertThat(ChangeMessage.of("a", change("A#v1", "", Map.of())).deduplication())
                .isNotEqualTo(one);
    }
}
