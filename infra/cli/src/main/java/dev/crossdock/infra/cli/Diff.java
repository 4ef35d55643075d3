package dev.crossdock.infra.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what {@code apply} would change. */
@Command(
        name = "diff",
        description = "Show what apply would change, and change nothing.",
        footer = {
            "As diff(1) does: 0 nothing differs, 1 something differs, 2 wrong use, or a project or answer that is refused,",
            "3 cannot reach the deployment.",
            "Environment: CROSSDOCK_HOST, CROSSDOCK_TOKEN, NO_COLOR."
        },
        footerHeading = "%nExit codes: ")
final class Diff implements Callable<Integer> {
    private static final int DIFFERS = 1;

    private final Context context;

    Diff(Context context) {
        this.context = context;
    }

    @Parameters(arity = "0..1", paramLabel = "DIR", description = "The project (default: here).")
    Path dir = Path.of("");

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

    @Override
    public Integer call() {
        try {
            var wanted = ProjectToPublish.read(context, dir, environment);
            var deployment = new Deployment(context.api());
            var plan = deployment.plan(wanted);
            if (context.json()) {
                context.out.println(plan.json().put("version", plan.version()));
            } else if (plan.changes().isEmpty()) {
                context.err.println("✓ " + deployment.url() + " has all of it (version " + plan.version() + ").");
            } else {
                new ChangesShown(context).print(plan.changes());
                context.err.println(ChangesShown.counted(plan.changes()) + ", compared with version " + plan.version()
                        + " of " + deployment.url() + ".");
            }
            return plan.changes().isEmpty() ? 0 : DIFFERS;
        } catch (Failure e) {
            // 1 says that something differs: who asks must not take a failure for it.
            throw e.exit() == Failure.FAILED ? e.exiting(Failure.WRONG_USE) : e;
        }
    }
}
