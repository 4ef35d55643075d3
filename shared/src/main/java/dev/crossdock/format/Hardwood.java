package dev.crossdock.format;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.Period;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The Parquet reader of hardwood-core, called by name: its classes are Java 21's, which the compiler for Java 17 cannot read. Not
 * thread-safe.
 */
final class Hardwood implements AutoCloseable {
    static final int JAVA = 21;
    private static final long CLOSED_WITHIN_MS = 1_000;

    private final AutoCloseable file;
    private final AutoCloseable rows;
    private final Method hasNext;
    private final Method next;
    private final Class<?> struct = type("dev.hardwood.row.StructAccessor");
    private final Class<?> list = type("dev.hardwood.row.PqList");
    private final Class<?> map = type("dev.hardwood.row.PqMap");
    private final Class<?> interval = type("dev.hardwood.row.PqInterval");
    private final Method fields = method(struct, "getFieldCount");
    private final Method name = method(struct, "getFieldName", int.class);
    private final Method value = method(struct, "getValue", int.class);
    private final Method items = method(list, "values");
    private final Method entries = method(map, "getEntries");
    private final Class<?> entry = type("dev.hardwood.row.PqMap$Entry");
    private final Method entryKey = method(entry, "getKey");
    private final Method entryValue = method(entry, "getValue");
    /** Of the values of the last row, about. */
    private long bytes;

    private final Node root;

    /** Of the file's schema what values do not say of themselves. @param parts by field; {@code ""} = a list's items, a map's values */
    private record Node(boolean unsigned, Map<String, Node> parts) {
        private static final Node PLAIN = new Node(false, Map.of());

        Node part(String name) {
            return parts.getOrDefault(name, PLAIN);
        }
    }

    private static Node node(Object of) {
        var group = type("dev.hardwood.schema.SchemaNode$GroupNode");
        if (!group.isInstance(of)) {
            var said = call(method(type("dev.hardwood.schema.SchemaNode$PrimitiveNode"), "logicalType"), of);
            var integer = type("dev.hardwood.metadata.LogicalType$IntType");
            return integer.isInstance(said) && !(boolean) call(method(integer, "isSigned"), said)
                    ? new Node(true, Map.of())
                    : Node.PLAIN;
        }
        var parts = new LinkedHashMap<String, Node>();
        if ((boolean) call(method(group, "isList"), of)) {
            parts.put("", node(call(method(group, "getListElement"), of)));
        } else if ((boolean) call(method(group, "isMap"), of)) {
            parts.put("", node(call(method(group, "getMapValue"), of)));
        } else {
            var name = method(type("dev.hardwood.schema.SchemaNode"), "name");
            for (var child : (List<?>) call(method(group, "children"), of)) {
                parts.put((String) call(name, child), node(child));
            }
        }
        return new Node(false, parts);
    }

    /** What damaged files make of the library's own threads, whoever waits for them does not hear of. */
    private final Watch watch;

    /** @param skip rows that are passed over @param patience how long one call may take */
    Hardwood(Path path, long skip, Duration patience) {
        watch = new Watch(Thread.currentThread(), patience);
        var input = type("dev.hardwood.InputFile");
        var reader = type("dev.hardwood.reader.ParquetFileReader");
        var opened = call(method(input, "of", Path.class), null, path);
        try {
            file = (AutoCloseable) call(method(reader, "open", input), null, opened);
        } catch (RuntimeException | Error e) {
            watch.close();
            throw e;
        }
        try {
            var schema = call(method(reader, "getFileSchema"), file);
            root = node(call(method(type("dev.hardwood.schema.FileSchema"), "getRootNode"), schema));
            var builder = call(method(reader, "buildRowReader"), file);
            var built = builder.getClass();
            if (skip > 0) call(method(built, "skip", long.class), builder, skip);
            rows = (AutoCloseable) watch.over(() -> call(method(built, "build"), builder));
        } catch (RuntimeException | Error e) {
            watch.close();
            shutLater(file);
            throw e;
        }
        var row = type("dev.hardwood.reader.RowReader");
        hasNext = method(row, "hasNext");
        next = method(row, "next");
    }

