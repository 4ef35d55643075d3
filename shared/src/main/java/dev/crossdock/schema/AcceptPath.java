package dev.crossdock.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * A schema of usual keywords as a tree of closures over a record's own values, without the conversion that the validator needs.
 * Thread-safe. It only ever says yes: what it does not accept the validator decides, and tells why.
 */
final class AcceptPath {
    private final Check check;

    private AcceptPath(Check check) {
        this.check = check;
    }

    /** @param schema that the validator takes @return empty when it says something that only the validator knows */
    static Optional<AcceptPath> compile(JsonNode schema) {
        try {
            return Optional.of(new AcceptPath(new SchemaCompiler(schema).compile()));
        } catch (NotCompiled e) {
            return Optional.empty();
        }
    }

    /** @return true when the validator would accept it as well; false says nothing */
    boolean accepts(Object tree) {
        try {
            return Plain.is(tree) && check.test(tree, new Walk());
        } catch (Walk.Unsure e) {
            return false;
        }
    }
}
