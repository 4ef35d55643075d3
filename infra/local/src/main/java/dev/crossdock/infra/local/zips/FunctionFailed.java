package dev.crossdock.infra.local.zips;

/** A call failed as a whole: the function threw, ended or took too long. Its event comes again, where it was a queue's or a stream's. */
final class FunctionFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    FunctionFailed(String function, String why) {
        super(function + ": " + why);
    }
}
