package dev.crossdock.mapping.compiled;

/** A function as a value. */
abstract class Fn {
    final String name;
    final Signature signature;
    /** How many arguments functions that take functions hand over. */
    final int arity;

    Fn(String name, Signature signature, int arity) {
        this.name = name;
        this.signature = signature;
        this.arity = arity;
    }

    /** @param arguments fit the signature @param input what {@code $} is where it is called */
    abstract Object invoke(Object[] arguments, Object input, Frame frame);

    /** With any arguments. */
    Object call(Object[] arguments, Object input, Frame frame) {
        var fit = signature == null ? arguments : signature.fit(arguments, input, name);
        return invoke(fit, input, frame);
    }

    /** As functions that take functions do: of value, position and whole, as many as it has parameters for. */
    final Object call(Frame frame, Object first, Object second, Object third) {
        frame.run.tick();
        return switch (arity) {
            case 0, 1 -> call(new Object[] {first}, null, frame);
            case 2 -> call(new Object[] {first, second}, null, frame);
            default -> call(new Object[] {first, second, third}, null, frame);
        };
    }
}
