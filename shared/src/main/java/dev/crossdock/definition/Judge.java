package dev.crossdock.definition;

import dev.crossdock.mapping.Expression;
import java.util.Optional;

/** Says whether an expression compiles and a schema is one; lint asks it. Thread-safe. */
interface Judge {
    /** @param at 0-based index of the character that the fault is at; -1 = not known */
    record Fault(String message, int at) {}

    /** @param text JSONata */
    Optional<Fault> expression(String text);

    /** @param text JSON Schema 2020-12 that is well-formed JSON */
    Optional<Fault> schema(String text);

    /** Judges by what the product evaluates with. */
    Judge BUILT_IN = new Judge() {
        @Override
        public Optional<Fault> expression(String text) {
            return Expression.fault(text).map(fault -> new Fault(fault.message(), fault.at()));
        }

        @Override
        public Optional<Fault> schema(String text) {
            return SchemaJudge.judge(text);
        }
    };
}
