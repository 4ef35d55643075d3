package dev.crossdock.mapping.compiled;

/**
 * @param value of a literal: String, Number, Boolean or {@link Nothing#NULL}; of the others their text
 * @param end 0-based index of the character after it
 */
record Token(Kind kind, Object value, int end) {
    enum Kind {
        NAME,
        VARIABLE,
        OPERATOR,
        STRING,
        NUMBER,
        VALUE,
        REGEX,
        END
    }

    String text() {
        return String.valueOf(value);
    }

    boolean is(String operator) {
        return kind == Kind.OPERATOR && value.equals(operator);
    }
}
