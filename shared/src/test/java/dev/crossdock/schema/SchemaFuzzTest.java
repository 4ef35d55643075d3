package dev.crossdock.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.flow.Refused;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Of random schemas over random values the compiled form accepts nothing that the validator refuses. A count of seeds says how
 * far; {@code -Dcrossdock.fuzz.seed} begins elsewhere.
 */
class SchemaFuzzTest {
    private static final int VALUES = 12;

    private final LongAdder compiled = new LongAdder();
    private final LongAdder valid = new LongAdder();
    private final LongAdder accepted = new LongAdder();

    @Test
    void whatTheCompiledFormAcceptsTheValidatorAccepts() {
        compare(6_000);
    }

    @Tag("slow")
    @Test
    void alsoForAMinute() {
        compare(300_000);
    }

    private void compare(long seeds) {
        long first = Long.getLong("crossdock.fuzz.seed", 1);
        var wrong = LongStream.range(first, first + seeds)
                .parallel()
                .mapToObj(this::wrong)
                .filter(Objects::nonNull)
                .limit(20)
                .toList();
        System.out.printf(
                "random schemas: %d, compiled %d, valid values %d, accepted %d%n",
                seeds, compiled.sum(), valid.sum(), accepted.sum());
        assertThat(wrong).isEmpty();
        assertThat(compiled.sum()).isGreaterThan(seeds / 2);
        assertThat(accepted.sum()).isGreaterThan(valid.sum() * 9 / 10);
    }

    private String wrong(long seed) {
        var chance = new RandomSchema(new Random(seed));
        var text = chance.root().toString();
        RecordSchema schema;
        try {
            schema = RecordSchema.compile(text);
        } catch (Refused e) {
            return null;
        }
        if (!schema.isCompiled()) return null;
        compiled.increment();
        for (int i = 0; i < VALUES; i++) {
            var value = chance.tree(3);
            boolean ours = schema.accepts(value);
            var theirs = schema.validate(value);
            if (theirs.isEmpty()) valid.increment();
            if (ours) accepted.increment();
            if (ours && !theirs.isEmpty()) return "seed " + seed + ": " + text + " over " + value + ": " + theirs;
        }
        return null;
    }
}
