package dev.crossdock.access;

import dev.crossdock.flow.Problem;

/** A request that is answered by 401 or 403. */
public final class Denied extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int status;
    private final transient Problem problem;

    Denied(int status, Problem problem) {
        super(problem.toString(), null, false, false);
        this.status = status;
        this.problem = problem;
    }

    /** 401: who asks is not known; 403: known, and may not. */
    public int status() {
        return status;
    }

    public Problem problem() {
        return problem;
    }
}
