package dev.crossdock.mapping.compiled;

/** A function that the expression wrote down, with the variables it saw there. */
final class Lambda extends Fn {
    /** What a call in the last place hands back instead of going deeper. */
    record Tail(Lambda function, Object[] arguments) {
        /** For who cannot hand it on. */
        Object made() {
            return function.invoke(arguments, null, null);
        }
    }

    private final String[] parameters;
    private final Op body;
    private final Object input;
    private final Frame around;

    Lambda(String[] parameters, Signature signature, Op body, Object input, Frame around) {
        super("", signature, parameters.length);
        this.parameters = parameters;
        this.body = body;
        this.input = input;
        this.around = around;
    }

    @Override
    Object invoke(Object[] arguments, Object ignored, Frame frame) {
        var run = around.run;
        run.enter();
        Object result = body(arguments);
        while (result instanceof Tail next) {
            run.tick();
            result = next.function.body(next.arguments);
        }
        run.leave();
        return result;
    }

    private Object body(Object[] arguments) {
        var frame = new Frame(around.run, around, parameters.length + 1);
        for (int i = 0; i < parameters.length; i++) {
            frame.bind(parameters[i], i < arguments.length ? arguments[i] : null);
        }
        return body.run(input, frame);
    }

    /** For a call in the last place. */
    Tail later(Object[] arguments, Object caller) {
        return new Tail(this, signature == null ? arguments : signature.fit(arguments, caller, name));
    }
}
