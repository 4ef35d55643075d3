package dev.crossdock.functions.pullfiles;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.definition.From;
import dev.crossdock.definition.Glob;
import dev.crossdock.flow.Batch;
import dev.crossdock.flow.Checkpoint;
import dev.crossdock.flow.Chunk;
import dev.crossdock.flow.Origin;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Source;
import dev.crossdock.flow.WorldException;
import dev.crossdock.web.Pace;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The files of another system that are complete, each as one record: name, size and time. What a run found is pinned in the
 * store, so that it goes on with the same list after a crash.
 */
final class RemoteFiles implements Source {
    /** A file that has not changed for so long is taken for complete. */
    static final Duration STABLE = Duration.ofSeconds(5);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Supplier<RemoteFolder> remote;
    private final From.RemoteFiles from;
    private final Pulled pulled;
    private final ObjectStore objects;
    private final String key;
    private final Pace pace;

    /** @param run whose list this is */
    RemoteFiles(
            Supplier<RemoteFolder> remote,
            From.RemoteFiles from,
            Pulled pulled,
            ObjectStore objects,
            String run,
            Pace pace) {
        this.remote = remote;
        this.from = from;
        this.pulled = pulled;
        this.objects = objects;
        this.key = ".runs/" + run + "/files.json";
        this.pace = pace;
    }

    /** {@code /out} of {@code /out/products-*.csv}. */
    static String folder(From.RemoteFiles from) {
        var files = from.files().startsWith("/") ? from.files() : "/" + from.files();
        int slash = files.lastIndexOf('/');
        return slash == 0 ? "/" : files.substring(0, slash);
    }

    /** Looks at nothing: a server that is away is waited for where the work is done. */
    @Override
    public List<Chunk> plan() {
        return List.of(Chunk.whole());
    }

    /** Also what was taken before and still lies there, when it should not: its last step was not done. */
    private List<RemoteFolder.Entry> find() {
        try (var folder = remote.get()) {
            var all = folder.list(folder(from));
            var glob = Glob.of(from.files().substring(from.files().lastIndexOf('/') + 1));
            var wanted = all.stream()
                    .filter(file -> glob.matches(file.name()))
                    .filter(file ->
                            !from.after().equals("leave") || pulled.of(file).isEmpty())
                    .sorted(Comparator.comparing(RemoteFolder.Entry::name))
                    .toList();
            return complete(wanted, all, folder);
        } catch (IOException e) {
            throw new WorldException("listing " + from.connection() + ": " + e.getMessage(), e);
        }
    }

    private List<RemoteFolder.Entry> complete(
            List<RemoteFolder.Entry> wanted, List<RemoteFolder.Entry> all, RemoteFolder folder) throws IOException {
        if (from.ready().startsWith(".")) {
            Set<String> names = new HashSet<>();
            all.forEach(file -> names.add(file.name()));
            return wanted.stream()
                    .filter(file -> names.contains(file.name() + from.ready()))
                    .toList();
        }
        if (!from.ready().equals("stable") || wanted.isEmpty()) return wanted;
        pace.sleeper().sleep(STABLE);
        var later = new HashMap<String, RemoteFolder.Entry>();
        folder.list(folder(from)).forEach(file -> later.put(file.name(), file));
        return wanted.stream()
                .filter(file -> file.equals(later.get(file.name())))
                .toList();
    }

    @Override
    public Cursor open(Chunk chunk, Checkpoint from) {
        return new FilesCursor(from.equals(Checkpoint.START) ? 0 : Integer.parseInt(from.text()));
    }

    private List<RemoteFolder.Entry> pinned() {
        if (objects.head(key).isEmpty()) {
            try {
                objects.create(key, JSON.writeValueAsBytes(find()), "application/json");
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }
        return stored();
    }

    private List<RemoteFolder.Entry> stored() {
        try (var in = objects.read(key, null, 0).orElseThrow()) {
            return JSON.readValue(
                    in, JSON.getTypeFactory().constructCollectionType(List.class, RemoteFolder.Entry.class));
        } catch (IOException e) {
            throw new WorldException("reading " + key + ": " + e.getMessage(), e);
        }
    }

    static RemoteFolder.Entry entry(Record record) {
        var file = (Map<?, ?>) record.value();
        return new RemoteFolder.Entry(
                (String) file.get("name"),
                ((Number) file.get("size")).longValue(),
                ((Number) file.get("modified")).longValue());
    }

    /** One file is one batch: files may be large, and each that is copied is saved. */
    private final class FilesCursor implements Cursor {
        /** Null until the first question. */
        private List<RemoteFolder.Entry> files;

        private int at;

        FilesCursor(int at) {
            this.at = at;
        }

        @Override
        public Optional<Batch> next() {
            if (files == null) files = pinned();
            if (at == files.size()) return Optional.empty();
            var file = files.get(at++);
            var value = Map.<String, Object>of(
                    "name", file.name(), "size", file.sizeBytes(), "modified", file.modifiedMs());
            var place = from.connection() + ":" + RemoteFolder.path(folder(from), file.name());
            return Optional.of(new Batch(List.of(Record.of(value, new Origin(place, at, 0)))));
        }

        @Override
        public Checkpoint position() {
            return new Checkpoint(Integer.toString(at));
        }

        @Override
        public double progress() {
            return files == null || files.isEmpty() ? 0 : (double) at / files.size();
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
