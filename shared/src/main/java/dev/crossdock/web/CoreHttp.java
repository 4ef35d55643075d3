package dev.crossdock.web;

import dev.crossdock.web.Lines.Line;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.util.Timeout;

/**
 * Exchanges over Apache's HttpCore, HTTP/1.1, on the caller's thread: each through the gate, and to the address that the gate has
 * checked. An interrupt does not end an exchange; its time does.
 */
public final class CoreHttp implements Http {
    /** A body that says nothing for so long has stopped, however much time the call has left. */
    private static final Duration SILENCE = Duration.ofSeconds(10);

    /** They change nothing, so what a kept connection has swallowed may be said again. */
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    private static final Pattern KEEP_ALIVE = Pattern.compile("(?i).*\\btimeout=([0-9]{1,6})\\b.*");
    private static final int LONGEST_REASON = 200;

    private final Egress egress;
    private final Supplier<List<String>> allow;
    private final ScheduledThreadPoolExecutor timer = timer();
    private final HttpRequestExecutor executor = new HttpRequestExecutor();
    private final Lines lines;

    /** @param allow hosts that may be private, as the project says now */
    public CoreHttp(Egress egress, Supplier<List<String>> allow) {
        this(egress, allow, Dial.REAL);
    }

    CoreHttp(Egress egress, Supplier<List<String>> allow, Dial dial) {
        this.egress = egress;
        this.allow = allow;
        this.lines = new Lines(dial, timer);
    }

    /** Its thread is there while there are calls. */
    private static ScheduledThreadPoolExecutor timer() {
        var timer = new ScheduledThreadPoolExecutor(1, work -> {
            var thread = new Thread(work, "web-alarm");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(30, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        return timer;
    }

    /** Whether an exchange has ended for want of a living connection, before a byte of an answer. */
    private static final class Dead extends Exception {
        private static final long serialVersionUID = 1;

        Dead() {
            super(null, null, false, false);
        }
    }

    @Override
    public Answer send(Call call, Duration timeout) throws NotSent, Lost {
        var address = egress.check(call.uri(), allow.get());
        var uri = call.uri();
        int port = uri.getPort() == -1 ? Outgoing.port(uri.getScheme()) : uri.getPort();
        var to = new HttpHost(uri.getScheme(), address, uri.getHost(), port);
        var request = Outgoing.of(call, to);
        try (var alarm = new Alarm(timer, timeout)) {
            try {
                return exchange(call, request, line(to, call.fresh(), alarm), alarm, timeout);
            } catch (Dead e) {
                return exchange(call, request, line(to, true, alarm), alarm, timeout);
            }
        } catch (Dead e) {
            throw new IllegalStateException("a new connection is not dead", e);
        }
    }

    private Line line(HttpHost to, boolean fresh, Alarm alarm) throws NotSent {
        try {
            return lines.line(to, fresh, alarm);
        } catch (IOException e) {
            throw new NotSent(to.getHostName() + ": " + words(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotSent("the call to " + to.getHostName() + " was interrupted");
        }
    }

    private Answer exchange(Call call, ClassicHttpRequest request, Line line, Alarm alarm, Duration timeout)
            throws Lost, Dead {
        var where = call.uri().getHost();
        ClassicHttpResponse response = null;
        try (line) {
            line.connection.setSocketTimeout(Timeout.of(alarm.left()));
            var context = HttpCoreContext.create();
            response = executor.execute(request, line.connection, context);
            line.connection.setSocketTimeout(Timeout.of(alarm.left(SILENCE)));
            var answer = read(call, response);
            boolean goesOn = !answer.cut()
                    && !call.fresh()
                    && line.connection.isConsistent()
                    && executor.keepAlive(request, response, line.connection, context);
            if (goesOn && !alarm.expired()) line.keep(kept(response));
            return answer;
        } catch (IOException | HttpException e) {
            if (alarm.expired()) throw new Lost(where + " gave no answer within " + timeout.toMillis() + " ms");
            if (response == null && line.used && SAFE.contains(call.method()) && !(e instanceof SocketTimeoutException))
                throw new Dead();
            throw new Lost(where + ": " + words(e));
        }
    }

    private static Answer read(Call call, ClassicHttpResponse response) throws IOException {
        var entity = response.getEntity();
        if (entity == null) return new Answer(response.getCode(), headers(response), new byte[0], false);
        int limit = (int) Math.min(call.maxAnswerBytes(), Integer.MAX_VALUE - 16);
        // Never closed where it is cut: that would read it to its end.
        var bytes = entity.getContent().readNBytes(limit + 1);
        boolean cut = bytes.length > limit;
        return new Answer(response.getCode(), headers(response), cut ? Arrays.copyOf(bytes, limit) : bytes, cut);
    }

    private static Map<String, List<String>> headers(HttpResponse response) {
        var headers = new HashMap<String, List<String>>();
        for (var header : response.getHeaders()) {
            headers.computeIfAbsent(header.getName().toLowerCase(Locale.ROOT), name -> new ArrayList<>(1))
                    .add(header.getValue() == null ? "" : header.getValue());
        }
        return headers;
    }

    /** As long as the other side keeps it, less a second on the way. */
    private static Duration kept(HttpResponse response) {
        var header = response.getFirstHeader("Keep-Alive");
        if (header == null || header.getValue() == null) return Lines.KEPT;
        var said = KEEP_ALIVE.matcher(header.getValue());
        if (!said.matches()) return Lines.KEPT;
        return Duration.ofSeconds(Math.max(0, Math.min(Lines.KEPT.toSeconds(), Long.parseLong(said.group(1)) - 1)));
    }

    private static String words(Exception failure) {
        var message = failure.getMessage();
        if (message == null) return failure.getClass().getSimpleName();
        var line = message.replaceAll("[^\\x20-\\x7e]+", " ");
        return failure.getClass().getSimpleName() + " "
                + (line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON) + "…");
    }
}
