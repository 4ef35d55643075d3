package dev.crossdock.fuzz;

import com.code_intelligence.jazzer.Jazzer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Lets one target search from its seeds: {@code Search CLASS SECONDS}. {@code infra/lab/fuzz.sh} calls it. */
final class Search {
    private Search() {}

    public static void main(String[] args) throws Exception {
        var target = Class.forName(args[0]).asSubclass(Fuzzed.class);
        var corpus = Files.createDirectories(Path.of("target/fuzz", target.getSimpleName()));
        int number = 0;
        var constructor = target.getDeclaredConstructor();
        constructor.setAccessible(true);
        for (var seed : constructor.newInstance().seeds().values())
            Files.write(corpus.resolve("seed-" + number++), seed);
        System.out.println(target.getSimpleName() + ": " + number + " seeds");
        Jazzer.main(new String[] {
            "--target_class=" + target.getName(),
            "--instrumentation_includes=dev.crossdock.**:com.dashjoin.**:de.siegmar.**:org.snakeyaml.**",
            // Schemas and expressions may hold patterns: what they may cost is bounded, see BoundedPattern and
            // BoundedRegex.
            "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.RegexInjection",
            "-max_total_time=" + args[1],
            "-timeout=60",
            "-max_len=8192",
            corpus.toString()
        });
    }
}