    static boolean possible() {
        return Runtime.version().feature() >= JAVA;
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Method method(Class<?> type, String name, Class<?>... parameters) {
        try {
            return type.getMethod(name, parameters);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws Damaged for what the library throws, which is anything */
    private static Object call(Method method, Object on, Object... with) {
        try {
            return method.invoke(on, with);
        } catch (InvocationTargetException e) {
            throw new Damaged(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The file cannot be read on, for the reason that the cause says. */
    static final class Damaged extends RuntimeException {
        private static final long serialVersionUID = 1;

        Damaged(Throwable cause) {
            super(cause);
        }
    }

    boolean hasNext() {
        return (boolean) watch.over(() -> call(hasNext, rows));
    }

    /** The next row as a record's value. */
    Map<String, Object> next() {
        call(next, rows);
        bytes = 0;
        return struct(rows, root);
    }

    long bytes() {
        return bytes;
    }

    private Map<String, Object> struct(Object of, Node node) {
        int count = (int) call(fields, of);
        var tree = new LinkedHashMap<String, Object>(count * 2);
        for (int i = 0; i < count; i++) {
            var field = (String) call(name, of, i);
            tree.put(field, tree(call(value, of, i), node.part(field)));
        }
        return tree;
    }

    private Object tree(Object said, Node node) {
        bytes += 16;
        if (node.unsigned() && said instanceof Integer number) return Integer.toUnsignedLong(number);
        if (node.unsigned() && said instanceof Long number && number < 0) {
            return new BigInteger(Long.toUnsignedString(number));
        }
        if (said == null || said instanceof Boolean || said instanceof Integer || said instanceof Long) return said;
        if (said instanceof String text) {
            bytes += text.length();
            return text;
        }
        if (said instanceof Float || said instanceof Double) return decimal((Number) said);
        if (said instanceof BigDecimal number) return number;
        if (said instanceof Number number) return number.intValue();
        if (said instanceof byte[] binary) {
            bytes += binary.length;
            return Base64.getEncoder().encodeToString(binary);
        }
        if (said instanceof LocalTime time) return XlsxDates.shown(time);
        if (struct.isInstance(said)) return struct(said, node);
        if (list.isInstance(said)) return items((List<?>) call(items, said), node.part(""));
        if (map.isInstance(said)) return entries((List<?>) call(entries, said), node.part(""));
        if (interval.isInstance(said)) return interval(said);
        // Dates, points in time, UUIDs: their texts are those of ISO 8601 and RFC 9562.
        return said.toString();
    }

    /** JSON has no NaN and no infinity. */
    private static Object decimal(Number number) {
        double value = number.doubleValue();
        return Double.isFinite(value) ? new BigDecimal(number.toString()) : null;
    }

    private List<Object> items(List<?> all, Node node) {
        var tree = new ArrayList<>(all.size());
        for (var item : all) tree.add(tree(item, node));
        return tree;
    }

    private Map<String, Object> entries(List<?> all, Node node) {
        var tree = new LinkedHashMap<String, Object>(all.size() * 2);
        for (var each : all) {
            tree.put(String.valueOf(tree(call(entryKey, each), Node.PLAIN)), tree(call(entryValue, each), node));
        }
        return tree;
    }

    private String interval(Object of) {
        var months = ((Number) call(method(interval, "months"), of)).longValue();
        var days = ((Number) call(method(interval, "days"), of)).longValue();
        var ms = ((Number) call(method(interval, "milliseconds"), of)).longValue();
        var period =
                Period.of(0, Math.toIntExact(months), Math.toIntExact(days)).normalized();
        if (ms == 0) return period.toString();
        var time = Duration.ofMillis(ms).toString().substring(1);
        return period.isZero() ? "P" + time : period + time;
    }

    private static Thread shutLater(AutoCloseable... things) {
        var closing = new Thread(
                () -> {
                    for (var thing : things) shut(thing);
                },
                "parquet-close");
        closing.setDaemon(true);
        closing.start();
        return closing;
    }

    private static void shut(AutoCloseable thing) {
        try {
            thing.close();
        } catch (Exception e) {
            // Nothing was to be written.
        }
    }

    @Override
    public void close() {
        // Closing waits for the library's threads, and these may be lost: it is waited for a moment, not for ever.
        var closing = shutLater(rows, file);
        try {
            closing.join(CLOSED_WITHIN_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        watch.close();
    }

    /** Interrupts who waits too long. */
    private static final class Watch implements AutoCloseable {
        private final Thread watched;
        private final long patience;
        private final Thread watcher;
        private long since;
        private boolean closed;
        private boolean interrupted;

        Watch(Thread watched, Duration patience) {
            this.watched = watched;
            this.patience = patience.toNanos();
            this.watcher = new Thread(this::look, "parquet-watch");
            watcher.setDaemon(true);
            watcher.start();
        }

        private interface Call {
            Object get();
        }

        Object over(Call call) {
            began();
            try {
                return call.get();
            } finally {
                ended();
            }
        }

        private synchronized void began() {
            since = System.nanoTime();
        }

        private synchronized void ended() {
            since = 0;
            // An interrupt that came as the call ended is not the next one's.
            if (interrupted) Thread.interrupted();
            interrupted = false;
        }

        private synchronized void look() {
            while (!closed) {
                if (since != 0 && System.nanoTime() - since > patience) {
                    interrupted = true;
                    watched.interrupt();
                }
                try {
                    wait(Math.max(1, patience / 4_000_000));
                } catch (InterruptedException e) {
                    return;
                }
            }
        }

        @Override
        public synchronized void close() {
            closed = true;
            notifyAll();
        }
    }
}
