package dev.crossdock.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.memory.MemoryObjectStore;
import java.io.IOException;
import java.time.Clock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DraftTest {
    /** Below, at, and far above what is kept in memory. */
    @ParameterizedTest
    @ValueSource(ints = {0, 9, 10, 11, 1000})
    void whatWasWrittenIsStoredWhereverItLayMeanwhile(int bytes) throws IOException {
        var objects = new MemoryObjectStore(Clock.systemUTC());
        try (var draft = new Draft(10)) {
            for (int i = 0; i < bytes; i++) {
                if (i % 3 == 0) draft.write(i);
                else draft.write(new byte[] {(byte) i});
            }
            draft.store(objects, "b/k", "text/plain");
        }
        try (var in = objects.read("b/k", null, 0).orElseThrow()) {
            var all = in.readAllBytes();
            assertThat(all).hasSize(bytes);
            for (int i = 0; i < bytes; i++) assertThat(all[i]).isEqualTo((byte) i);
        }
    }
}
