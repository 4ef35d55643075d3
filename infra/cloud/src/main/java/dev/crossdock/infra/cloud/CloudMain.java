package dev.crossdock.infra.cloud;

import java.io.IOException;

/**
 * Starts the embedded cloud, says {@code ready s3 URL dynamodb URL sqs URL} in one line on standard output, and lives as long as
 * its standard input is open: whoever started it may be killed with -9 and takes it along. With {@code --keep} it outlives them.
 *
 * <p>Exit codes: 2 wrong use, 3 it cannot start; then one coded line on standard error says why.
 */
public final class CloudMain {
    private CloudMain() {}

    public static void main(String[] arguments) throws IOException {
        try {
            var options = CloudOptions.parse(arguments);
            var cloud = Cloud.start(options);
            System.out.println("ready s3 " + cloud.s3() + " dynamodb " + cloud.dynamo() + " sqs " + cloud.sqs());
            System.out.flush();
            if (options.keep()) return;
            while (System.in.read() >= 0) {
                // Nothing is said on it; only its end counts.
            }
            cloud.end();
            // Not exit: its hooks wait for requests that nobody will answer to.
            Runtime.getRuntime().halt(0);
        } catch (CloudProblem e) {
            System.err.println(e.getMessage());
            Runtime.getRuntime().halt(e.exitCode());
        }
    }
}
