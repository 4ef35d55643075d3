package dev.crossdock.infra.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks at everything that has to be as it should for a project to run, and says what to do about what is not. */
@Command(
        name = "doctor",
        description = "Look whether machine, host, project and the webservices it names are as they should be.",
        footer = {
            "",
            "Examples:",
            "  crossdock doctor                                     the project here, and the host if one runs",
            "  crossdock doctor shop --host https://api.example.com another project, and its deployment",
            ""
        })
final class Doctor implements Callable<Integer> {
    private final Context context;

    Doctor(Context context) {
        this.context = context;
    }

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "DIR", description = "The project (default: here).")
    Path dir = Path.of("");

    @Override
    public Integer call() {
        var folder = context.path(dir);
        var host = new CheckedHost(context, Clock.systemUTC());
        var all = new ArrayList<>(host.all());
        all.addAll(new CheckedMachine(usualPorts()).all(host.running(), folder));
        if (Files.exists(folder.resolve("crossdock.yaml"))) all.addAll(new CheckedProject(folder).all());
        else
            all.add(Checked.odd(
                    "project", "no crossdock.yaml is in " + folder + ". Make one with: crossdock init DIR"));
        if (context.json()) context.out.println(json(all));
        else context.out.print(Screen.table(rows(all)));
        return all.stream().anyMatch(each -> each.grade() == Checked.Grade.BAD) ? Failure.FAILED : 0;
    }

    /** As {@code crossdock up} takes them where nothing else is said, by the option that says it. */
    private Map<String, Integer> usualPorts() {
        var up = spec.root().subcommands().get("up").getCommandSpec();
        var ports = new LinkedHashMap<String, Integer>();
        for (var option : List.of("--port", "--s3-port", "--dynamodb-port", "--sqs-port"))
            ports.put(option, Integer.parseInt(up.findOption(option).defaultValue()));
        return ports;
    }

    private static List<List<String>> rows(List<Checked> all) {
        return all.stream()
                .map(each -> List.of(each.grade().mark, each.what(), each.said()))
                .toList();
    }

    private static com.fasterxml.jackson.databind.JsonNode json(List<Checked> all) {
        var items = Json.array();
        for (var each : all)
            items.addObject()
                    .put("grade", each.grade().name().toLowerCase(java.util.Locale.ROOT))
                    .put("what", each.what())
                    .put("said", each.said());
        return items;
    }
}
