package dev.crossdock.mapping.compiled;

import java.util.Optional;

/**
 * An error with one of JSONata's codes, of the expression or of what it met. Carries no stack: it is an answer, not a bug. Written
 * only by the thread that evaluates.
 */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String code;
    private final transient Object token;
    private final transient Object value;
    private final transient Object second;
    private int position;
    private transient Node node;

    private Failure(String code, int position, Object token, Object value, Object second) {
        super(null, null, false, false);
        this.code = code;
        this.position = position;
        this.token = token;
        this.value = value;
        this.second = second;
    }

    /** In the expression's text. @param position 0-based, of the character after what is meant */
    static Failure at(String code, int position, Object token) {
        return new Failure(code, position, token, null, null);
    }

    static Failure at(String code, int position, Object token, Object value) {
        return new Failure(code, position, token, value, null);
    }

    static Failure of(String code) {
        return new Failure(code, -1, null, null, null);
    }

    static Failure of(String code, Object token) {
        return new Failure(code, -1, token, null, null);
    }

    static Failure of(String code, Object token, Object value) {
        return new Failure(code, -1, token, value, null);
    }

    static Failure of(String code, Object token, Object value, Object second) {
        return new Failure(code, -1, token, value, second);
    }

    /** Where it happened, unless a node further in has said so. */
    Failure in(Node where) {
        if (node == null) {
            node = where;
            if (position < 0) position = where.at;
        }
        return this;
    }

    /** JSONata's code; empty for an error of a function of ours that has none. */
    public String code() {
        return code;
    }

    /** 0-based, of the character after what is meant; 0 where it is not known. */
    public int position() {
        return Math.max(0, position);
    }

    Object token() {
        return token;
    }

    Object value() {
        return value;
    }

    Object second() {
        return second;
    }

    /** What it is about, as the text has it: where it begins can be found with it. */
    public Optional<String> said() {
        return token instanceof String said ? Optional.of(said) : Optional.empty();
    }

    /** The field that the failed step worked on, as JSON Pointer; empty when it is no plain path. */
    public Optional<String> field() {
        return node == null ? Optional.empty() : Fields.of(node, code.equals("T2002") || code.equals("T2004"));
    }

    @Override
    public String getMessage() {
        return Messages.of(this);
    }
}
