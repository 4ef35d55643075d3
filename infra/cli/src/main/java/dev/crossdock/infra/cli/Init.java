package dev.crossdock.infra.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
        var files = new LinkedHashMap<String, String>();
        FILES.forEach((resource, file) -> files.put(file, content(resource).replace("{name}", name(project))));
        NewProject.write(project, files, "init.exists");
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

    private static String content(String resource) {
        try (var in = Init.class.getResourceAsStream("/init/" + resource)) {
            if (in == null) throw new UncheckedIOException(new IOException("/init/" + resource + " is missing"));
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
