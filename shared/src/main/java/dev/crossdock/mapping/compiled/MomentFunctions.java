package dev.crossdock.mapping.compiled;

/** Functions of moments, and of the pictures in which moments and numbers are written. */
final class MomentFunctions {
    private MomentFunctions() {}

    static void register(Library to) {
        to.add("millis", "<:n>", 0, (a, f) -> f.run.now().toEpochMilli());
    }
}
