package dev.crossdock.infra.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * {@code Comparison data FILE MB SEED} writes a product file; {@code Comparison run PEERS ROUNDS DOCUMENT TITLE} runs whole
 * processes in turn and writes their medians between two marks of a document. {@code infra/lab/compare.sh} calls both.
 *
 * <p>A line of PEERS is a name, the input and the output, and a shell command, with tabs between them. The first is what the others
 * are compared with, in time and record by record. Linux only: a process's peak is read from {@code /proc}.
 */
public final class Comparison {
    private static final int LOOK_MS = 10;

    private Comparison() {}

    private record Peer(String name, Path input, Path output, String command) {}

    /** @param peakBytes resident, of the process itself */
    private record Pass(double seconds, double cpuSeconds, long peakBytes) {}

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("data")) {
            int rows = ProductFile.csv(
                    Path.of(arguments[1]), Long.parseLong(arguments[2]) * 1_000_000, Long.parseLong(arguments[3]));
            System.err.printf("%,d records: %s%n", rows, arguments[1]);
            return;
        }
        var peers = new ArrayList<Peer>();
        for (var line : Files.readAllLines(Path.of(arguments[1]))) {
            var cells = line.split("\t");
            peers.add(new Peer(cells[0], Path.of(cells[1]), Path.of(cells[2]), cells[3]));
        }
        var passes = rounds(peers, Integer.parseInt(arguments[2]));
        var text = table(peers, passes, arguments[4]);
        System.out.print(text);
        write(Path.of(arguments[3]), arguments[4], text);
    }

    private static Map<Peer, List<Pass>> rounds(List<Peer> peers, int rounds) throws Exception {
        var passes = new LinkedHashMap<Peer, List<Pass>>();
        for (int round = 1; round <= rounds; round++) {
            for (var peer : List.copyOf(peers)) {
                var ended = run(peer);
                if (ended.isEmpty() && peer != peers.get(0)) {
                    System.err.println("skipped: " + peer.name() + " failed, see above");
                    peers.remove(peer);
                    continue;
                }
                var pass = ended.orElseThrow();
                passes.computeIfAbsent(peer, p -> new ArrayList<>()).add(pass);
                System.err.printf(
                        "round %d  %-40s %7.2f s  %5.0f MB resident%n",
                        round, peer.name(), pass.seconds(), pass.peakBytes() / 1e6);
            }
        }
        return passes;
    }

    private static Optional<Pass> run(Peer peer) throws Exception {
        Files.deleteIfExists(peer.output());
        long began = System.nanoTime();
        var process = new ProcessBuilder("sh", "-c", "exec " + peer.command())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        process.getOutputStream().close();
        var status = Path.of("/proc/" + process.pid() + "/status");
        long peak = 0;
        double cpu = 0;
        do {
            peak = Math.max(peak, peak(status));
            cpu = Math.max(
                    cpu,
                    process.info()
                            .totalCpuDuration()
                            .map(d -> d.toNanos() / 1e9)
                            .orElse(0.0));
        } while (!process.waitFor(LOOK_MS, TimeUnit.MILLISECONDS));
        double seconds = (System.nanoTime() - began) / 1e9;
        return process.exitValue() == 0 ? Optional.of(new Pass(seconds, cpu, peak)) : Optional.empty();
    }

    private static long peak(Path status) {
        try {
            for (var line : Files.readAllLines(status)) {
                if (line.startsWith("VmHWM:")) return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        } catch (IOException e) {
            // It has ended.
        }
        return 0;
    }

    private static String table(List<Peer> peers, Map<Peer, List<Pass>> passes, String title) throws IOException {
        var ours = peers.get(0);
        double reference = rate(ours, passes);
        var text = new StringBuilder();
        text.append("### ").append(title).append("\n\n");
        text.append("%s records of %s; Java %s, %d processors; load %.1f at the end.%n%n"
                .formatted(
                        "%,d".formatted(lines(ours.output())),
                        size(ours.input()),
                        System.getProperty("java.version"),
                        Runtime.getRuntime().availableProcessors(),
                        java.lang.management.ManagementFactory.getOperatingSystemMXBean()
                                .getSystemLoadAverage()));
        text.append(
                "| | MB/s, median | best | our one thread is faster by | processor seconds | resident | the same records? |\n");
        text.append("|---|---|---|---|---|---|---|\n");
        for (var peer : peers) {
            double rate = rate(peer, passes);
            text.append(String.format(
                    Locale.ROOT,
                    "| %s%s | %.1f | %.1f | %.2f | %.1f | %.0f MB | %s |%n",
                    peer.name(),
                    peer.input().equals(ours.input()) ? "" : ", " + size(peer.input()),
                    rate,
                    passes.get(peer).stream()
                            .mapToDouble(p -> megabytes(peer) / p.seconds())
                            .max()
                            .orElse(0),
                    reference / rate,
                    median(passes.get(peer).stream().map(Pass::cpuSeconds).toList()),
                    passes.get(peer).stream().mapToLong(Pass::peakBytes).max().orElse(0) / 1e6,
                    peer == ours ? "" : SameRecords.compare(ours.output(), peer.output())));
        }
        return text.toString();
    }

    private static double rate(Peer peer, Map<Peer, List<Pass>> passes) throws IOException {
        return megabytes(peer)
                / median(passes.get(peer).stream().map(Pass::seconds).toList());
    }

    private static double megabytes(Peer peer) {
        return peer.input().toFile().length() / 1e6;
    }

    private static String size(Path file) {
        return "%.0f MB".formatted(file.toFile().length() / 1e6);
    }

    private static long lines(Path file) throws IOException {
        try (var lines = Files.lines(file)) {
            return lines.count();
        }
    }

    private static double median(List<Double> values) {
        var sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** Between the marks of this title; both are put at the end where there are none. */
    private static void write(Path document, String title, String text) throws IOException {
        var begin = "<!-- compare.sh: " + title + " -->\n";
        var end = "<!-- end of " + title + " -->\n";
        var before = Files.readString(document);
        var section = begin + text + end;
        int from = before.indexOf(begin);
        int to = before.indexOf(end);
        Files.writeString(
                document,
                from < 0 || to < from
                        ? before + "\n" + section
                        : before.substring(0, from) + section + before.substring(to + end.length()));
    }
}
