package dev.crossdock.infra.local;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.functions.http.Browsers;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.vertx.http.HttpServer;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Starts the host: settings, data folder, cloud, then Quarkus. Says {@code ready …} on standard output when it serves; what
 * keeps it from starting is one line on standard error, and exit code 2.
 */
@QuarkusMain
public class LocalHost {
    public static void main(String... args) {
        try {
            var settings = Settings.of(System.getProperties());
            Template.read(settings);
            Reach.of(settings);
            Browsers.origins();
            refuseTakenPort(settings);
            int code;
            try (var data = DataFolder.open(settings.data())) {
                code = new Launch(settings, data).run(args);
            }
            // Not inside: exit never comes back, and a temporary folder would stay.
            System.exit(code);
        } catch (Refused e) {
            System.err.println(e.problem());
            System.exit(2);
        }
    }

    private static void refuseTakenPort(Settings settings) {
        if (settings.port() == 0) return;
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(settings.bind()), settings.port()));
        } catch (IOException e) {
            throw new Refused(Problem.of(
                    "host.port-in-use",
                    "%s:%d cannot be listened on (%s).".formatted(settings.bind(), settings.port(), e.getMessage()),
                    "End what listens there, or give another port with --port (0 takes a free one)."));
        }
    }

    /** Runs when everything has started. */
    public static class Serving implements QuarkusApplication {
        @Inject
        HttpServer http;

        @Override
        public int run(String... args) {
            var url = "http://%s:%d".formatted(System.getProperty("crossdock.bind", "127.0.0.1"), http.getPort());
            // For the links in what alerts tell.
            if (System.getProperty("crossdock.url") == null) System.setProperty("crossdock.url", url);
            System.out.printf(
                    "ready %s s3 %s dynamodb %s sqs %s%n",
                    url,
                    System.getProperty("crossdock.s3.endpoint"),
                    System.getProperty("crossdock.dynamodb.endpoint"),
                    System.getProperty("crossdock.sqs.endpoint"));
            System.out.flush();
            Quarkus.waitForExit();
            return 0;
        }
    }
}
