package dev.crossdock.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.flow.Origin;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Refused;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonataMappingTest {
    private static final Origin ORIGIN = new Origin("incoming/p.csv", 3, 120);

    private static List<Record> map(String expression, Object value) {
        return JsonataMapping.compile(expression, "m", Map.of("file", Map.of("name", "p.csv")))
                .apply(Record.of(value, ORIGIN));
    }

    @Test
    void anObjectIsOneRecordAListSeveralAndNothingNone() {
        var row = Map.of("sku", "A", "sizes", List.of("S", "M"));
        assertThat(map("{\"id\": sku}", row)).containsExactly(Record.of(Map.of("id", "A"), ORIGIN));
        assertThat(map("sizes.{\"id\": %.sku & '-' & $}", row))
                .containsExactly(Record.of(Map.of("id", "A-S"), ORIGIN), Record.of(Map.of("id", "A-M"), ORIGIN));
        assertThat(map("sku = 'B' ? $", row)).isEmpty();
        assertThat(map("null", row)).isEmpty();
        assertThat(map("[]", row)).isEmpty();
        assertThat(map("[{\"id\": 1}, null]", row)).hasSize(1);
    }

    @Test
    void theFileIsThereAsAVariable() {
        assertThat(map("{\"from\": $file.name}", Map.of())).containsExactly(Record.of(Map.of("from", "p.csv"), ORIGIN));
    }

    @Test
    void aRecordThatMultipliesTooMuchIsRefused() {
        assertThatThrownBy(() -> map("[1..10001].{\"id\": $}", Map.of()))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("map.too-large")
                .hasMessageContaining("10,001");
    }
}
