package dev.crossdock.web;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnectionFactory;
import org.apache.hc.core5.http.impl.io.MonitoringResponseOutOfOrderStrategy;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.LaxConnPool;
import org.apache.hc.core5.pool.PoolEntry;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Connections, kept for a while by scheme, host, port <em>and checked address</em>: a host whose name comes to stand for another
 * address gets another connection. Thread-safe.
 */
final class Lines {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration TLS = Duration.ofSeconds(3);
    /** Below the keep-alive of common servers. By the wall clock, so that what was kept in a frozen Lambda is not used after it. */
    static final Duration KEPT = Duration.ofSeconds(15);
    /** Looking whether the other side has closed takes a millisecond: not between two calls of a busy connection. */
    private static final long BUSY_MS = 20;
    /** Of one host, beyond what any connection's {@code limits.concurrency} asks for. */
    private static final int MOST = 1_000;

    private static final int LONGEST_LINE = 64 << 10;
    private static final int MOST_HEADERS = 200;
    /** Looking for an early answer takes a millisecond each time. */
    private static final int LOOK_UP_EVERY = 256 << 10;

    private final Dial dial;
    private final ScheduledExecutorService timer;
    private final AtomicBoolean tidying = new AtomicBoolean();
    private final LaxConnPool<HttpHost, DefaultBHttpClientConnection> pool = new LaxConnPool<>(MOST);
    private final DefaultBHttpClientConnectionFactory connections = DefaultBHttpClientConnectionFactory.builder()
            .http1Config(Http1Config.custom()
                    .setMaxLineLength(LONGEST_LINE)
                    .setMaxHeaderCount(MOST_HEADERS)
                    .build())
            .responseOutOfOrderStrategy(new MonitoringResponseOutOfOrderStrategy(LOOK_UP_EVERY))
            .build();

    Lines(Dial dial, ScheduledExecutorService timer) {
        this.dial = dial;
        this.timer = timer;
    }

    /** One connection while one exchange has it. */
    final class Line implements AutoCloseable {
        final DefaultBHttpClientConnection connection;
        final boolean used;
        private final PoolEntry<HttpHost, DefaultBHttpClientConnection> entry;
        private Duration kept = Duration.ZERO;

        private Line(PoolEntry<HttpHost, DefaultBHttpClientConnection> entry, boolean used) {
            this.entry = entry;
            this.connection = entry.getConnection();
            this.used = used;
        }

        /** The exchange is whole, and another may follow on it within this time. */
        void keep(Duration time) {
            kept = time;
        }

        @Override
        public void close() {
            boolean keep = !kept.isZero();
            if (keep) entry.updateExpiry(TimeValue.of(kept));
            else connection.close(CloseMode.IMMEDIATE);
            pool.release(entry, keep);
            if (keep) tidyLater();
        }
    }

    /**
     * @param to with the checked address
     * @param fresh never one that was kept
     * @throws IOException when there is no connection: nothing was sent
     */
    Line line(HttpHost to, boolean fresh, Alarm alarm) throws IOException, InterruptedException {
        var entry = entry(to, alarm);
        boolean whole = false;
        try {
            boolean used = entry.hasConnection() && !fresh && alive(entry);
            if (!used) {
                entry.discardConnection(CloseMode.IMMEDIATE);
                entry.assignConnection(open(to, alarm));
            }
            var line = new Line(entry, used);
            alarm.over(() -> line.connection.close(CloseMode.IMMEDIATE));
            whole = true;
            return line;
        } finally {
            if (!whole) pool.release(entry, false);
        }
    }

    private PoolEntry<HttpHost, DefaultBHttpClientConnection> entry(HttpHost to, Alarm alarm)
            throws IOException, InterruptedException {
        try {
            return pool.lease(to, null).get(alarm.left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("no connection was free", e);
        }
    }

    /** Neither closed by the other side, nor with words on it that nobody has asked for. */
    private static boolean alive(PoolEntry<HttpHost, DefaultBHttpClientConnection> entry) throws IOException {
        var connection = entry.getConnection();
        if (System.currentTimeMillis() - entry.getUpdated() < BUSY_MS) return connection.isOpen();
        return !connection.isStale() && !connection.isDataAvailable(Timeout.ONE_MILLISECOND);
    }

    private DefaultBHttpClientConnection open(HttpHost to, Alarm alarm) throws IOException {
        var plain = dial.open(to.getAddress(), to.getPort(), alarm.left(CONNECT));
        alarm.over(plain);
        boolean whole = false;
        try {
            var connection = to.getSchemeName().equals("https")
                    ? secured(plain, to, alarm)
                    : connections.createConnection(plain);
            whole = true;
            return connection;
        } finally {
            if (!whole) plain.close();
        }
    }

    private DefaultBHttpClientConnection secured(Socket plain, HttpHost to, Alarm alarm) throws IOException {
        return connections.createConnection(dial.secure(plain, to.getHostName(), to.getPort(), alarm.left(TLS)), plain);
    }

    /** What nobody asks for any more is closed too. */
    private void tidyLater() {
        if (!tidying.compareAndSet(false, true)) return;
        timer.schedule(
                () -> {
                    tidying.set(false);
                    pool.closeExpired();
                    if (pool.getTotalStats().getAvailable() > 0) tidyLater();
                },
                KEPT.toMillis() + 1_000,
                TimeUnit.MILLISECONDS);
    }
}
