package dev.crossdock.infra.local;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * How the host was asked to run, from the system properties {@code crossdock.*}.
 *
 * @param project the folder of definitions
 * @param data where everything is kept; empty = nowhere, it is gone with the host
 * @param template the wiring; empty = the one inside the host's jar
 * @param port 0 = a free one
 * @param cloudLib the embedded cloud's jars; empty when {@code cloud} says where one runs already
 * @param zips the product's root, when every function is to run from its zip in a process of its own; empty = all in this one
 * @param endsWithStdin the host ends when its standard input does, so that it cannot outlive who started it
 */
record Settings(
        Path project,
        Optional<Path> data,
        Optional<Path> template,
        String bind,
        int port,
        Optional<Path> cloudLib,
        Ports cloudPorts,
        Optional<Endpoints> cloud,
        Optional<Path> zips,
        boolean endsWithStdin) {

    /** Ports for the embedded cloud; 0 = free ones. */
    record Ports(int s3, int dynamodb, int sqs) {}

    /** Where the cloud listens. */
    record Endpoints(String s3, String dynamodb, String sqs) {}

    /** @throws Refused {@code host.setting} for what is missing or cannot be read */
    static Settings of(Properties properties) {
        var project = Path.of(properties.getProperty("crossdock.project", ""))
                .toAbsolutePath()
                .normalize();
        if (!Files.isDirectory(project)) {
            throw new Refused(Problem.of(
                    "host.project-missing",
                    "there is no folder " + project + ".",
                    "Make one: crossdock init " + project));
        }
        var data = properties.getProperty(
                "crossdock.data", project.resolve(".crossdock").toString());
        var lib = path(properties, "crossdock.cloud.lib");
        var cloud = cloud(properties);
        if (lib.isEmpty() && cloud.isEmpty()) {
            throw new Refused(Problem.of(
                    "host.setting",
                    "neither crossdock.cloud.lib nor crossdock.cloud.s3, .dynamodb and .sqs are set.",
                    "Start the host by: crossdock up"));
        }
        return new Settings(
                project,
                data.equals("ephemeral")
                        ? Optional.empty()
                        : Optional.of(Path.of(data).toAbsolutePath().normalize()),
                path(properties, "crossdock.template"),
                properties.getProperty("crossdock.bind", "127.0.0.1"),
                port(properties, "crossdock.port"),
                lib,
                new Ports(
                        port(properties, "crossdock.cloud.s3-port"),
                        port(properties, "crossdock.cloud.dynamodb-port"),
                        port(properties, "crossdock.cloud.sqs-port")),
                cloud,
                path(properties, "crossdock.zips"),
                properties.getProperty("crossdock.parent", "").equals("stdin"));
    }

    private static Optional<Endpoints> cloud(Properties properties) {
        var s3 = properties.getProperty("crossdock.cloud.s3");
        var dynamodb = properties.getProperty("crossdock.cloud.dynamodb");
        var sqs = properties.getProperty("crossdock.cloud.sqs");
        return s3 == null || dynamodb == null || sqs == null
                ? Optional.empty()
                : Optional.of(new Endpoints(s3, dynamodb, sqs));
    }

    private static Optional<Path> path(Properties properties, String name) {
        return Optional.ofNullable(properties.getProperty(name)).map(Path::of).map(Path::toAbsolutePath);
    }

    private static int port(Properties properties, String name) {
        var text = properties.getProperty(name, "0");
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65_535) return port;
        } catch (NumberFormatException e) {
            // as a number out of range
        }
        throw new Refused(Problem.of(
                "host.setting", name + " is \"" + text + "\".", "Give a port, 0 to 65535; 0 takes a free one."));
    }
}
