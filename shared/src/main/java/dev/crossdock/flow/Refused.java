package dev.crossdock.flow;

/**
 * Carries a {@link Problem} out of a place that cannot go on: the rest of an input that cannot be read, a definition that
 * cannot be used. Whoever owns the loop shows the problem; nobody retries it, because the same input gives the same answer.
 */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient Problem problem;

    public Refused(Problem problem) {
        super(problem.toString(), null, false, false);
        this.problem = problem;
    }

    public Refused(Problem problem, Throwable cause) {
        super(problem.toString(), cause);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
