package dev.crossdock.infra.local;

import dev.crossdock.flow.Refused;
import io.quarkus.arc.Arc;
import io.quarkus.runtime.Quarkus;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.LoggerFactory;

/** One life of the host: the cloud's, when it is ours, around Quarkus's. */
final class Launch {
    private final Settings settings;
    private final DataFolder data;
    private final AtomicBoolean ending = new AtomicBoolean();
    private CloudProcess cloud;

    Launch(Settings settings, DataFolder data) {
        this.settings = settings;
        this.data = data;
    }

    /** @return the process's exit code */
    int run(String... args) {
        var endpoints = settings.cloud().orElseGet(this::startCloud);
        System.setProperty("crossdock.access", Reach.of(settings).openToAll() ? "open" : "token");
        System.setProperty("crossdock.project", settings.project().toString());
        System.setProperty("crossdock.data", data.path().toString());
        System.setProperty("crossdock.log.file", "true");
        System.setProperty("crossdock.s3.endpoint", endpoints.s3());
        System.setProperty("crossdock.dynamodb.endpoint", endpoints.dynamodb());
        System.setProperty("crossdock.sqs.endpoint", endpoints.sqs());
        // HttpURLConnection keeps five idle connections per host, fewer than there are pollers.
        System.setProperty("http.maxConnections", "32");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ending.set(true), "ending"));
        if (settings.endsWithStdin()) endWithStdin();
        var code = new int[1];
        Quarkus.run(LocalHost.Serving.class, (exit, problem) -> code[0] = failed(exit, problem), args);
        ending.set(true);
        if (cloud != null) cloud.close();
        return code[0];
    }

    private static int failed(int exit, Throwable problem) {
        for (var cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof Refused refused) {
                System.err.println(refused.problem());
                return 2;
            }
        }
        if (problem != null) LoggerFactory.getLogger(LocalHost.class).error("host.failed", problem);
        return problem == null ? exit : 1;
    }

    private Settings.Endpoints startCloud() {
        startCloud(settings.cloudPorts());
        return cloud.endpoints();
    }

    private void startCloud(Settings.Ports ports) {
        Optional<Path> kept =
                data.ephemeral() ? Optional.empty() : Optional.of(data.path().resolve("cloud"));
        cloud = CloudProcess.start(
                settings.cloudLib().orElseThrow(), ports, kept, data.path().resolve("cloud.log"));
        cloud.ended().thenRunAsync(this::cloudEnded);
    }

    /** A cloud that ended while we serve is started again where it was, and what it forgot is made again. */
    private void cloudEnded() {
        try {
            TimeUnit.MILLISECONDS.sleep(500); // both may have got the same signal to end
        } catch (InterruptedException e) {
            return;
        }
        if (ending.get()) return;
        var log = LoggerFactory.getLogger(LocalHost.class);
        log.warn("cloud.ended kept={}", !data.ephemeral());
        var was = cloud.endpoints();
        try {
            startCloud(new Settings.Ports(port(was.s3()), port(was.dynamodb()), port(was.sqs())));
            Arc.container().instance(Host.class).get().recover();
        } catch (RuntimeException e) {
            log.error("host.cloud-failed", e);
            Quarkus.asyncExit(1);
        }
    }

    private static int port(String url) {
        return URI.create(url).getPort();
    }

    /** Whoever started us holds the other end: it ends with them, however they went. */
    private static void endWithStdin() {
        var thread = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            // what is said there is of no interest
                        }
                    } catch (IOException e) {
                        // as its end
                    }
                    exit();
                },
                "parent");
        thread.setDaemon(true);
        thread.start();
    }

    /** Again and again: Quarkus forgets a wish that comes while it starts, and the host would stay without anybody to end it. */
    private static void exit() {
        try {
            while (true) {
                Quarkus.asyncExit(0);
                TimeUnit.MILLISECONDS.sleep(500);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
