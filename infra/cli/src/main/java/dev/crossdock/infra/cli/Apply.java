package dev.crossdock.infra.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossdock.flow.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Publishes a project's definitions to a deployment, or a version that held before. */
@Command(name = "apply", description = "Publish a project's definitions to a deployment; shows what changes first.")
final class Apply implements Callable<Integer> {
    private static final int SHOWN_VERSIONS = 50;

    private final Context context;

    Apply(Context context) {
        this.context = context;
    }

    @Parameters(arity = "0..1", paramLabel = "DIR", description = "The project (default: here).")
    Path dir;

    @Option(names = "--to", paramLabel = "URL", description = "The deployment (default: as --host).")
    void to(String url) {
        context.host(url);
    }

    @Option(
            names = "--env",
            paramLabel = "NAME",
            description = "With what crossdock.NAME.yaml overrides.",
            defaultValue = "")
    String environment;

    @Option(names = "--dry-run", description = "Show what would change, and change nothing; exit code 0 either way.")
    boolean dryRun;

    @Option(
            names = "--note",
            paramLabel = "TEXT",
            description = "Kept with the version, for example the commit (up to 200 characters).",
            defaultValue = "")
    String note;

    @Option(names = "--versions", description = "List the versions that were published, the newest first.")
    boolean versions;

    /** Its option is declared in {@link Crossdock}: every other command's {@code --version} tells the build. */
    Optional<Long> version = Optional.empty();

    @Override
    public Integer call() {
        if (versions && (version.isPresent() || dryRun || dir != null) || version.isPresent() && dir != null) {
            throw Failure.wrongUse(Problem.of(
                    "usage.apply",
                    "a DIR, --version N and --versions exclude one another.",
                    "crossdock apply DIR, or crossdock apply --version N, or crossdock apply --versions"));
        }
        var deployment = new Deployment(context.api());
        if (versions) {
            list(deployment.versions(SHOWN_VERSIONS));
            return 0;
        }
        var wanted = version.isPresent()
                ? new Deployment.Wanted(Map.of(), version)
                : ProjectToPublish.read(context, dir == null ? Path.of("") : dir, environment);
        var plan = deployment.plan(wanted);
        if (!context.json()) show(plan, deployment);
        // Also when nothing changes: the answer is the deployment's, which somebody else may have changed since.
        var holds = dryRun || plan.changes().isEmpty() ? plan.version() : deployment.publish(wanted, plan, note);
        if (context.json()) context.out.println(json(plan, holds));
        else if (!dryRun && !plan.changes().isEmpty()) published(plan, holds, deployment);
        return 0;
    }

    private void show(Deployment.Plan plan, Deployment deployment) {
        if (plan.changes().isEmpty()) {
            context.err.println(
                    "✓ Nothing to change: " + deployment.url() + " has all of it (version " + plan.version() + ").");
            return;
        }
        new ChangesShown(context).print(plan.changes());
        if (dryRun) context.err.println(ChangesShown.counted(plan.changes()) + "; nothing was published.");
    }

    private void published(Deployment.Plan plan, long version, Deployment deployment) {
        context.err.println("✓ " + ChangesShown.counted(plan.changes()) + ". Published as version " + version + ".");
        if (plan.version() > 0) {
            context.err.println(
                    "  To take it back: crossdock apply --version " + plan.version() + " --to " + deployment.url());
        }
    }

    private JsonNode json(Deployment.Plan plan, long version) {
        return plan.json()
                .put("before", plan.version())
                .put("version", version)
                .put("published", !dryRun && !plan.changes().isEmpty());
    }

    private void list(List<JsonNode> versions) {
        if (context.json()) {
            context.out.println(Json.list(versions));
            return;
        }
        if (versions.isEmpty()) context.err.println("Nothing was published yet.");
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("VERSION", "PUBLISHED", "CHANGES", "NOTE"));
        for (var each : versions) {
            rows.add(List.of(
                    each.path("version").asText(),
                    Screen.time(each.path("at")),
                    changes(each),
                    (each.hasNonNull("of") ? "version " + each.path("of").asText() + " again. " : "")
                            + each.path("note").asText()));
        }
        if (!versions.isEmpty()) context.out.print(Screen.table(rows));
    }

    private static String changes(JsonNode version) {
        var parts = new StringJoiner(", ");
        for (var what : List.of("created", "changed", "deleted")) {
            if (version.path(what).asLong() > 0)
                parts.add(Screen.number(version.path(what).asLong()) + " " + what);
        }
        return parts.toString();
    }
}
