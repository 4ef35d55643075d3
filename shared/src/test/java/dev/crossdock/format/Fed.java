package dev.crossdock.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Refused;
import dev.crossdock.fuzz.Fuzzed;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Feeds bytes to the readers as a job would: detected, read to the end, and once more from a place in the middle. */
abstract class Fed extends Fuzzed {
    private static final int MOST_RECORDS = 2_000;

    /** What was read, and how it ended. */
    private record End(List<Object> values, List<Place> places, Optional<Problem> refused) {}

    static void read(String file, byte[] bytes) throws IOException {
        Formats.Detected detected;
        try {
            detected = Formats.detect(file, bytes, Options.NONE);
        } catch (Refused e) {
            coded(e);
            return;
        }
        var end = read(file, bytes, detected, Place.START);
        if (detected.compression() != Compression.NONE || end.places().isEmpty()) return;
        int at = end.places().size() / 2;
        var place = end.places().get(at);
        int from = detected.format().seekable(detected.options()) ? (int) place.byteOffset() : 0;
        assertThat(from).isBetween(0, bytes.length);
        var rest = read(file, java.util.Arrays.copyOfRange(bytes, from, bytes.length), detected, place);
        assertThat(rest.values())
                .isEqualTo(end.values().subList(at + 1, end.values().size()));
        assertThat(rest.refused().map(Problem::code)).isEqualTo(end.refused().map(Problem::code));
    }

    private static End read(String file, byte[] bytes, Formats.Detected detected, Place from) throws IOException {
        var values = new ArrayList<>();
        var places = new ArrayList<Place>();
        try (var in = detected.compression().open(new ByteArrayInputStream(bytes), file);
                var reader = detected.format().reader(in, file, detected.options(), from)) {
            for (var next = reader.next(); next.isPresent() && values.size() < MOST_RECORDS; next = reader.next()) {
                values.add(value(next.get()));
                places.add(reader.place());
            }
            return new End(values, places, Optional.empty());
        } catch (Refused e) {
            coded(e);
            assertThat(e.problem().hint()).isNotBlank();
            return new End(values, places, Optional.of(e.problem()));
        }
    }

    private static Object value(Record record) {
        record.unreadable().ifPresent(Fuzzed::coded);
        tree(record.value());
        return record.unreadable().isPresent() ? record.unreadable().get().code() : record.value();
    }

    /** Only what flows: trees of plain values. */
    private static void tree(Object value) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, part) -> {
                assertThat(key).isInstanceOf(String.class);
                tree(part);
            });
        } else if (value instanceof List<?> list) list.forEach(Fed::tree);
        else if (value != null) assertThat(value).isInstanceOfAny(String.class, Number.class, Boolean.class);
    }
}
