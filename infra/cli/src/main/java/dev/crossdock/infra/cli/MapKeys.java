package dev.crossdock.infra.cli;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether records have their key, and none of them the same as one before. Keys are kept as 128 bits of a hash, in a table with
 * open addressing: 20 to 40 bytes a record. Not thread-safe.
 */
final class MapKeys {
    private final List<String> fields;
    private final MessageDigest digest = Sha256.digest();
    private long[] table = new long[2 << 10];
    private int size;

    MapKeys(List<String> fields) {
        this.fields = fields;
    }

    /** Why a record cannot be taken; empty = it can, and its key is remembered. */
    Optional<Problem> refuse(Object value) {
        var text = new StringBuilder();
        for (var field : fields) {
            var part = value instanceof Map<?, ?> map ? map.get(field) : null;
            if (part == null || part.equals("") || part instanceof Map || part instanceof List) {
                return Optional.of(Problem.of(
                                "record.key",
                                "the key field \"" + field + "\" is "
                                        + (part == null ? "missing" : part.equals("") ? "empty" : "no single value")
                                        + ".",
                                "Give every record a value there, or let the map skip it.")
                        .inField(field));
            }
            var shown = String.valueOf(part);
            text.append(shown.length()).append(':').append(shown);
        }
        if (add(digest.digest(text.toString().getBytes(StandardCharsets.UTF_8)))) return Optional.empty();
        return Optional.of(Problem.of(
                "record.duplicate-key",
                "\""
                        + String.join(
                                "\", \"",
                                fields.stream()
                                        .map(f -> String.valueOf(((Map<?, ?>) value).get(f)))
                                        .toList())
                        + "\" came before.",
                "If both are meant, choose a key that tells them apart."));
    }

    private boolean add(byte[] hash) {
        long high = part(hash, 0) | 1; // 0 is an empty place
        long low = part(hash, 8);
        if (size * 4L > table.length) grow();
        if (!put(table, high, low)) return false;
        size++;
        return true;
    }

    private static boolean put(long[] table, long high, long low) {
        int mask = table.length / 2 - 1;
        for (int at = (int) (low & mask); ; at = at + 1 & mask) {
            if (table[2 * at] == 0) {
                table[2 * at] = high;
                table[2 * at + 1] = low;
                return true;
            }
            if (table[2 * at] == high && table[2 * at + 1] == low) return false;
        }
    }

    private void grow() {
        var larger = new long[table.length * 2];
        for (int i = 0; i < table.length; i += 2) {
            if (table[i] != 0) put(larger, table[i], table[i + 1]);
        }
        table = larger;
    }

    private static long part(byte[] bytes, int from) {
        long value = 0;
        for (int i = from; i < from + 8; i++) value = value << 8 | bytes[i] & 0xff;
        return value;
    }
}
