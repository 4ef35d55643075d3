package dev.crossdock.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.graph.Profile.Common;
import dev.crossdock.graph.Profile.Field;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProfileTest {
    private final Profile profile = new Profile();

    private void add(String json) {
        profile.add(RecordText.read(json));
    }

    private Field field(String path) {
        return profile.fields().stream()
                .filter(field -> field.path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void missingNullAndEmptyAreNotFilled() {
        add("{\"a\": 1}");
        add("{\"a\": null}");
        add("{\"a\": \"\"}");
        add("{\"a\": []}");
        add("{}");
        assertThat(profile.records()).isEqualTo(5);
        assertThat(field("a").of()).isEqualTo(5);
        assertThat(field("a").filled()).isEqualTo(1);
    }

    @Test
    void theFieldsOfAListAreHeldAgainstItsItems() {
        add("{\"variants\": [{\"sku\": \"A\"}, {\"sku\": \"B\"}, {}]}");
        add("{\"variants\": []}");
        assertThat(field("variants").filled()).isEqualTo(1);
        assertThat(field("variants[].sku").of()).isEqualTo(3);
        assertThat(field("variants[].sku").filled()).isEqualTo(2);
    }

    @Test
    void numbersAndDatesHaveARangeTextsALength() {
        add("{\"price\": 9.99, \"at\": \"2026-02-01\", \"name\": \"\uD83D\uDE00b\", \"mixed\": \"2026-01-01\"}");
        add("{\"price\": 10, \"at\": \"2025-12-31T10:00:00Z\", \"name\": \"abcd\", \"mixed\": \"soon\"}");
        assertThat(field("price")).extracting(Field::least, Field::most).containsExactly("9.99", "10");
        assertThat(field("at"))
                .extracting(Field::least, Field::most)
                .containsExactly("2025-12-31T10:00:00Z", "2026-02-01");
        assertThat(field("name")).extracting(Field::shortest, Field::longest).containsExactly(2, 4);
        assertThat(field("mixed").least()).isEmpty();
    }

    @Test
    void aNumberOfAThousandMillionDigitsIsToldShortly() {
        add("{\"n\": 1e999999999}");
        assertThat(field("n").most()).isEqualTo("1E+999999999");
    }

    @Test
    void differentTypesAreToldApartAndTheMostFrequentValueComesFirst() {
        add("{\"v\": \"1\"}");
        for (int i = 0; i < 3; i++) add("{\"v\": true}");
        add("{\"v\": 1}");
        assertThat(field("v").types()).isEqualTo(Map.of("text", 1L, "boolean", 3L, "number", 1L));
        assertThat(field("v").distinct()).isEqualTo(3);
        assertThat(field("v").common().get(0)).isEqualTo(new Common("true", 3));
    }

    @Test
    void whatIsHeldHasBounds() {
        for (int i = 0; i <= Profile.MOST_DISTINCT; i++) add("{\"id\": " + i + "}");
        assertThat(field("id"))
                .extracting(Field::distinct, Field::uncounted)
                .containsExactly(Profile.MOST_DISTINCT, true);
        for (int i = 0; i <= Profile.MOST_FIELDS; i++) add("{\"field" + i + "\": 1}");
        assertThat(profile.fields()).hasSize(Profile.MOST_FIELDS);
        assertThat(profile.more()).isTrue();
    }
}
