package dev.crossdock.infra.cli;

import dev.crossdock.flow.Problem;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Downloads a file: whole, or not at all. */
@Command(name = "get", description = "Get a file of a bucket.")
final class Get implements Callable<Integer> {
    private final Context context;

    Get(Context context) {
        this.context = context;
    }

    @Parameters(index = "0", paramLabel = "BUCKET/NAME", description = "The file.")
    String from;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FILE",
            description = "Where to (default: its name, here; - is standard output).")
    String to;

    @Override
    public Integer call() {
        var source = BucketPath.of(from);
        if (source.name().isEmpty()) {
            throw Failure.wrongUse(Problem.of(
                    "usage.file", "\"" + from + "\" names no file.", "See its files with: crossdock ls " + from));
        }
        var answer = context.api()
                .send(
                        "GET",
                        Api.path("buckets", source.bucket(), "files", source.name()),
                        BodyPublishers.noBody(),
                        Map.of());
        try (var body = answer.body()) {
            if ("-".equals(to)) body.transferTo(context.out);
            else save(body, target(source));
        } catch (IOException e) {
            throw Failure.failed(
                    Problem.of("get.broken", from + " did not arrive whole: " + e.getMessage() + ".", "Get it again."));
        }
        return 0;
    }

    private Path target(BucketPath source) {
        var name = source.name().substring(source.name().lastIndexOf('/') + 1);
        if (to == null) return context.path(Path.of(name));
        var target = context.path(Path.of(to));
        return Files.isDirectory(target) ? target.resolve(name) : target;
    }

    private void save(java.io.InputStream body, Path target) throws IOException {
        var part = target.resolveSibling(target.getFileName() + ".part");
        try {
            var size = Files.copy(body, part, StandardCopyOption.REPLACE_EXISTING);
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
            if (context.json())
                context.out.println(Json.object().put("file", target.toString()).put("size", size));
            else context.err.println("✓ " + target + "  " + Screen.size(size));
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
