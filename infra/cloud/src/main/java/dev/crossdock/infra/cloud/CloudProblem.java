package dev.crossdock.infra.cloud;

/** Why the cloud cannot start, in one coded line for the person who started it. */
final class CloudProblem extends RuntimeException {
    private static final long serialVersionUID = 1;
    static final int WRONG_USE = 2;
    static final int CANNOT_START = 3;

    private final int exitCode;

    CloudProblem(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
