package dev.crossdock.definition;

import dev.crossdock.flow.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A project's folder for a test: complete enough that what a test adds is the only thing that can be wrong. */
final class Folder {
    final Path dir;

    Folder(Path dir) {
        this.dir = dir;
        write("crossdock.yaml", "name: shop\n");
        write("buckets/incoming.yaml", "description: Files\n");
        write("buckets/outgoing.yaml", "");
        write("collections/products.yaml", "key: sku\n");
        write("connections/shop.yaml", "url: https://shop.example/v1\n");
    }

    Folder write(String file, String text) {
        return write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    Folder write(String file, byte[] bytes) {
        try {
            Files.createDirectories(dir.resolve(file).getParent());
            Files.write(dir.resolve(file), bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Loaded load() {
        return ProjectFolder.load(dir, "");
    }

    List<String> problems() {
        return load().problems().stream().map(Problem::toString).toList();
    }

    List<String> warnings() {
        return load().warnings().stream().map(Problem::toString).toList();
    }
}
