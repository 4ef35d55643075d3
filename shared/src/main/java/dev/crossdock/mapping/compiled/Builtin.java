package dev.crossdock.mapping.compiled;

import java.util.List;

/** A function of the language, or one that is given as a variable. */
final class Builtin extends Fn {
    @FunctionalInterface
    interface Body {
        /** @param arguments at least as many as the signature has parameters; null for nothing */
        Object of(Object[] arguments, Frame frame);
    }

    /** The same of one argument that is a text, which needs no signature: most calls of mappings are. */
    @FunctionalInterface
    interface OfText {
        Object of(String text);
    }

    private final Body body;
    /** Null for none. */
    final OfText ofText;

    Builtin(String name, String signature, int arity, Body body) {
        this(name, signature, arity, body, null);
    }

    Builtin(String name, String signature, int arity, Body body, OfText ofText) {
        super(name, signature == null ? null : Signature.of(signature, 0), arity);
        this.body = body;
        this.ofText = ofText;
    }

    @Override
    Object invoke(Object[] arguments, Object input, Frame frame) {
        for (var argument : arguments) {
            if (argument instanceof List<?> list) frame.run.tick(list.size());
            else if (argument instanceof String text) frame.run.tick(text.length());
        }
        return body.of(arguments, frame);
    }
}
