package dev.crossdock.infra.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

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

    @Parameters(arity = "0..1", paramLabel = "DIR", description = "The project (default: here).")
    Path dir = Path.of("");

    @Override
    public Integer call() {
        var folder = context.path(dir);
        var host = new CheckedHost(context, Clock.systemUTC());
        var all = new ArrayList<>(host.all());
        all.addAll(new CheckedMachine(CheckedMachine.usualPorts()).all(host.running(), folder));
        if (Files.exists(folder.resolve("crossdock.yaml"))) all.addAll(new CheckedProject(folder).all());
        else
            all.add(Checked.odd(
                    "project", "no crossdock.yaml is in " + folder + ". Make one with: crossdock init DIR"));
        if (context.json()) context.out.println(json(all));
        else context.out.print(Screen.table(rows(all)));
        return all.stream().anyMatch(each -> each.grade() == Checked.Grade.BAD) ? Failure.FAILED : 0;
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
