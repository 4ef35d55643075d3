package dev.crossdock.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link ObjectStore} keeps. */
public abstract class ObjectStoreContract {
    private final String folder = "contract/" + UUID.randomUUID() + "/";

    protected abstract ObjectStore objects();

    @Test
    void whatIsWrittenIsReadFromAnyByte() throws IOException {
        var key = folder + "a b+c%20ø.csv";
        var stored = objects().write(key, bytes("0123456789"), "text/csv");
        assertThat(stored.sizeBytes()).isEqualTo(10);
        assertThat(text(objects().read(key, null, 0))).isEqualTo("0123456789");
        assertThat(text(objects().read(key, stored.etag(), 4))).isEqualTo("456789");
        assertThat(text(objects().read(key, stored.etag(), 4, 6))).isEqualTo("45");
        assertThat(objects().head(key).orElseThrow().etag()).isEqualTo(stored.etag());
    }

    @Test
    void aReadByItsEtagNeverSeesAnotherState() {
        var key = folder + "state";
        var first = objects().write(key, bytes("first"), "text/plain");
        objects().write(key, bytes("second"), "text/plain");
        assertThat(objects().read(key, first.etag(), 0)).isEmpty();
        assertThat(objects().read(folder + "nothing", null, 0)).isEmpty();
        assertThat(objects().head(folder + "nothing")).isEmpty();
    }

    @Test
    void aLocalFileIsCreatedOnlyWhereNothingIs(@TempDir Path folderHere) throws IOException {
        var key = folder + "created from a file";
        var one = Files.writeString(folderHere.resolve("one"), "one");
        var two = Files.writeString(folderHere.resolve("two"), "two");
        assertThat(objects().create(key, one, "text/plain").orElseThrow().sizeBytes())
                .isEqualTo(3);
        assertThat(objects().create(key, two, "text/plain")).isEmpty();
        assertThat(text(objects().read(key, null, 0))).isEqualTo("one");
    }

    @Test
    void createWritesOnlyWhereNothingIs() throws IOException {
        var key = folder + "create";
        assertThat(objects().create(key, bytes("one"), "text/plain")).isPresent();
        assertThat(objects().create(key, bytes("two"), "text/plain")).isEmpty();
        assertThat(text(objects().read(key, null, 0))).isEqualTo("one");
    }

    @Test
    void aDeleteByItsEtagLeavesWhatReplacedIt() throws IOException {
        var key = folder + "delete";
        var first = objects().write(key, bytes("first"), "text/plain");
        var second = objects().write(key, bytes("second"), "text/plain");
        assertThat(objects().delete(key, first.etag())).isFalse();
        assertThat(text(objects().read(key, null, 0))).isEqualTo("second");
        assertThat(objects().delete(key, second.etag())).isTrue();
        assertThat(objects().head(key)).isEmpty();
        assertThat(objects().delete(key, second.etag())).isTrue();
        assertThat(objects().delete(key, null)).isTrue();
    }

    @Test
    void aCopyIsOfTheAskedStateOnly() throws IOException {
        var key = folder + "from ø+.csv";
        var first = objects().write(key, bytes("first"), "text/plain");
        assertThat(objects().copy(key, first.etag(), folder + "to")).isPresent();
        assertThat(text(objects().read(folder + "to", null, 0))).isEqualTo("first");
        objects().write(key, bytes("second"), "text/plain");
        assertThat(objects().copy(key, first.etag(), folder + "to2")).isEmpty();
        assertThat(objects().head(folder + "to2")).isEmpty();
        assertThat(objects().copy(folder + "nothing", null, folder + "to3")).isEmpty();
    }

    @Test
    void aListPagesInTheOrderOfKeys() {
        for (int i = 0; i < 7; i++) objects().write(folder + "list/" + i, bytes("x"), "text/plain");
        objects().write(folder + "other", bytes("x"), "text/plain");
        var keys = new ArrayList<String>();
        var after = "";
        while (true) {
            var page = objects().list(folder + "list/", after, 3);
            page.items().forEach(item -> keys.add(item.key()));
            if (page.next().isEmpty()) break;
            after = page.next().get();
        }
        assertThat(keys).hasSize(7).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aFileIsWrittenAsAWhole(@TempDir Path temp) throws IOException {
        var file = Files.write(temp.resolve("f"), new byte[300_000]);
        var stored = objects().write(folder + "file", file, "application/octet-stream");
        assertThat(stored.sizeBytes()).isEqualTo(300_000);
        assertThat(objects()
                        .read(folder + "file", stored.etag(), 0)
                        .orElseThrow()
                        .readAllBytes())
                .hasSize(300_000);
    }

    @Test
    void aCompositionIsSeenAsAWholeAndOnce() throws IOException {
        var key = folder + "composed ø+.csv";
        var large = "x".repeat(6 << 20);
        var pieces = List.of(
                piece("head", "head,"),
                piece("large", large),
                piece("small", ",small,"),
                piece("more", large),
                piece("end", ",end"));
        objects().write(key, bytes("old"), "text/plain");
        var token = objects().begin(key, "text/csv");
        assertThat(text(objects().read(key, null, 0))).isEqualTo("old");
        assertThat(objects().compose(key, token, pieces, false)).isEqualTo(ObjectStore.Composed.DONE);
        assertThat(text(objects().read(key, null, 0))).isEqualTo("head," + large + ",small," + large + ",end");
        assertThat(objects().head(key).orElseThrow().sizeBytes()).isEqualTo(2L * large.length() + 16);
        objects().write(key, bytes("newer"), "text/plain");
        assertThat(objects().compose(key, token, pieces, false)).isEqualTo(ObjectStore.Composed.USED);
        assertThat(objects().compose(key, token, pieces, true)).isEqualTo(ObjectStore.Composed.USED);
        assertThat(text(objects().read(key, null, 0))).isEqualTo("newer");
    }

    @Test
    void aCompositionMayBeOfLargePiecesOrOfNothing() throws IOException {
        var large = "y".repeat(5 << 20);
        var pieces = List.of(piece("one", large), piece("two", large));
        var key = folder + "large";
        assertThat(objects().compose(key, objects().begin(key, "text/plain"), pieces, true))
                .isEqualTo(ObjectStore.Composed.DONE);
        assertThat(text(objects().read(key, null, 0))).isEqualTo(large + large);
        var empty = folder + "empty";
        assertThat(objects().compose(empty, objects().begin(empty, "text/plain"), List.of(), false))
                .isEqualTo(ObjectStore.Composed.DONE);
        assertThat(objects().head(empty).orElseThrow().sizeBytes()).isZero();
    }

    @Test
    void aCompositionReplacesNothingWhereNothingShouldBe() throws IOException {
        var key = folder + "taken";
        var token = objects().begin(key, "text/plain");
        objects().write(key, bytes("old"), "text/plain");
        assertThat(objects().compose(key, token, List.of(piece("p", "new")), true))
                .isEqualTo(ObjectStore.Composed.EXISTS);
        assertThat(text(objects().read(key, null, 0))).isEqualTo("old");
    }

    private ObjectStore.Piece piece(String name, String content) {
        objects().write(folder + "pieces/" + name, bytes(content), "text/plain");
        return new ObjectStore.Piece(folder + "pieces/" + name, content.length());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Optional<InputStream> in) throws IOException {
        try (var stream = in.orElseThrow()) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
