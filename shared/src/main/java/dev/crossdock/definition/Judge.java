package dev.crossdock.definition;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import java.util.Optional;

/** Says whether an expression compiles and a schema is one; lint asks it. Thread-safe. */
public interface Judge {
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
            try {
                Jsonata.jsonata(text);
                return Optional.empty();
            } catch (JException e) {
                var message = e.getDetailedErrorMessage().replaceAll(" ?\\{code=.*}$", "");
                return Optional.of(new Fault(message, beginning(text, e)));
            } catch (StackOverflowError e) {
                return Optional.of(new Fault("it is nested too deeply", -1));
            } catch (RuntimeException e) {
                return Optional.of(new Fault(String.valueOf(e.getMessage()), -1));
            }
        }

        @Override
        public Optional<Fault> schema(String text) {
            return SchemaJudge.judge(text);
        }

        /** The parser says where the token that it did not expect ends. */
        private int beginning(String text, JException e) {
            int end = Math.min(e.getLocation(), text.length());
            if (end <= 0) return end;
            for (var token : new Object[] {e.getExpected(), e.getCurrent()}) {
                if (token == null) continue;
                var name = token.toString();
                if (!name.isEmpty() && text.substring(0, end).endsWith(name)) return end - name.length();
            }
            return end;
        }
    };
}
