package dev.crossdock.infra.lab;

import java.nio.file.Path;

/** {@code Benchmarks [ROWS] [ROOT]}: formats by themselves, the steps of an import over memory, then the whole product. See docs/performance.md. */
public final class Benchmarks {
    private Benchmarks() {}

    public static void main(String[] arguments) throws Exception {
        int rows = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
        var root = Path.of(arguments.length > 1 ? arguments[1] : ".").toAbsolutePath();
        System.out.printf("%,d rows, Java %s%n", rows, System.getProperty("java.version"));
        FormatBenchmark.run(rows);
        PipelineBenchmark.run(rows);
        HostBenchmark.run(root, rows);
    }
}
