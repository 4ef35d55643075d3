package dev.crossdock.infra.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.crossdock.flow.Problem;
import dev.crossdock.infra.cli.conscia.Conversion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Turns what Conscia exports into a project; touches nothing that is there. */
@Command(
        name = "import-conscia",
        description = "Turn definitions that Conscia exported into a project.",
        footer = {
            "",
            "FILE holds JSON: jobs (importDataFiles, exportCollection, callWebserviceEndpoint), connections (genericWebservice),"
                    + " collections with their fields, listeners and buckets, in any nesting.",
            "What is not known is listed, and left as a comment where it belongs.",
            "",
            "  crossdock import-conscia export.json shop && crossdock lint shop"
        })
final class ImportConscia implements Callable<Integer> {
    private final Context context;

    ImportConscia(Context context) {
        this.context = context;
    }

    @Parameters(index = "0", paramLabel = "FILE", description = "The export, as JSON.")
    Path file;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "DIR",
            description = "Where the project is written (default: here).")
    Path dir = Path.of("");

    @Override
    public Integer call() {
        var project = context.path(dir);
        var conversion = Conversion.of(read(), Init.name(project));
        var files = new TreeMap<>(conversion.files());
        if (!conversion.secrets().isEmpty()) files.put("secrets.yaml", secrets(conversion.secrets()));
        files.put(".gitignore", "secrets.yaml\n.crossdock/\n");
        NewProject.write(project, files, "import.exists");
        if (context.json()) print(project, files, conversion);
        else context.out.print(story(project, files, conversion));
        return 0;
    }

    private JsonNode read() {
        var path = context.path(file);
        try {
            var export = Json.read(Files.readAllBytes(path));
            if (export.isContainerNode() && !export.isEmpty()) return export;
        } catch (IOException e) {
            throw Failure.wrongUse(new Problem(
                    "file.unreadable", path.toString(), "cannot be read.", "Name the file that was exported.", ""));
        } catch (IllegalArgumentException e) {
            throw Failure.wrongUse(new Problem(
                    "import.no-json",
                    path.toString(),
                    "is no JSON: " + e.getMessage() + ".",
                    "Export the definitions as JSON.",
                    ""));
        }
        throw Failure.wrongUse(new Problem(
                "import.empty",
                path.toString(),
                "holds no definitions.",
                "Export jobs, connections or collections as JSON.",
                ""));
    }

    private static String secrets(Map<String, String> secrets) {
        return secrets.entrySet().stream()
                .map(secret -> secret.getKey() + ": " + TextNode.valueOf(secret.getValue()) + "\n")
                .collect(Collectors.joining("", "# Not for git: .gitignore names this file.\n", ""));
    }

    private void print(Path project, Map<String, String> files, Conversion conversion) {
        var answer = Json.object().put("project", project.toString());
        files.keySet().forEach(answer.putArray("files")::add);
        conversion.left().forEach(answer.putArray("left")::add);
        context.out.println(answer);
    }

    private String story(Path project, Map<String, String> files, Conversion conversion) {
        var story = new StringBuilder();
        files.keySet().forEach(name -> story.append("  ").append(name).append('\n'));
        story.append("%d files in %s.%n".formatted(files.size(), project));
        if (!conversion.left().isEmpty()) {
            story.append("Not taken over, and left as comments:\n");
            conversion.left().forEach(left -> story.append("  ").append(left).append('\n'));
        }
        var where = project.equals(context.here) ? "" : " " + context.here.relativize(project);
        return story.append("Now: crossdock lint").append(where).append('\n').toString();
    }
}
