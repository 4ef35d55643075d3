package dev.crossdock.infra.lab.sim;

import dev.crossdock.functions.pullfiles.RemoteFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Another system's folder over a connection that breaks now and then. */
final class SimFolder implements RemoteFolder {
    private static final String SITE = "remote folder";

    /** What lies there, by path. */
    static final class Disk {
        final Map<String, byte[]> files = new TreeMap<>();
        final Map<String, Long> modified = new TreeMap<>();
    }

    private final World world;
    private final Disk disk;

    SimFolder(World world) {
        this.world = world;
        this.disk = world.disk;
    }

    private void call(String what) throws IOException {
        if (world.troubled("remote", SITE, world.weather.failing() / 10)) throw new IOException("connection lost");
        world.faults.around("remote " + what, () -> null);
    }

    @Override
    public List<Entry> list(String folder) throws IOException {
        call("list");
        return disk.files.keySet().stream()
                .filter(path -> path.lastIndexOf('/') == folder.length() && path.startsWith(folder + "/"))
                .map(this::entry)
                .toList();
    }

    private Entry entry(String path) {
        return new Entry(
                path.substring(path.lastIndexOf('/') + 1), disk.files.get(path).length, disk.modified.get(path));
    }

    @Override
    public Optional<Entry> find(String folder, String name) throws IOException {
        call("find");
        var path = RemoteFolder.path(folder, name);
        return disk.files.containsKey(path) ? Optional.of(entry(path)) : Optional.empty();
    }

    @Override
    public boolean read(String path, Path to) throws IOException {
        call("read");
        if (!disk.files.containsKey(path)) return false;
        Files.write(to, disk.files.get(path));
        return true;
    }

    @Override
    public void move(String path, String toFolder) throws IOException {
        call("move");
        if (!disk.files.containsKey(path)) return;
        var to = RemoteFolder.path(toFolder, path.substring(path.lastIndexOf('/') + 1));
        disk.files.put(to, disk.files.remove(path));
        disk.modified.put(to, disk.modified.remove(path));
    }

    @Override
    public void delete(String path) throws IOException {
        call("delete");
        disk.files.remove(path);
        disk.modified.remove(path);
    }

    void put(String path, String content) {
        disk.files.put(path, content.getBytes(StandardCharsets.UTF_8));
        disk.modified.put(path, world.now().toEpochMilli());
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
