package dev.crossdock.schema;

/** What one look at one record may take, so that a schema which branches and recurs does not go on for ever. One thread. */
final class Walk {
    /** Schemas within schemas: far fewer than the validator's stack holds. */
    private static final int DEEPEST = 150;
    /** Schemas applied in all: the validator takes about 100 ms for so many. */
    private static final int MOST = 200_000;

    private int depth;
    private int applied;

    /** The validator has to say. */
    static final class Unsure extends RuntimeException {
        private static final long serialVersionUID = 1;
        private static final Unsure IT = new Unsure();

        private Unsure() {
            super(null, null, false, false);
        }
    }

    static Unsure unsure() {
        return Unsure.IT;
    }

    boolean into(Check check, Object value) {
        if (++depth > DEEPEST || ++applied > MOST) throw Unsure.IT;
        boolean answer = check.test(value, this);
        depth--;
        return answer;
    }
}
