package dev.crossdock.infra.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossdock.flow.Problem;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Downloads files: each whole, or not at all. */
@Command(name = "get", description = "Get a file of a bucket, or several of them.")
final class Get implements Callable<Integer> {
    private static final Pattern GLOB = Pattern.compile("[*?\\[{]");

    private final Context context;

    Get(Context context) {
        this.context = context;
    }

    @Parameters(
            index = "0",
            paramLabel = "BUCKET/NAME",
            description = "The file; or several: a glob as \"incoming/*.csv\", or a folder as incoming/processed/.")
    String from;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FILE",
            description = "Where to, a file or a folder (default: its name, here; - is standard output).")
    String to;

    @Override
    public Integer call() {
        var source = BucketPath.of(from);
        if (source.name().isEmpty() && !from.endsWith("/")) {
            throw Failure.wrongUse(Problem.of(
                    "usage.file",
                    "\"" + from + "\" names no file.",
                    "See its files with: crossdock ls " + from + ", or get them all with: crossdock get " + from
                            + "/"));
        }
        boolean folder = source.name().isEmpty() || source.name().endsWith("/");
        if (folder || GLOB.matcher(source.name()).find()) return several(source, folder);
        if ("-".equals(to)) return print(source);
        save(List.of(source), List.of(target(source)), List.of(-1L));
        return 0;
    }

    private int print(BucketPath source) {
        var answer = context.api()
                .send(
                        "GET",
                        Api.path("buckets", source.bucket(), "files", source.name()),
                        BodyPublishers.noBody(),
                        Map.of());
        try (var body = answer.body()) {
            body.transferTo(context.out);
        } catch (IOException e) {
            throw Failure.failed(
                    Problem.of("get.broken", from + " did not arrive whole: " + e.getMessage() + ".", "Get it again."));
        }
        return 0;
    }

    /** Under the names that they have behind the folder that all of them are in. */
    private int several(BucketPath source, boolean folder) {
        if ("-".equals(to)) {
            throw Failure.wrongUse(Problem.of(
                    "usage.file",
                    "several files cannot go to standard output.",
                    "Name one file, or a folder for them."));
        }
        var into = context.path(Path.of(to == null ? "" : to));
        if (Files.exists(into) && !Files.isDirectory(into)) {
            throw Failure.wrongUse(
                    Problem.of("usage.file", into + " is a file, and there may be several.", "Name a folder."));
        }
        var glob = source.name();
        var items = new ArrayList<JsonNode>();
        // A pattern does not reach into folders; a folder is all that begins with its name.
        var path = Api.path("buckets", source.bucket(), "files") + Api.query(Map.of("match", folder ? "" : glob));
        context.api().items(path, item -> {
            if (!folder || item.path("name").asText().startsWith(glob)) items.add(item);
            return true;
        });
        if (items.isEmpty()) {
            throw Failure.failed(Problem.of(
                    "get.nothing",
                    "bucket " + source.bucket() + " has no file \"" + glob + "\".",
                    "See what there is: crossdock ls " + source.bucket()));
        }
        int base = fixed(glob).length();
        var sources = new ArrayList<BucketPath>();
        var targets = new ArrayList<Path>();
        var sizes = new ArrayList<Long>();
        for (var item : items) {
            var name = item.path("name").asText();
            sources.add(new BucketPath(source.bucket(), name));
            targets.add(inside(into, name.substring(base)));
            sizes.add(item.path("size").asLong(-1));
        }
        save(sources, targets, sizes);
        return 0;
    }

    /** {@code in/} of {@code in/p-*.csv}. */
    private static String fixed(String glob) {
        var special = GLOB.matcher(glob);
        var plain = special.find() ? glob.substring(0, special.start()) : glob;
        return plain.substring(0, plain.lastIndexOf('/') + 1);
    }

    /** A name that leads out of the folder was not given by us. */
    private static Path inside(Path folder, String name) {
        var target = folder.resolve(name).normalize();
        if (target.startsWith(folder) && !target.equals(folder)) return target;
        throw Failure.failed(Problem.of(
                "get.outside",
                "the file \"" + name + "\" would lie outside of " + folder + ".",
                "Get it alone, under another name."));
    }

    private Path target(BucketPath source) {
        var name = source.name().substring(source.name().lastIndexOf('/') + 1);
        if (to == null) return context.path(Path.of(name));
        var target = context.path(Path.of(to));
        return Files.isDirectory(target) ? target.resolve(name) : target;
    }

    /** @param sizes in bytes; negative = not known */
    private void save(List<BucketPath> sources, List<Path> targets, List<Long> sizes) {
        var done = new ArrayList<JsonNode>();
        try (var progress = Progress.ofMessages(context)) {
            for (int i = 0; i < sources.size(); i++) {
                var target = targets.get(i);
                var name = target.toString();
                long whole = sizes.get(i);
                var last = new long[1];
                var download = new Download(context.api(), sources.get(i), bytes -> {
                    // A bar that is drawn for every few kilobytes costs more than they do.
                    if (context.json() || bytes - last[0] < 1 << 20) return;
                    last[0] = bytes;
                    progress.at(name, whole <= 0 ? -1 : (double) bytes / whole, Screen.size(bytes));
                });
                long size = download.to(target);
                done.add(Json.object().put("file", name).put("size", size));
                if (!context.json()) progress.done(name, "✓", Screen.size(size));
            }
        }
        if (context.json()) context.out.println(done.size() == 1 ? done.get(0) : Json.list(done));
    }
}
