package dev.crossdock.infra.cloud;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * What the command line says.
 *
 * @param s3Port 0 = a free one, as for the others
 * @param data empty = ephemeral
 * @param keep whether it outlives its standard input
 */
record CloudOptions(int s3Port, int dynamoPort, int sqsPort, String bind, Optional<Path> data, boolean keep) {
    private static final String USAGE =
            "Usage: --data DIR | --ephemeral [--s3-port N] [--dynamodb-port N] [--sqs-port N]"
                    + " [--bind ADDRESS] [--keep]";

    static CloudOptions parse(String[] arguments) {
        int s3 = 0;
        int dynamo = 0;
        int sqs = 0;
        var bind = "127.0.0.1";
        Optional<Path> data = Optional.empty();
        boolean ephemeral = false;
        boolean keep = false;
        var rest = Arrays.asList(arguments).iterator();
        while (rest.hasNext()) {
            var name = rest.next();
            switch (name) {
                case "--ephemeral" -> ephemeral = true;
                case "--keep" -> keep = true;
                case "--data" -> data = Optional.of(Path.of(value(name, rest)).toAbsolutePath());
                case "--bind" -> bind = value(name, rest);
                case "--s3-port" -> s3 = port(name, value(name, rest));
                case "--dynamodb-port" -> dynamo = port(name, value(name, rest));
                case "--sqs-port" -> sqs = port(name, value(name, rest));
                default -> throw wrong("\"" + name + "\" is no option.");
            }
        }
        if (ephemeral == data.isPresent()) throw wrong("exactly one of --data and --ephemeral is needed.");
        return new CloudOptions(s3, dynamo, sqs, bind, data, keep);
    }

    private static String value(String name, java.util.Iterator<String> rest) {
        if (!rest.hasNext()) throw wrong(name + " needs a value.");
        return rest.next();
    }

    private static int port(String name, String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port < 65_536) return port;
        } catch (NumberFormatException e) {
            // said below
        }
        throw wrong(name + " \"" + text + "\" is no port (0 to 65535).");
    }

    private static CloudProblem wrong(String what) {
        return new CloudProblem(CloudProblem.WRONG_USE, "cloud.usage: " + what + " " + USAGE);
    }
}
