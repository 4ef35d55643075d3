package dev.crossdock.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.flow.Refused;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TextTemplateTest {
    private static String text(String template, Object input) {
        return TextTemplate.compile(template, "t").text(input, Map.of("run", Map.of("date", "2026-03-01")));
    }

    private static String url(String template, Object input) {
        return TextTemplate.compile(template, "t").url(input, Map.of());
    }

    @Test
    void expressionsStandInBraces() {
        assertThat(text("products-{$run.date}.ndjson", null)).isEqualTo("products-2026-03-01.ndjson");
        assertThat(text("{a}{{b}}{ {\"x\": \"}\"}.x }", Map.of("a", 1))).isEqualTo("1{b}}");
        assertThat(text("{nothing}|{p}", Map.of("p", new BigDecimal("1E+3")))).isEqualTo("|1000");
        assertThatThrownBy(() -> text("{p}", Map.of("p", new BigDecimal("1E+500000000"))))
                .hasMessageContaining("map.too-large");
    }

    @Test
    void inAUrlWhatExpressionsGiveIsEncodedSlashesToo() {
        assertThat(url("/products/{sku}?q={q}", Map.of("sku", "a/b c+ø", "q", "x&y=%")))
                .isEqualTo("/products/a%2Fb%20c%2B%C3%B8?q=x%26y%3D%25");
    }

    @Test
    void aPathWithoutItsValueOrWithDotsIsRefused() {
        assertThatThrownBy(() -> url("/products/{sku}", Map.of())).hasMessageContaining("map.no-value");
        assertThatThrownBy(() -> url("/products/{sku}", Map.of("sku", ""))).hasMessageContaining("map.no-value");
        assertThatThrownBy(() -> url("/products/{sku}", Map.of("sku", ".."))).hasMessageContaining("map.bad-segment");
        assertThatThrownBy(() -> url("/products/{sku}/docs", Map.of("sku", ".")))
                .hasMessageContaining("map.bad-segment");
        assertThat(url("/products?after={sku}", Map.of("sku", ".."))).isEqualTo("/products?after=..");
        assertThat(url("/p-{sku}", Map.of("sku", ".."))).isEqualTo("/p-..");
    }

    @Test
    void aListOrAnObjectIsNoText() {
        assertThatThrownBy(() -> url("/x/{a}", Map.of("a", List.of(1, 2))))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("gives a list, which is no text");
    }

    @Test
    void aBraceThatIsNeverClosedIsRefused() {
        assertThatThrownBy(() -> TextTemplate.compile("/x/{a", "triggers/t.yaml"))
                .hasMessageContaining("config.expression · triggers/t.yaml")
                .hasMessageContaining("never closed");
    }
}
