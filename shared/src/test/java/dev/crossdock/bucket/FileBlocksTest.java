package dev.crossdock.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.bucket.FileBlocks.Block;
import dev.crossdock.flow.Checkpoint;
import dev.crossdock.flow.FileRef;
import dev.crossdock.memory.MemoryObjectStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The blocks of a file: all of it, in order, each once, from any place. */
class FileBlocksTest {
    private final MemoryObjectStore objects = new MemoryObjectStore(Clock.systemUTC());

    private FileRef file(int length) {
        var stored = objects.write("incoming/a.bin", new byte[length], "application/octet-stream");
        return ObjectStore.ref(stored).orElseThrow();
    }

    private static List<Block> blocks(FileBlocks source, boolean newWorkerEachTime) {
        var blocks = new ArrayList<Block>();
        for (var chunk : source.plan()) {
            var at = Checkpoint.START;
            for (var cursor = source.open(chunk, at); ; ) {
                var batch = cursor.next();
                if (batch.isEmpty()) break;
                batch.get().records().forEach(record -> blocks.add(Block.of(record)));
                at = cursor.position();
                if (newWorkerEachTime) cursor = source.open(chunk, at);
            }
        }
        return blocks;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9, 10, 11, 40, 41, 119, 120, 121, 1234})
    void blocksAreTheFileInOrderFromAnyPlace(int length) {
        var source = new FileBlocks(objects, file(length), 10, 4, 3);
        var blocks = blocks(source, false);
        assertThat(blocks(source, true)).isEqualTo(blocks).hasSize(Math.max(1, (length + 9) / 10));
        long at = 0;
        for (var block : blocks) {
            assertThat(block.from()).isEqualTo(at);
            at = block.to();
            assertThat(block.last()).isEqualTo(at == length);
        }
        assertThat(at).isEqualTo(length);
        assertThat(source.plan()).hasSize(Math.max(1, (length + 39) / 40));
    }

    @Test
    void anotherStateOfTheFileIsNeverRead() {
        var before = file(100);
        objects.write("incoming/a.bin", new byte[101], "application/octet-stream");
        assertThatThrownBy(() -> new FileBlocks(objects, before, 10, 4, 3).plan())
                .hasMessageContaining("file.replaced");
        assertThatThrownBy(() -> FileBlocks.read(objects, before, 0, 10)).hasMessageContaining("file.replaced");
        objects.delete("incoming/a.bin", null);
        assertThatThrownBy(() -> FileBlocks.open(objects, before)).hasMessageContaining("file.gone");
    }

    @Test
    void theReportSaysThatItWasNotUnderstood() {
        var chunk = new FileBlocks(objects, file(5), 10, 4, 3).plan().get(0);
        assertThat(FileSource.described(chunk)).containsEntry("format", "bytes");
    }
}
