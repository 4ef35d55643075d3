package dev.crossdock.memory;

import dev.crossdock.bucket.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Objects in memory. Thread-safe by one lock. */
public final class MemoryObjectStore implements ObjectStore {
    private static final Comparator<String> BY_BYTES =
            (a, b) -> Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

    private record Kept(Stored stored, byte[] content) {}

    private final Clock clock;
    private final Faults faults;
    private final NavigableMap<String, Kept> objects = new TreeMap<>(BY_BYTES);
    private final Map<String, String> tokens = new HashMap<>();
    private Consumer<Stored> listener = stored -> {};
    private long begun;

    public MemoryObjectStore(Clock clock) {
        this(clock, new Faults());
    }

    public MemoryObjectStore(Clock clock, Faults faults) {
        this.clock = clock;
        this.faults = faults;
    }

    /** Told of every object that is written, after it is there. */
    public synchronized void onWrite(Consumer<Stored> newListener) {
        listener = newListener;
    }

    @Override
    public Optional<Stored> head(String key) {
        return faults.around("objects.head " + key, () -> {
            synchronized (this) {
                return Optional.ofNullable(objects.get(key)).map(Kept::stored);
            }
        });
    }

    @Override
    public Optional<InputStream> read(String key, String etag, long fromByte) {
        return read(key, etag, fromByte, Long.MAX_VALUE);
    }

    @Override
    public Optional<InputStream> read(String key, String etag, long fromByte, long toByte) {
        return faults.around("objects.read " + key, () -> {
            synchronized (this) {
                return in(key, etag).map(kept -> {
                    int from = (int) Math.min(fromByte, kept.content().length);
                    int to = (int) Math.min(toByte, kept.content().length);
                    return new ByteArrayInputStream(kept.content(), from, Math.max(0, to - from));
                });
            }
        });
    }

    @Override
    public Stored write(String key, byte[] content, String contentType) {
        return faults.around("objects.write " + key, () -> {
            synchronized (this) {
                return put(key, content);
            }
        });
    }

    @Override
    public Optional<Stored> create(String key, byte[] content, String contentType) {
        return faults.around("objects.create " + key, () -> {
            synchronized (this) {
                return objects.containsKey(key) ? Optional.empty() : Optional.of(put(key, content));
            }
        });
    }

    @Override
    public Stored write(String key, Path content, String contentType) {
        try {
            return write(key, Files.readAllBytes(content), contentType);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<Stored> create(String key, Path content, String contentType) {
        try {
            return create(key, Files.readAllBytes(content), contentType);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<Stored> copy(String from, String etag, String to) {
        return faults.around("objects.copy " + from, () -> {
            synchronized (this) {
                return in(from, etag).map(kept -> put(to, kept.content()));
            }
        });
    }

    @Override
    public String begin(String key, String contentType) {
        return faults.around("objects.begin " + key, () -> {
            synchronized (this) {
                var token = "token-" + ++begun;
                tokens.put(token, key);
                return token;
            }
        });
    }

    @Override
    public Composed compose(String key, String token, List<Piece> pieces, boolean onlyNew) {
        return faults.around("objects.compose " + key, () -> {
            synchronized (this) {
                if (!key.equals(tokens.get(token))) return Composed.USED;
                if (onlyNew && objects.containsKey(key)) return Composed.EXISTS;
                var whole = new ByteArrayOutputStream();
                for (var piece : pieces) {
                    var kept = in(piece.key(), null)
                            .filter(there -> there.content().length == piece.sizeBytes())
                            .orElseThrow(() -> new IllegalStateException("the piece " + piece.key() + " is gone"));
                    whole.writeBytes(kept.content());
                }
                tokens.remove(token);
                put(key, whole.toByteArray());
                return Composed.DONE;
            }
        });
    }

    @Override
    public boolean delete(String key, String etag) {
        return faults.around("objects.delete " + key, () -> {
            synchronized (this) {
                if (objects.containsKey(key) && in(key, etag).isEmpty()) return false;
                objects.remove(key);
                return true;
            }
        });
    }

    @Override
    public Page list(String prefix, String after, int limit) {
        return faults.around("objects.list " + prefix, () -> {
            synchronized (this) {
                var items = new ArrayList<Stored>();
                for (var kept : objects.tailMap(after, false).values()) {
                    if (!kept.stored().key().startsWith(prefix)) continue;
                    if (items.size() == limit) {
                        return new Page(
                                List.copyOf(items),
                                Optional.of(items.get(limit - 1).key()));
                    }
                    items.add(kept.stored());
                }
                return new Page(List.copyOf(items), Optional.empty());
            }
        });
    }

    private Optional<Kept> in(String key, String etag) {
        return Optional.ofNullable(objects.get(key))
                .filter(kept -> etag == null || kept.stored().etag().equals(etag));
    }

    private Stored put(String key, byte[] content) {
        var stored = new Stored(key, content.length, md5(content), clock.instant());
        objects.put(key, new Kept(stored, content.clone()));
        listener.accept(stored);
        return stored;
    }

    private static String md5(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
