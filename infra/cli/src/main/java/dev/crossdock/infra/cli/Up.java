package dev.crossdock.infra.cli;

import dev.crossdock.flow.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Serves a project folder until it is stopped. */
@Command(
        name = "up",
        description = "Serve a project folder on this machine; its files are read again when they change.")
final class Up implements Callable<Integer> {
    /** Measured over imports of 100,000 rows; the serial collector needs no thread of its own on two cores. */
    static final List<String> FLAGS = List.of("-Xmx256m", "-XX:+UseSerialGC");

    private final Context context;

    Up(Context context) {
        this.context = context;
    }

    @Parameters(arity = "0..1", paramLabel = "DIR", description = "The project (default: here).")
    Path dir = Path.of("");

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "HTTP (default: ${DEFAULT-VALUE}; 0 = a free one).",
            defaultValue = "8080")
    int port;

    @Option(
            names = "--s3-port",
            paramLabel = "N",
            description = "S3 (default: ${DEFAULT-VALUE}).",
            defaultValue = "9000")
    int s3Port;

    @Option(
            names = "--dynamodb-port",
            paramLabel = "N",
            description = "DynamoDB (default: ${DEFAULT-VALUE}).",
            defaultValue = "8000")
    int dynamodbPort;

    @Option(
            names = "--sqs-port",
            paramLabel = "N",
            description = "SQS (default: ${DEFAULT-VALUE}).",
            defaultValue = "9324")
    int sqsPort;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where its data is kept (default: .crossdock in the project).")
    Path data;

    @Option(names = "--ephemeral", description = "Keep nothing.")
    boolean ephemeral;

    @Option(
            names = "--zips",
            description = "Run every function from its zip, in a process of its own, as Lambda does (Linux only).")
    boolean zips;

    @Option(
            names = "--bind",
            paramLabel = "ADDR",
            description = "The address to serve on (default: ${DEFAULT-VALUE}).",
            defaultValue = "127.0.0.1")
    String bind;

    @Override
    public Integer call() {
        if (ephemeral && data != null) {
            throw Failure.wrongUse(
                    Problem.of("usage.data", "--data and --ephemeral exclude one another.", "Leave one away."));
        }
        var project = project(context, dir);
        var properties = new LinkedHashMap<String, String>();
        properties.put("crossdock.project", project.toString());
        properties.put(
                "crossdock.data",
                ephemeral
                        ? "ephemeral"
                        : (data == null ? project.resolve(".crossdock") : context.path(data)).toString());
        properties.put("crossdock.bind", bind);
        if (zips) properties.putAll(zips(context));
        properties.putAll(ports(
                Map.of("--port", port, "--s3-port", s3Port, "--dynamodb-port", dynamodbPort, "--sqs-port", sqsPort)));
        var host = Host.start(context, properties, FLAGS);
        var stop = new Thread(host::close, "stop-host");
        Runtime.getRuntime().addShutdownHook(stop);
        host.messages(context.err::println);
        return host.follow(context.out::println);
    }

    /** @return {@code dir} as an absolute path, a project */
    static Path project(Context context, Path dir) {
        var project = context.path(dir);
        if (Files.exists(project.resolve("crossdock.yaml"))) return project;
        throw Failure.wrongUse(new Problem(
                "project.missing",
                project.toString(),
                "no crossdock.yaml is here.",
                "Name the project's folder, or make one with: crossdock init DIR",
                ""));
    }

    /** @return the host's properties for it; AWS's runtime client is native code for Linux alone */
    static Map<String, String> zips(Context context) {
        var system = System.getProperty("os.name");
        if (system.equals("Linux")) return Map.of("crossdock.zips", context.home.toString());
        throw Failure.wrongUse(Problem.of(
                "usage.zips",
                "--zips needs Linux, and this is " + system + ".",
                "Leave it away: the same functions run in one process."));
    }

    private static Map<String, String> ports(Map<String, Integer> ports) {
        var names = Map.of(
                "--port", "crossdock.port",
                "--s3-port", "crossdock.cloud.s3-port",
                "--dynamodb-port", "crossdock.cloud.dynamodb-port",
                "--sqs-port", "crossdock.cloud.sqs-port");
        var properties = new LinkedHashMap<String, String>();
        ports.forEach((option, port) -> {
            if (port < 0 || port > 65_535) {
                throw Failure.wrongUse(Problem.of(
                        "usage.port", option + " " + port + " is no port.", "Ports go from 0 (a free one) to 65535."));
            }
            properties.put(names.get(option), "" + port);
        });
        return properties;
    }
}
