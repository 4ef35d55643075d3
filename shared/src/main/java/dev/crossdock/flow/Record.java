package dev.crossdock.flow;

import java.util.Objects;
import java.util.Optional;

/**
 * One item that flows.
 *
 * @param value a tree of {@code Map<String, Object>}, {@code List<Object>}, {@code String}, {@code Number} (integers as Integer,
 *     Long or BigInteger; decimals as BigDecimal when read, so that digits are exact), {@code Boolean} and null. Not changed
 *     after creation. For a record that could not be read: what could be read of it, or its text.
 * @param origin where it came from
 * @param unreadable why it could not be read; empty for a good record. Such a record is not mapped, it is rejected.
 */
public record Record(Object value, Origin origin, Optional<Problem> unreadable) {
    public Record {
        Objects.requireNonNull(origin);
        Objects.requireNonNull(unreadable);
    }

    public static Record of(Object value, Origin origin) {
        return new Record(value, origin, Optional.empty());
    }

    public static Record unreadable(Object value, Origin origin, Problem why) {
        return new Record(value, origin, Optional.of(why));
    }

    /** The same place, another value: what a mapping makes. */
    public Record with(Object newValue) {
        return new Record(newValue, origin, unreadable);
    }
}
