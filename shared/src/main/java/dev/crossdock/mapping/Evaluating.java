package dev.crossdock.mapping;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import java.util.regex.Pattern;

/** {@code $eval}: an expression inside a text, under the same bounds. It sees the variables that it names. */
final class Evaluating {
    private static final Pattern VARIABLE = Pattern.compile("\\$([A-Za-z_][A-Za-z_0-9]*)");

    private Evaluating() {}

    static Jsonata compile(String text) {
        var compiled = Jsonata.jsonata(text);
        compiled.setValidateInput(false);
        compiled.setOutputConvertNulls(false);
        Steps.boundRegularExpressions(compiled);
        OwnFunctions.register(compiled);
        return compiled;
    }

    static Object eval(String text, Object focus) {
        if (text == null) return null;
        var guard = Guard.current();
        var input = focus == null ? guard.input() : focus;
        var environment = guard.environment();
        Jsonata compiled;
        try {
            compiled = compile(text);
        } catch (JException e) {
            throw new JException(e, "D3120", -1, e.getError(), null);
        }
        var frame = compiled.createFrame();
        frame.setEvaluateEntryCallback(guard);
        frame.setEvaluateExitCallback(guard);
        var names = VARIABLE.matcher(text);
        while (names.find()) {
            var value = environment.lookup(names.group(1));
            if (value != null) frame.bind(names.group(1), value);
        }
        try {
            return compiled.evaluate(input, frame);
        } catch (JException e) {
            throw new JException(e, "D3121", -1, e.getError(), null);
        }
    }
}
