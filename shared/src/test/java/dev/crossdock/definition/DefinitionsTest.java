package dev.crossdock.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.flow.Refused;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DefinitionsTest {
    private static final Map<String, Set<String>> NAMES =
            Map.of("bucket", Set.of("incoming"), "collection", Set.of("products"), "job", Set.of("a"));

    @Test
    void theTextOfADefinitionIsCanonical() {
        var text = Definitions.canonical(
                "job",
                "a",
                "{\"to\":{\"collection\":\"products\"},\"map\":\"$\",\"from\":{\"files\":\"*\",\"bucket\":\"incoming\"},\"schema\":{\"minimum\":1.0}}");

        assertThat(text)
                .isEqualTo(
                        "{\"from\":{\"bucket\":\"incoming\",\"files\":\"*\"},\"schema\":{\"minimum\":1.0},\"map\":[{\"map\":\"$\",\"place\":\"job/a\"}],\"to\":{\"collection\":\"products\"}}");
        assertThat(Definitions.canonical("job", "a", text)).isEqualTo(text);
        assertThat(Definitions.check("job", "a", text, NAMES)).isEmpty();
    }

    @Test
    void aTextThatIsNotCanonicalIsReadTheSame() {
        var job = (Job)
                Definitions.parse(
                        "job",
                        "a",
                        "{\"from\":{\"bucket\":\"b\",\"files\":\"*\"},\"map\":\"$\",\"schema\":\"{}\",\"to\":{\"collection\":\"c\"}}");

        assertThat(job.map()).containsExactly(new Job.MapStep("$", "job/a", Optional.empty()));
        assertThat(job.schema()).contains("{}");
    }

    @Test
    void aKeyOfANewerVersionIsPassedOver() {
        assertThat(Definitions.parse("bucket", "b", "{\"colour\":\"red\"}"))
                .isEqualTo(new Bucket("b", "", Optional.empty()));
        assertThat(Project.of(Map.of("newer-kind/x", "{}", "bucket/b", "{}")).buckets())
                .containsOnlyKeys("b");
    }

    @Test
    void whatCannotBeReadIsRefusedByName() {
        for (var json : List.of("", "[]", "{", "{\"from\":{}}", "{\"from\":1,\"to\":2}", "null")) {
            assertThatThrownBy(() -> Definitions.parse("job", "a", json))
                    .isInstanceOf(Refused.class)
                    .hasMessageStartingWith("definition.unreadable · job/a: the published job \"a\" cannot be read: ");
        }
    }

    @Test
    void whatIsSentAsJsonIsCheckedLikeYaml() {
        assertThat(Definitions.check(
                        "job",
                        "a",
                        "{\"from\":{\"bucket\":\"incomming\",\"files\":\"*\"},\"to\":{\"collection\":\"products\"},\"map\":\"{\"}",
                        NAMES))
                .extracting(Object::toString)
                .containsExactlyInAnyOrder(
                        "config.reference · job/a: there is no bucket \"incomming\". Did you mean incoming?",
                        "config.expression · job/a: the JSONata does not compile: Unexpected end of expression. Correct it there, or before.");
        assertThat(Definitions.check("job", "A b", "{}", NAMES))
                .extracting(Object::toString)
                .containsExactly(
                        "config.name · job/A b: \"A b\" is no name. Names have small letters, digits and hyphens: a-b.");
        assertThat(Definitions.check("job", "a", "{", NAMES).get(0).code()).isEqualTo("config.json");
        assertThat(Definitions.check("job", "a", "{\"to\":1,\"to\":2}", NAMES)
                        .get(0)
                        .code())
                .isEqualTo("config.json");
        assertThat(Definitions.check("bucket", "a", "{\"keep\":\"never\"}", NAMES)
                        .get(0)
                        .field())
                .isEqualTo("/keep");
    }
}
