package dev.crossdock.infra.cli;

import dev.crossdock.flow.Problem;
import java.util.List;

/** Ends a command: what the user can act on, and the exit code. */
final class Failure extends RuntimeException {
    /** The work failed. */
    static final int FAILED = 1;
    /** The command was used wrongly. */
    static final int WRONG_USE = 2;
    /** The host cannot be reached. */
    static final int NO_HOST = 3;

    private final transient Problem problem;
    private final transient List<String> details;
    private final int exit;
    private final int status;

    private Failure(Problem problem, List<String> details, int exit, int status) {
        super(problem.toString());
        this.problem = problem;
        this.details = details;
        this.exit = exit;
        this.status = status;
    }

    static Failure failed(Problem problem) {
        return new Failure(problem, List.of(), FAILED, 0);
    }

    static Failure wrongUse(Problem problem) {
        return new Failure(problem, List.of(), WRONG_USE, 0);
    }

    static Failure noHost(Problem problem) {
        return new Failure(problem, List.of(), NO_HOST, 0);
    }

    /** @param details a line for each of the answer's {@code errors} @param status of the HTTP answer */
    static Failure refused(Problem problem, List<String> details, int status) {
        return new Failure(problem, details, FAILED, status);
    }

    /** @return the same with another exit code */
    Failure exiting(int code) {
        return new Failure(problem, details, code, status);
    }

    Problem problem() {
        return problem;
    }

    List<String> details() {
        return details;
    }

    int exit() {
        return exit;
    }

    /** @return the HTTP status the host answered with; 0 when it was not the host that refused */
    int status() {
        return status;
    }
}
