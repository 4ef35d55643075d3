package dev.crossdock.event;

import java.time.Instant;
import java.util.Map;

/**
 * One change of a table's item, as its stream tells it. Values are {@code String}, {@code BigDecimal}, {@code Boolean}, {@code
 * byte[]}, {@code List}, {@code Map} and null; a set comes as a list.
 *
 * @param id of the change; the same when it is delivered again
 * @param sequence orders the changes of one shard; digits, longer is later
 * @param keys the item's key attributes
 * @param before empty when the item was created
 * @param after empty when the item was deleted
 * @param at when it happened, to the second
 * @param expired it was deleted by the table's time to live, not by anyone
 */
public record ItemChange(
        String id,
        String sequence,
        Map<String, Object> keys,
        Map<String, Object> before,
        Map<String, Object> after,
        Instant at,
        boolean expired) {}
