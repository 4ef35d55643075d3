package dev.crossdock.infra.cli;

import dev.crossdock.flow.Problem;

/**
 * What {@code doctor} has found of one thing.
 *
 * @param what looked at: {@code java}, {@code port 8080}
 * @param said one line; with what to do, where it is not well
 */
record Checked(Grade grade, String what, String said) {
    enum Grade {
        /** As it should be. */
        GOOD("✓"),
        /** Works, and may be what somebody looks for. */
        ODD("!"),
        /** Keeps something from working. */
        BAD("✗");

        final String mark;

        Grade(String mark) {
            this.mark = mark;
        }
    }

    static Checked good(String what, String said) {
        return new Checked(Grade.GOOD, what, said);
    }

    static Checked odd(String what, String said) {
        return new Checked(Grade.ODD, what, said);
    }

    static Checked bad(String what, String said) {
        return new Checked(Grade.BAD, what, said);
    }

    static Checked bad(String what, Problem problem) {
        return bad(what, (problem.code() + ": " + problem.message() + " " + problem.hint()).strip());
    }
}
