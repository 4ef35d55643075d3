package dev.crossdock.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link Source} keeps. */
public abstract class SourceContract {
    protected abstract Source source();

    /** The whole input, in order. */
    protected abstract List<Object> expected();

    @Test
    void theChunksTogetherAreTheInput() {
        var all = new ArrayList<Object>();
        for (var chunk : source().plan()) all.addAll(values(read(chunk, Checkpoint.START)));
        assertThat(all).isEqualTo(expected());
    }

    @Test
    void theSameInputGivesTheSamePlan() {
        assertThat(source().plan()).isEqualTo(source().plan()).isNotEmpty();
    }

    /** Whether a chunk's numbers go on from those of the chunk before; else each begins with one. */
    protected boolean numberedThrough() {
        return true;
    }

    @Test
    void recordsAreNumberedFromOneWithoutGaps() {
        var numbers = new ArrayList<Long>();
        for (var chunk : source().plan()) {
            if (!numberedThrough()) numbers.clear();
            read(chunk, Checkpoint.START)
                    .forEach(record -> numbers.add(record.origin().record()));
            for (int i = 0; i < numbers.size(); i++) assertThat(numbers.get(i)).isEqualTo(i + 1L);
        }
    }

    @Test
    void resumingAtAnyCheckpointGivesExactlyTheRest() {
        for (var chunk : source().plan()) {
            var whole = read(chunk, Checkpoint.START);
            var sofar = new ArrayList<Record>();
            try (var cursor = source().open(chunk, Checkpoint.START)) {
                for (var batch = cursor.next(); batch.isPresent(); batch = cursor.next()) {
                    sofar.addAll(batch.get().records());
                    var rest = read(chunk, cursor.position());
                    assertThat(rest).isEqualTo(whole.subList(sofar.size(), whole.size()));
                }
                assertThat(cursor.next()).as("the end stays the end").isEmpty();
            }
            assertThat(sofar).isEqualTo(whole);
        }
    }

    @Test
    void aCheckpointIsSmallText() {
        for (var chunk : source().plan()) {
            assertThat(chunk.range().length()).isLessThan(4096);
            try (var cursor = source().open(chunk, Checkpoint.START)) {
                cursor.next();
                assertThat(cursor.position().text().length()).isLessThan(4096);
            }
        }
    }

    private List<Record> read(Chunk chunk, Checkpoint from) {
        var records = new ArrayList<Record>();
        try (var cursor = source().open(chunk, from)) {
            for (var batch = cursor.next(); batch.isPresent(); batch = cursor.next())
                records.addAll(batch.get().records());
        }
        return records;
    }

    private static List<Object> values(List<Record> records) {
        return records.stream().map(Record::value).toList();
    }
}
