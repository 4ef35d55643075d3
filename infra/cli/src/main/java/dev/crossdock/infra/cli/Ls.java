package dev.crossdock.infra.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists buckets, or the files of one. */
@Command(name = "ls", description = "List the buckets, or the files of one.")
final class Ls implements Callable<Integer> {
    private final Context context;

    Ls(Context context) {
        this.context = context;
    }

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "BUCKET[/GLOB]",
            description = "A bucket, and which of its files, for example \"incoming/*.csv\".")
    String what;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "At most so many (default: ${DEFAULT-VALUE}).",
            defaultValue = "1000")
    int limit;

    @Override
    public Integer call() {
        var path = "/buckets";
        if (what != null) {
            var target = BucketPath.of(what);
            path = Api.path("buckets", target.bucket(), "files") + Api.query(Map.of("match", target.name()));
        }
        var items = context.api().items(path, limit);
        if (context.json()) context.out.println(Json.list(items));
        else if (what == null) items.forEach(bucket -> context.out.println(name(bucket)));
        else if (!items.isEmpty()) context.out.print(Screen.table(files(items)));
        if (items.size() == limit) context.err.println("The first " + limit + "; more with --limit.");
        return 0;
    }

    private static String name(JsonNode bucket) {
        return bucket.isTextual() ? bucket.asText() : bucket.path("name").asText();
    }

    private static List<List<String>> files(List<JsonNode> items) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("SIZE", "MODIFIED", "NAME"));
        for (var file : items) {
            var modified = file.has("modifiedAt") ? file.path("modifiedAt") : file.path("modified");
            rows.add(List.of(
                    Screen.size(file.path("size").asLong()),
                    Screen.time(modified),
                    file.path("name").asText()));
        }
        return rows;
    }
}
