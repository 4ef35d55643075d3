package dev.crossdock.infra.cloud;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Starts the embedded cloud, says {@code ready s3 URL dynamodb URL sqs URL} in one line on standard output, and lives as long as
 * its standard input is open: whoever started it may be killed with -9 and takes it along. With {@code --keep} it outlives them.
 *
 * <p>Exit codes: 2 wrong use, 3 it cannot start; then one coded line on standard error says why.
 */
public final class CloudMain {
    private CloudMain() {}

    public static void main(String[] arguments) {
        var out = System.out;
        // The parts, and what they bring, must not say anything between the lines that others read.
        System.setOut(System.err);
        try {
            var options = CloudOptions.parse(arguments);
            // From the first moment on: whoever started us may be killed before we serve.
            var parent = new AtomicReference<Cloud>();
            if (!options.keep()) endWithStandardInput(parent);
            var cloud = Cloud.start(options);
            parent.set(cloud);
            Runtime.getRuntime().addShutdownHook(new Thread(cloud::end));
            out.println("ready s3 " + cloud.s3() + " dynamodb " + cloud.dynamo() + " sqs " + cloud.sqs());
            out.flush();
        } catch (CloudProblem e) {
            end(e);
        } catch (RuntimeException e) {
            end(Cloud.cannotStart("embedded cloud", e));
        }
    }

    private static void endWithStandardInput(AtomicReference<Cloud> started) {
        var watcher = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            // Nothing is said on it; only its end counts.
                        }
                    } catch (IOException e) {
                        // Whoever held the other side is gone: its end too.
                    }
                    if (started.get() != null) started.get().end();
                    // Not exit: the parts' own hooks wait for requests that nobody will answer to.
                    Runtime.getRuntime().halt(0);
                },
                "parent");
        watcher.start();
    }

    private static void end(CloudProblem problem) {
        System.err.println(problem.getMessage());
        Runtime.getRuntime().halt(problem.exitCode());
    }
}
