package dev.crossdock.infra.cloud;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** The three parts over one data folder, which one process holds at a time. */
final class Cloud {
    private final Queues queues;
    private final Dynamo dynamo;
    private final Objects objects;
    private final Optional<Path> ephemeral;
    /** Held, never read: the operating system lets go of it when this process ends, however it ends. */
    @SuppressWarnings({"unused", "FieldCanBeLocal"})
    private final FileLock lock;

    private Cloud(Queues queues, Dynamo dynamo, Objects objects, Optional<Path> ephemeral, FileLock lock) {
        this.queues = queues;
        this.dynamo = dynamo;
        this.objects = objects;
        this.ephemeral = ephemeral;
        this.lock = lock;
    }

    static Cloud start(CloudOptions options) {
        // Before anything starts: a taken port is said at once, and not among what newer JVMs warn of when the parts
        // load.
        requireFree("s3", options.bind(), options.s3Port());
        requireFree("dynamodb", options.bind(), options.dynamoPort());
        requireFree("sqs", options.bind(), options.sqsPort());
        var folder = folder(options);
        var lock = lock(folder);
        // The queues first: objects announce what an earlier life could not.
        var queues =
                Queues.start(options.bind(), options.sqsPort(), options.data().map(d -> d.resolve("sqs.db")));
        var dynamo = Dynamo.start(
                options.bind(), options.dynamoPort(), options.data().map(d -> d.resolve("dynamodb")));
        var objects = Objects.start(options.bind(), options.s3Port(), folder, queues.url());
        return new Cloud(
                queues, dynamo, objects, options.data().isPresent() ? Optional.empty() : Optional.of(folder), lock);
    }

    String s3() {
        return objects.url();
    }

    String dynamo() {
        return dynamo.url();
    }

    String sqs() {
        return queues.url();
    }

    /** Ephemeral data goes; kept data needs no farewell, it survives a kill too. */
    void end() {
        ephemeral.ifPresent(Cloud::delete);
    }

    private static Path folder(CloudOptions options) {
        try {
            if (options.data().isEmpty()) return Files.createTempDirectory("crossdock-cloud-");
            return Files.createDirectories(options.data().get());
        } catch (IOException e) {
            throw new CloudProblem(
                    CloudProblem.CANNOT_START,
                    "cloud.data-unwritable · "
                            + options.data().map(Path::toString).orElse("the temporary folder")
                            + ": the data folder cannot be made ("
                            + e.getClass().getSimpleName()
                            + "). Give another by --data, or the right to write there.");
        }
    }

    private static final int LOCK_TRIES = 30;
    private static final long LOCK_PAUSE_NANOS = 100_000_000;

    private static FileLock lock(Path folder) {
        try {
            var channel =
                    FileChannel.open(folder.resolve("cloud.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            for (int tries = 0; tries < LOCK_TRIES; tries++) {
                var lock = channel.tryLock();
                if (lock != null) return lock;
                // A cloud whose host was just killed needs a moment to notice.
                LockSupport.parkNanos(LOCK_PAUSE_NANOS);
            }
        } catch (OverlappingFileLockException e) {
            // said below
        } catch (IOException e) {
            throw new CloudProblem(
                    CloudProblem.CANNOT_START,
                    "cloud.data-unwritable · " + folder + ": the data folder cannot be written ("
                            + e.getClass().getSimpleName() + "). Give another by --data, or the right to write there.");
        }
        throw new CloudProblem(
                CloudProblem.CANNOT_START,
                "cloud.data-locked · " + folder + ": another embedded cloud works on this data folder. End it, or give"
                        + " another folder by --data.");
    }

    private static void requireFree(String part, String bind, int port) {
        if (port == 0) return;
        try (var probe = new ServerSocket()) {
            // As the servers do: a port whose last user has just ended is free.
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(bind, port));
        } catch (IOException e) {
            throw cannotServe(part, bind, port, e);
        }
    }

    /** A port that is taken is the likeliest reason why a server does not start. */
    static CloudProblem cannotServe(String part, String bind, int port, Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return new CloudProblem(
                        CloudProblem.CANNOT_START,
                        "cloud.port-in-use · " + bind + ":" + port + ": the port for " + part
                                + " is taken. End what listens there, or give another by --" + part + "-port.");
            }
        }
        return cannotStart(part, e);
    }

    static CloudProblem cannotStart(String part, Exception e) {
        Throwable root = e;
        while (root.getCause() != null) root = root.getCause();
        // In one line, whatever the part had to say.
        var why = String.valueOf(root).lines().findFirst().orElse("");
        return new CloudProblem(
                CloudProblem.CANNOT_START,
                "cloud.cannot-start · " + part + ": " + why + ". Look into the data folder, or begin with another.");
    }

    private static void delete(Path folder) {
        try (var all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            // The operating system's own sweep of temporary folders will see to it.
        }
    }
}
