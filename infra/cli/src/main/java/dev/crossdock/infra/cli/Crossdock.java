package dev.crossdock.infra.cli;

import dev.crossdock.flow.Problem;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command {@code crossdock}: its global options, and how it ends. */
@Command(
        name = "crossdock",
        description = "Moves data between files, collections and webservices.",
        mixinStandardHelpOptions = true,
        versionProvider = Crossdock.Version.class,
        scope = ScopeType.INHERIT,
        synopsisSubcommandLabel = "COMMAND",
        usageHelpWidth = 100,
        footerHeading = "%nExit codes: 0 done, 1 the work failed, 2 wrong use, 3 cannot reach the host.%n",
        footer = "Environment: CROSSDOCK_HOST, CROSSDOCK_TOKEN, NO_COLOR.")
final class Crossdock {
    private final Context context;

    Crossdock(Context context) {
        this.context = context;
    }

    enum Output {
        text,
        json
    }

    @Option(
            names = "--output",
            paramLabel = "text|json",
            description = "How results are written (default: text).",
            scope = ScopeType.INHERIT)
    void output(Output output) {
        context.json(output == Output.json);
    }

    @Option(
            names = "--host",
            paramLabel = "URL",
            description = "The host (default: CROSSDOCK_HOST, else http://127.0.0.1:8080).",
            scope = ScopeType.INHERIT)
    void host(String url) {
        context.host(url);
    }

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "Who asks (default: CROSSDOCK_TOKEN, which other users of this machine do not see).",
            scope = ScopeType.INHERIT)
    void token(String token) {
        context.token(token);
    }

    /** As the jar says it. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            var version = Crossdock.class.getPackage().getImplementationVersion();
            return new String[] {"crossdock " + (version == null ? "(not packaged)" : version)};
        }
    }

    public static void main(String[] args) {
        System.exit(run(Context.ofProcess(), args));
    }

    /** @return the exit code */
    static int run(Context context, String... args) {
        var line = commandLine(context);
        if (args.length == 0) {
            line.usage(context.err);
            return Failure.WRONG_USE;
        }
        return line.execute(args);
    }

    static CommandLine commandLine(Context context) {
        var apply = new Apply(context);
        var line = new CommandLine(new Crossdock(context))
                .addSubcommand("demo", new Demo(context))
                .addSubcommand("up", new Up(context))
                .addSubcommand("init", new Init(context))
                .addSubcommand("import-conscia", new ImportConscia(context))
                .addSubcommand("apply", apply)
                .addSubcommand("diff", new Diff(context))
                .addSubcommand("lint", new Lint(context))
                .addSubcommand("test", new Examples(context))
                .addSubcommand("put", new Put(context))
                .addSubcommand("get", new Get(context))
                .addSubcommand("ls", new Ls(context))
                .addSubcommand("run", new RunJob(context))
                .addSubcommand("preview", new PreviewJob(context))
                .addSubcommand("map", new MapFile(context))
                .addSubcommand("jobs", new Jobs(context))
                .addSubcommand("runs", new Runs(context))
                .addSubcommand("rejects", new Rejects(context))
                .addSubcommand("triggers", new Triggers(context))
                .addSubcommand("results", new Results(context))
                .addSubcommand("executions", new Executions(context))
                .addSubcommand("mails", new Mails(context))
                .addSubcommand("cancel", new Cancel(context))
                .addSubcommand("approve", new Approve(context))
                .addSubcommand("retry", new Retry(context))
                .addSubcommand("deliveries", new Deliveries(context))
                .addSubcommand("replay", new Replay(context))
                .addSubcommand("tail", new Tail(context))
                .addSubcommand("token", new Tokens(context))
                .addSubcommand("doctor", new Doctor(context))
                .addSubcommand("completion", new Completion(context));
        versioned(line.getSubcommands().get("apply").getCommandSpec(), apply);
        line.setOut(new java.io.PrintWriter(context.out, true));
        line.setErr(new java.io.PrintWriter(context.err, true));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(context.colourOut() ? Ansi.ON : Ansi.OFF));
        line.setParameterExceptionHandler((e, given) -> {
            say(context, WrongUse.problem(e, given));
            return Failure.WRONG_USE;
        });
        line.setExecutionExceptionHandler((e, command, result) -> ended(context, e));
        line.setExecutionStrategy(new CommandLine.RunLast());
        return line;
    }

    /** {@code apply --version N} brings a version back; that of the build is every other command's {@code --version}. */
    private static void versioned(CommandSpec spec, Apply apply) {
        spec.mixinStandardHelpOptions(false);
        spec.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help message and exit.")
                .build());
        spec.addOption(OptionSpec.builder("--version")
                .paramLabel("N")
                .type(Long.class)
                .description("Publish what held in version N, as a new version.")
                .setter(new ISetter() {
                    @Override
                    @SuppressWarnings("unchecked")
                    public <T> T set(T number) {
                        var before = apply.version.orElse(null);
                        apply.version = Optional.ofNullable((Long) number);
                        return (T) before;
                    }
                })
                .build());
    }

    private static int ended(Context context, Exception e) {
        if (e instanceof Failure failure) {
            say(context, failure.problem());
            failure.details().forEach(detail -> context.err.println("  " + detail));
            return failure.exit();
        }
        say(
                context,
                Problem.of(
                        "command.bug",
                        String.valueOf(e),
                        "This is a fault of crossdock; please report it with the lines below."));
        e.printStackTrace(context.err);
        return Failure.FAILED;
    }

    /** In JSON where results are JSON, so that a program reads both. */
    private static void say(Context context, Problem problem) {
        if (!context.json()) {
            context.err.println(problem);
            return;
        }
        var json = Json.object().put("code", problem.code());
        if (!problem.place().isEmpty()) json.put("place", problem.place());
        context.err.println(json.put("detail", (problem.message() + " " + problem.hint()).strip()));
    }
}
