package dev.crossdock.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.definition.Collection;
import dev.crossdock.definition.Invalid;
import dev.crossdock.flow.Problem;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CollectionRulesTest {
    private final CollectionRules rules = new CollectionRules(collection(List.of("sku"), Optional.empty()));

    static Collection collection(List<String> key, Optional<String> schema) {
        return new Collection("products", "", key, schema, Invalid.REJECT, List.of());
    }

    @Test
    void theIdIsTheKeysValueAsItIsWritten() {
        assertThat(id(Map.of("sku", "A 1"))).isEqualTo("A 1");
        assertThat(id(Map.of("sku", 7))).isEqualTo("7");
        assertThat(id(Map.of("sku", new BigDecimal("1E+2")))).isEqualTo("100");
        assertThat(id(Map.of("sku", true))).isEqualTo("true");
        assertThat(id(Map.of("sku", "a|b\\"))).isEqualTo("a|b\\");
    }

    @Test
    void differentKeysOfSeveralFieldsNeverMakeOneId() {
        var two = new CollectionRules(collection(List.of("shop", "sku"), Optional.empty()));
        assertThat(id(two, Map.of("shop", "no", "sku", "A"))).isEqualTo("no|A");
        assertThat(id(two, Map.of("shop", "a|b", "sku", "c"))).isNotEqualTo(id(two, Map.of("shop", "a", "sku", "b|c")));
        assertThat(id(two, Map.of("shop", "a\\", "sku", "|c")))
                .isNotEqualTo(id(two, Map.of("shop", "a|", "sku", "\\c")));
    }

    @Test
    void aRecordWithoutItsKeyIsRefusedWithTheFieldAndWhatIsThere() {
        var nothing = new HashMap<String, Object>();
        nothing.put("sku", null);
        assertThat(refused(nothing).message()).isEqualTo("the key field \"sku\" of collection products is missing.");
        assertThat(refused(Map.of("sku", "")).message()).endsWith("is empty.");
        assertThat(refused(Map.of("sku", List.of(1))).message()).endsWith("is an array.");
        assertThat(refused(Map.of("sku", Map.of())).message()).endsWith("is an object.");
        assertThat(refused(Map.of("_sku", "A")).field()).isEqualTo("/sku");
    }

    @Test
    void theFieldOfAProblemIsAJsonPointer() {
        var odd = new CollectionRules(collection(List.of("a/b"), Optional.empty()));
        assertThat(odd.check(Map.of()).refused().orElseThrow().field()).isEqualTo("/a~1b");
    }

    @Test
    void anIdLongerThanAKeyCanBeIsRefused() {
        assertThat(refused(Map.of("sku", "ø".repeat(501))).code()).isEqualTo("record.key-too-long");
        assertThat(id(Map.of("sku", "ø".repeat(500)))).hasSize(500);
    }

    @Test
    void whatIsNoObjectIsRefused() {
        for (Object value : new Object[] {"text", 1, List.of(), true}) {
            assertThat(rules.check(value).refused().orElseThrow().code()).isEqualTo("record.not-an-object");
        }
        assertThat(rules.check(null).refused().orElseThrow().message()).endsWith("this is null.");
    }

    @Test
    void fieldsWithAnUnderscoreAreTheProductsOwnAndLeftOut() {
        var checked = rules.check(Map.of("sku", "A", "_row", 7, "in", Map.of("_kept", 1)))
                .checked()
                .orElseThrow();
        assertThat(RecordText.read(checked.text())).isEqualTo(Map.of("sku", "A", "in", Map.of("_kept", 1)));
    }

    @Test
    void theOrderOfFieldsDoesNotMakeAnotherRecordButAnotherDigitDoes() {
        var one = new java.util.LinkedHashMap<String, Object>();
        one.put("sku", "A");
        one.put("price", new BigDecimal("1.0"));
        var two = new java.util.LinkedHashMap<String, Object>();
        two.put("price", new BigDecimal("1.0"));
        two.put("sku", "A");
        assertThat(hash(one)).isEqualTo(hash(two));
        two.put("price", new BigDecimal("1.00"));
        assertThat(hash(one)).isNotEqualTo(hash(two));
    }

    @Test
    void aRecordThatBecomesValidIsAnotherRecordForTheStore() {
        var strict = new CollectionRules(collection(List.of("sku"), Optional.of("{\"required\": [\"price\"]}")));
        assertThat(strict.check(Map.of("sku", "A")).checked().orElseThrow().hash())
                .isNotEqualTo(hash(Map.of("sku", "A")));
    }

    @Test
    void aRecordThatIsTooLargeIsRefusedWithItsLargestField() {
        var problem = refused(Map.of("sku", "A", "a/text", "ø".repeat(200_000), "short", "x"));
        assertThat(problem.code()).isEqualTo("record.too-large");
        assertThat(problem.field()).isEqualTo("/a~1text");
        assertThat(problem.message()).contains("400").contains("380").hasSizeLessThan(100);
    }

    @Test
    void theLargestRecordWithAllItsErrorsFitsIntoAStore() {
        var longName = "n".repeat(15_000);
        var record = new HashMap<String, Object>();
        for (int i = 0; i < 20; i++) record.put(longName + i, i);
        record.put("sku", "ø".repeat(500));
        record.put("text", "x".repeat(70_000));
        var strict = new CollectionRules(
                collection(List.of("sku"), Optional.of("{\"additionalProperties\": {\"type\": \"string\"}}")));
        var checked = strict.check(record).checked().orElseThrow();
        assertThat(checked.errors()).hasSize(20);
        assertThat(checked.text().getBytes(StandardCharsets.UTF_8).length).isGreaterThan(370_000);
        var json = CollectionRules.json(checked.errors());
        assertThat(json.length()).isLessThan(20_000);
        assertThat((List<?>) RecordText.read(json)).isNotEmpty();
    }

    @Test
    void oneErrorIsKeptEvenWhenItsFieldIsAsLongAsARecord() {
        var error = Problem.of("schema.type", "no.", "Correct it.").in("/" + "n".repeat(300_000));
        assertThat(CollectionRules.json(List.of(error)))
                .isEqualTo(
                        "[{\"pointer\":\"\",\"code\":\"schema.type\",\"message\":\"no.\",\"hint\":\"Correct it.\"}]");
        assertThat(CollectionRules.json(List.of())).isEqualTo("[]");
    }

    @Test
    void whatNoStoreCouldGiveBackIsRefusedWithItsPlace() {
        var broken = refused(Map.of("sku", "A", "texts", List.of("fine 😀", "half \uD83D")));
        assertThat(broken.code()).isEqualTo("record.text");
        assertThat(broken.field()).isEqualTo("/texts/1");
        assertThat(refused(Map.of("sku", "\uDE00A")).field()).isEqualTo("/sku");
        assertThat(refused(Map.of("sku", "A", "o", Map.of("\uD83D", 1))).field())
                .isEqualTo("/o");
        for (var number : List.of("1E+999999999", "1E-999999999", "9".repeat(2000))) {
            var problem = refused(Map.of("sku", new BigDecimal(number)));
            assertThat(problem.code()).isEqualTo("record.number");
            assertThat(problem.field()).isEqualTo("/sku");
            assertThat(problem.message()).hasSizeLessThan(120);
        }
    }

    @Test
    void whatIsTakenCanBeReadAgain() {
        var records = new ArrayList<Map<String, Object>>();
        records.add(Map.of("sku", "A", "n".repeat(100_000), 1));
        records.add(Map.of("sku", "A", "n", new BigDecimal("-" + "9".repeat(998) + ".1")));
        records.add(Map.of("sku", "A", "n", new BigDecimal("-1E-999")));
        Object deep = 1;
        for (int i = 0; i < 499; i++) deep = i % 2 == 0 ? List.of(deep) : Map.of("a", deep);
        records.add(Map.of("sku", "A", "deep", deep));
        for (var record : records) {
            var text = rules.check(record).checked().orElseThrow().text();
            assertThat(RecordText.write(RecordText.read(text))).isEqualTo(text);
            var change = new Change("products", "A", "created", null, RecordText.read(text), List.of(), 1, "v", 0);
            assertThat(ChangeMessage.parse(ChangeMessage.of("t", change).json()).change())
                    .isEqualTo(change);
        }
        assertThat(refused(Map.of("sku", "A", "deep", List.of(deep))).code()).isEqualTo("record.too-deep");
    }

    private String id(Map<String, Object> record) {
        return id(rules, record);
    }

    private static String id(CollectionRules rules, Map<String, Object> record) {
        return rules.check(record).checked().orElseThrow().id();
    }

    private String hash(Map<String, Object> record) {
        return rules.check(record).checked().orElseThrow().hash();
    }

    private Problem refused(Map<String, Object> record) {
        return rules.check(record).refused().orElseThrow();
    }
}
