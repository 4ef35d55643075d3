package dev.crossdock.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crossdock.definition.Trigger;
import dev.crossdock.flow.Refused;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TriggerRuleTest {
    private static final Set<String> ALL = Set.of("created", "updated", "deleted");

    private static TriggerRule rule(Set<String> events, Set<String> changed, String when) {
        var call = new Trigger.Call("search", "PUT /x", Optional.empty(), Optional.empty());
        return new TriggerRule(new Trigger(
                "reindex",
                "products",
                events,
                changed,
                Optional.ofNullable(when),
                Optional.of(call),
                Optional.empty(),
                Optional.empty()));
    }

    private static Change created(Object after) {
        return new Change("products", "A", "created", null, after, List.of("sku", "price"), 1, "v1", 0);
    }

    private static Change updated(Object before, Object after, String... changed) {
        return new Change("products", "A", "updated", before, after, List.of(changed), 2, "v2", 0);
    }

    private static Change deleted(Object before) {
        return new Change("products", "A", "deleted", before, null, List.of("sku", "price"), 2, "v3", 0);
    }

    @Test
    void onlyTheWatchedCollectionConcerns() {
        var other = new Change("orders", "A", "created", null, Map.of(), List.of(), 1, "v", 0);
        assertThat(rule(ALL, Set.of(), null).concerns(other)).isFalse();
        assertThat(rule(ALL, Set.of(), null).concerns(created(Map.of()))).isTrue();
    }

    @Test
    void onlyTheWantedEventsConcern() {
        var deletions = rule(Set.of("deleted"), Set.of(), null);
        assertThat(deletions.concerns(deleted(Map.of()))).isTrue();
        assertThat(deletions.concerns(created(Map.of()))).isFalse();
        assertThat(deletions.concerns(updated(Map.of(), Map.of(), "price"))).isFalse();
    }

    @Test
    void ofUpdatesOnlyThoseOfAWatchedFieldConcern() {
        var prices = rule(ALL, Set.of("price", "stock"), null);
        assertThat(prices.concerns(updated(Map.of(), Map.of(), "name", "price")))
                .isTrue();
        assertThat(prices.concerns(updated(Map.of(), Map.of(), "name"))).isFalse();
        assertThat(prices.concerns(created(Map.of()))).isTrue();
        assertThat(prices.concerns(deleted(Map.of()))).isTrue();
    }

    @Test
    void theConditionSeesTheRecordBeforeAndAfterAndWhatHappened() {
        var drop = rule(
                ALL,
                Set.of(),
                "$new.price < $old.price and 'price' in $changed and $event = 'updated'"
                        + " and $record.id = 'A' and $record.rev = 2 and price = 1");
        assertThat(drop.concerns(updated(Map.of("price", 2), Map.of("price", 1), "price")))
                .isTrue();
        assertThat(drop.concerns(updated(Map.of("price", 1), Map.of("price", 2), "price")))
                .isFalse();
    }

    @Test
    void withoutABeforeOrAnAfterTheConditionSeesNothingThere() {
        assertThat(rule(ALL, Set.of(), "$exists($old.price)").concerns(created(Map.of("price", 1))))
                .isFalse();
        assertThat(rule(ALL, Set.of(), "$old = null").concerns(created(Map.of("price", 1))))
                .isTrue();
        assertThat(rule(ALL, Set.of(), "$new = null and price = 1").concerns(deleted(Map.of("price", 1))))
                .isTrue();
    }

    @Test
    void anExpressionThatGivesNothingDoesNotHold() {
        assertThat(rule(ALL, Set.of(), "missing").concerns(created(Map.of()))).isFalse();
    }

    @Test
    void aConditionThatIsNoExpressionIsRefusedWithItsFile() {
        var refused = catchThrowableOfType(Refused.class, () -> rule(ALL, Set.of(), "price >"));
        assertThat(refused.problem().toString()).contains("triggers/reindex.yaml");
    }

    @Test
    void aConditionThatFailsOverAChangeIsRefusedAndNotTakenForNo() {
        var rule = rule(ALL, Set.of(), "$number(price) > 1");
        var refused = catchThrowableOfType(Refused.class, () -> rule.concerns(created(Map.of("price", "N/A"))));
        assertThat(refused.problem().toString())
                .contains("triggers/reindex.yaml")
                .contains("N/A");
    }

    @Test
    void aRecordsOwnNullIsAValue() {
        var record = new HashMap<String, Object>();
        record.put("price", null);
        assertThat(rule(ALL, Set.of(), "$new.price = null").concerns(created(record)))
                .isTrue();
    }
}
