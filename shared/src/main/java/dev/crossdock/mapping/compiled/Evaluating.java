package dev.crossdock.mapping.compiled;

import java.util.List;

/** {@code $eval}: an expression inside a text, among the variables that are there, under the same limits. */
final class Evaluating {
    private Evaluating() {}

    static Object eval(String text, Object focus, Object input, Frame frame) {
        if (text == null) return null;
        Op compiled;
        try {
            compiled = Compiler.compile(Shaping.shape(Parser.parse(text)));
        } catch (Failure e) {
            throw Failure.of("D3120", null, e.getMessage());
        }
        var over = focus == null ? input : focus;
        if (focus instanceof List<?> list && !(list instanceof Seq seq && seq.sequence)) {
            var wrapper = Seq.sequenceOf(focus);
            wrapper.wrapper = true;
            over = wrapper;
        }
        frame.run.enter();
        try {
            return compiled.run(over, frame);
        } catch (Failure e) {
            throw Failure.of("D3121", null, e.getMessage());
        } finally {
            frame.run.leave();
        }
    }
}
