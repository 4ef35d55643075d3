package dev.crossdock.mapping.compiled;

/** A function of the language, or one that is given as a variable. */
final class Builtin extends Fn {
    @FunctionalInterface
    interface Body {
        /** @param arguments at least as many as the signature has parameters; null for nothing */
        Object of(Object[] arguments, Frame frame);
    }

    private final Body body;

    Builtin(String name, String signature, int arity, Body body) {
        super(name, signature == null ? null : Signature.of(signature, 0), arity);
        this.body = body;
    }

    @Override
    Object invoke(Object[] arguments, Object input, Frame frame) {
        return body.of(arguments, frame);
    }
}
