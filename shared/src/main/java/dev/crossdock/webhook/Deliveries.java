package dev.crossdock.webhook;

import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.engine.ExecutionMessage;
import dev.crossdock.event.Queue;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.WorldException;
import dev.crossdock.run.Ledger;
import dev.crossdock.run.LedgerList;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Deliveries as they are kept: found, listed, handed on to the engine, replayed. Thread-safe.
 *
 * <p>Entries: {@code DELIVERY#id/META} the delivery, {@code DELIVERIES#listener/time#id} for lists,
 * {@code DELIVERIES#listener=failed/time#id} for that of those that failed. The id is derived, so the first
 * write on the condition that there is none is the dedupe; all entries vanish together, after the longest time that a provider
 * sends something again.
 */
public final class Deliveries {
    /** Adyen repeats for 30 days, longer than all others. */
    static final Duration KEPT = Duration.ofDays(35);
    /** Bodies above it lie in the object store: an entry of the ledger holds 350 KB, and escapes may double a text. */
    static final int LARGEST_INSIDE = 64 << 10;

    /** Always with its milliseconds, so that the order of the text is that of time. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private static final String META = "META";
    private static final int MOST_REPLAYED = 1_000;

    private final Ledger ledger;
    private final ObjectStore objects;
    private final Queue queue;
    final Clock clock;

    public Deliveries(Ledger ledger, ObjectStore objects, Queue queue, Clock clock) {
        this.ledger = ledger;
        this.objects = objects;
        this.queue = queue;
        this.clock = clock;
    }

    public record Page(List<Delivery> items, Optional<String> next) {
        public Page {
            items = List.copyOf(items);
        }
    }

    public Optional<Delivery> find(String id) {
        return ledger.read(partition(id), META).map(entry -> Json.read(entry.body(), Delivery.class));
    }

    /** @throws Refused {@code delivery.unknown} */
    public Delivery get(String id) {
        return find(id).orElseThrow(() -> new Refused(Problem.of(
                "delivery.unknown",
                "there is no delivery \"" + id + "\".",
                "Deliveries are kept for " + KEPT.toDays() + " days: crossdock deliveries LISTENER lists them.")));
    }

    /**
     * A listener's deliveries, the newest first.
     *
     * @param state only in this one
     * @param cursor empty = from the newest; else what the last page gave
     * @return a page may hold fewer than there is room for, and have a next one: see {@link LedgerList#MOST_WALKED}
     */
    public Page list(String listener, Optional<Delivery.State> state, String cursor, int limit) {
        var list = state.equals(Optional.of(Delivery.State.FAILED)) ? failed(listener) : list(listener);
        var page = new LedgerList(list, Deliveries::partition)
                .page(
                        ledger,
                        (sort, body) -> Optional.of(Json.read(body, Delivery.class))
                                .filter(delivery -> listKey(delivery).equals(sort))
                                .filter(delivery -> state.isEmpty() || delivery.state() == state.get()),
                        cursor,
                        limit);
        return new Page(page.items(), page.next());
    }

    /** The bytes as they came. @throws WorldException when the store is out of reach */
    public byte[] body(Delivery delivery) {
        var content = delivery.content();
        if (content.text().isPresent()) return content.text().get().getBytes(StandardCharsets.UTF_8);
        if (content.base64().isPresent())
            return Base64.getDecoder().decode(content.base64().get());
        var key = content.key().orElseThrow();
        try (var in =
                objects.read(key, null, 0).orElseThrow(() -> new IllegalStateException(key + " is not in the store"))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new WorldException("reading " + key + ": " + e.getMessage(), e);
        }
    }

    /**
     * A new attempt of a delivery, whatever became of the last one: what its execution has done is not done again.
     *
     * @return as it is now
     * @throws Refused {@code delivery.unknown}
     */
    public Delivery replay(String id) {
        get(id);
        return queue(again(id));
    }

    /**
     * Replays a listener's deliveries that are in a state, those that came first, first.
     *
     * @param since only those that came at this time or later
     * @return those that were replayed, {@value #MOST_REPLAYED} at most: ask again when it is so many
     */
    public List<Delivery> replay(String listener, Delivery.State state, Instant since) {
        var found = new ArrayList<Delivery>();
        var after = TIME.format(since);
        while (found.size() < MOST_REPLAYED) {
            var page = ledger.list(list(listener), "", after, 200);
            for (var entry : page) {
                after = entry.sort();
                listed(after)
                        .filter(delivery -> delivery.state() == state)
                        .filter(delivery -> found.size() < MOST_REPLAYED)
                        .ifPresent(found::add);
            }
            if (page.size() < 200) break;
        }
        return found.stream().map(delivery -> replay(delivery.id())).toList();
    }

    // What follows is for this room.

    /** A new attempt that is not handed on to the queue: who asks for it works on it. */
    Delivery again(String id) {
        var again = change(id, Delivery::again);
        standInLine(again);
        return again;
    }

    /**
     * Of the deliveries in the same group the one whose turn it is: each of them has a message, and a message is leave to work on
     * whichever is the first.
     *
     * @return the one with the lowest number that has not ended; empty when all have
     */
    Optional<Delivery> first(Delivery one) {
        var partition = line(one).orElseThrow().partition();
        while (true) {
            var page = ledger.list(partition, "", "", 20);
            for (var entry : page) {
                var found = find(entry.sort().substring(entry.sort().indexOf('#') + 1));
                if (found.isPresent() && !found.get().state().ended()) return found;
                ledger.delete(partition, entry.sort(), entry.version());
            }
            if (page.isEmpty()) return Optional.empty();
        }
    }

    private void standInLine(Delivery delivery) {
        line(delivery).ifPresent(write -> ledger.writeAll(List.of(write)));
    }

    /** A delivery's place among those of its group, by number. */
    private static Optional<Ledger.Write> line(Delivery delivery) {
        return delivery.sequence()
                .map(number -> new Ledger.Write(
                        "DELIVERYLINE#" + delivery.group(),
                        "%018d#%s".formatted(number, delivery.id()),
                        Ledger.ABSENT,
                        "{}",
                        expires(delivery)));
    }

    Ledger ledger() {
        return ledger;
    }

    /** @param first false when it was kept before, by this sender's earlier try or by one at the same time */
    record Kept(Delivery delivery, boolean first) {}

    /** Keeps a delivery unless it is kept already. Durable when it returns, and listed. */
    Kept keep(Delivery delivery) {
        var writes = new ArrayList<>(List.of(
                new Ledger.Write(
                        partition(delivery.id()), META, Ledger.ABSENT, Json.write(delivery), expires(delivery)),
                new Ledger.Write(
                        list(delivery.listener()), listKey(delivery), Ledger.ABSENT, "{}", expires(delivery))));
        line(delivery).ifPresent(writes::add);
        var written = ledger.writeAll(writes);
        if (written.get(0).isPresent()) return new Kept(delivery, true);
        var before = before(delivery.id());
        // The entry that was just made leads to one of another time; and whoever died between the two made none of his.
        if (!listKey(before).equals(listKey(delivery)))
            ledger.delete(list(delivery.listener()), listKey(delivery), Ledger.ANY);
        if (!before.state().ended()) {
            ledger.write(list(before.listener()), listKey(before), Ledger.ABSENT, "{}", expires(before));
            standInLine(before);
        }
        return new Kept(before, false);
    }

    private Delivery before(String id) {
        return find(id).orElseThrow(() -> new WorldException("delivery " + id + " vanished while it was read", null));
    }

    /** Puts the bytes where they are kept. @param name unique to these bytes */
    Delivery.Content store(String listener, String name, byte[] body) {
        if (body.length > LARGEST_INSIDE) {
            var key = ".runs/deliveries/" + listener + "/" + name;
            objects.write(key, body, "application/octet-stream");
            return new Delivery.Content(Optional.empty(), Optional.empty(), Optional.of(key), body.length);
        }
        var text = plainText(body);
        return new Delivery.Content(
                text,
                text.isPresent()
                        ? Optional.empty()
                        : Optional.of(Base64.getEncoder().encodeToString(body)),
                Optional.empty(),
                body.length);
    }

    /** Hands a delivery on to the engine's queue. Durable when it returns; a message too many does nothing. */
    Delivery queue(Delivery delivery) {
        send(delivery);
        return change(
                delivery.id(),
                now -> now.state() == Delivery.State.RECEIVED && now.attempt() == delivery.attempt()
                        ? now.in(Delivery.State.QUEUED, clock.instant(), Optional.empty())
                        : now);
    }

    /** As {@link #queue}, of one that says already that it is. */
    void send(Delivery delivery) {
        var body = "{\"delivery\":\"" + delivery.id() + "\"}";
        ExecutionMessage.send(queue, body, delivery.group(), delivery.id() + "#" + delivery.attempt());
    }

    /** Notes how an attempt ended, unless there has been another one meanwhile. */
    Delivery ended(Delivery delivery, Delivery.State state, Optional<Problem> why) {
        return change(
                delivery.id(),
                now -> now.attempt() == delivery.attempt() && !now.state().ended()
                        ? now.in(state, clock.instant(), why)
                        : now);
    }

    void waits(Delivery delivery, Instant until, Optional<Problem> why) {
        change(
                delivery.id(),
                now -> now.attempt() == delivery.attempt() && !now.state().ended() ? now.waiting(until, why) : now);
    }

    /** Changes a delivery on the condition that nobody changed it meanwhile; tries again when somebody did. */
    private Delivery change(String id, UnaryOperator<Delivery> change) {
        while (true) {
            var entry = ledger.read(partition(id), META)
                    .orElseThrow(() -> new IllegalStateException("delivery " + id + " is not in the ledger"));
            var before = Json.read(entry.body(), Delivery.class);
            var after = change.apply(before);
            if (after.equals(before)) return after;
            boolean failed = after.state() == Delivery.State.FAILED;
            // Before the delivery itself: an entry too many is passed over.
            if (failed) ledger.write(failed(after.listener()), listKey(after), Ledger.ABSENT, "{}", expires(after));
            if (ledger.write(partition(id), META, entry.version(), Json.write(after), expires(after))
                    .isEmpty()) continue;
            if (!failed && before.state() == Delivery.State.FAILED)
                ledger.delete(failed(after.listener()), listKey(after), Ledger.ANY);
            return after;
        }
    }

    /** What JSON writes with at most twice as many bytes. */
    private static Optional<String> plainText(byte[] body) {
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            return text.chars().allMatch(c -> c >= ' ' || c == '\n' || c == '\r' || c == '\t')
                    ? Optional.of(text)
                    : Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static Instant expires(Delivery delivery) {
        return delivery.receivedAt().plus(KEPT);
    }

    private static String list(String listener) {
        return "DELIVERIES#" + listener;
    }

    private static String failed(String listener) {
        return list(listener) + "=failed";
    }

    /**
     * The delivery of a list's entry; empty where there is none, or where the entry is not its own: one that came again at the same
     * time left it, should its process have died before it took it back.
     */
    private Optional<Delivery> listed(String key) {
        return find(key.substring(key.indexOf('#') + 1))
                .filter(delivery -> listKey(delivery).equals(key));
    }

    private static String listKey(Delivery delivery) {
        return TIME.format(delivery.receivedAt()) + "#" + delivery.id();
    }

    private static String partition(String id) {
        return "DELIVERY#" + id;
    }
}
