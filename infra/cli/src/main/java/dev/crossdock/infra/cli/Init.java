package dev.crossdock.infra.cli;

import dev.crossdock.flow.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Writes a small project that works; touches nothing that is there. */
@Command(name = "init", description = "Write a small working project.")
final class Init implements Callable<Integer> {
    /** Resource under {@code /init/} → file in the project. */
    private static final Map<String, String> FILES = new LinkedHashMap<>();

    static {
        for (var name : new String[] {
            "crossdock.yaml",
            "buckets/incoming.yaml",
            "collections/products.yaml",
            "collections/products.schema.json",
            "jobs/import-products.yaml",
            "mappings/product.jsonata",
            "data/products.csv",
            "examples/import-products/first.in.csv",
            "examples/import-products/first.out.ndjson",
            "examples/import-products/first.rejects.ndjson"
        }) FILES.put(name, name);
        // A file of this name in the sources would hide itself from git.
        FILES.put("gitignore", ".gitignore");
    }

    private final Context context;

    Init(Context context) {
        this.context = context;
    }

    @Parameters(arity = "0..1", paramLabel = "DIR", description = "Where (default: here).")
    Path dir = Path.of("");

    @Override
    public Integer call() {
        var project = context.path(dir);
        for (var file : FILES.values()) {
            if (!Files.exists(project.resolve(file)) || file.equals(".gitignore")) continue;
            throw Failure.wrongUse(new Problem(
                    "init.exists",
                    project.resolve(file).toString(),
                    "is there already; nothing was written.",
                    "Name an empty folder.",
                    ""));
        }
        try {
            for (var file : FILES.entrySet()) write(file.getKey(), project.resolve(file.getValue()), name(project));
        } catch (IOException e) {
            throw Failure.failed(new Problem(
                    "init.unwritable",
                    project.toString(),
                    e.getMessage() + ".",
                    "See whether you may write there.",
                    ""));
        }
        if (context.json()) context.out.println(Json.object().put("project", project.toString()));
        else context.out.println(next(project));
        return 0;
    }

    /** Names are kebab-case. */
    static String name(Path project) {
        var last = project.getFileName() == null ? "" : project.getFileName().toString();
        var name = last.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^[-0-9]+|-+$", "");
        return name.isEmpty() ? "project" : name;
    }

    private static void write(String resource, Path file, String name) throws IOException {
        if (Files.exists(file)) return; // only a .gitignore comes here
        Files.createDirectories(file.getParent());
        try (var in = Init.class.getResourceAsStream("/init/" + resource)) {
            if (in == null) throw new UncheckedIOException(new IOException("/init/" + resource + " is missing"));
            var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            Files.writeString(file, file.endsWith("crossdock.yaml") ? text.replace("{name}", name) : text);
        }
    }

    private String next(Path project) {
        var where = project.equals(context.here) ? "" : " " + context.here.relativize(project);
        var folder = where.isEmpty() ? "" : where.strip() + "/";
        return """
                A project is in %s. Now:
                  crossdock test%s
                  crossdock up%s
                  crossdock put %sdata/products.csv incoming
                  crossdock runs""".formatted(project, where, where, folder);
    }
}
