package dev.crossdock.aws;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Joins what several threads ask for at the same time into one call, as databases commit in groups. A thread that is alone calls at
 * once; one that comes while all lanes are taken waits, and whoever gets the next lane takes along all that wait, in the order in
 * which they came. Nobody waits for company. Thread-safe; an interrupt is kept for the caller and does not end the wait.
 *
 * @param <T> what is asked for
 * @param <R> its result
 */
final class Together<T, R> {
    /** One call. */
    interface Call<T, R> {
        /** @return results in the order of what was asked for; what is thrown is thrown to all who asked */
        List<R> of(List<T> asked);
    }

    /** How much goes into one call. @param most of them @param weight of all of them */
    record Bounds(int most, int weight) {}

    private final Bounds bounds;
    private final ToIntFunction<T> weight;
    private final Function<T, Object> place;
    private final Call<T, R> call;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Waiting<T, R>> waiting = new ArrayDeque<>();
    private int freeLanes;

    private static final class Waiting<T, R> {
        final T asked;
        final Condition changed;
        boolean done;
        R result;
        Throwable thrown;

        Waiting(T asked, Condition changed) {
            this.asked = asked;
            this.changed = changed;
        }

        R answer() {
            if (thrown instanceof RuntimeException problem) throw problem;
            if (thrown instanceof Error error) throw error;
            return result;
        }
    }

    /**
     * @param lanes how many calls are made at once
     * @param place two of the same place never go into one call
     */
    Together(int lanes, Bounds bounds, ToIntFunction<T> weight, Function<T, Object> place, Call<T, R> call) {
        this.freeLanes = lanes;
        this.bounds = bounds;
        this.weight = weight;
        this.place = place;
        this.call = call;
    }

    R ask(T asked) {
        return askAll(List.of(asked)).get(0);
    }

    /** Asks for several at once, which go in one call where its bounds let them. @return results in their order */
    List<R> askAll(List<T> asked) {
        var changed = lock.newCondition();
        var mine = asked.stream().map(one -> new Waiting<T, R>(one, changed)).toList();
        lock.lock();
        try {
            waiting.addAll(mine);
            while (true) {
                while (!done(mine) && (freeLanes == 0 || waiting.isEmpty())) changed.awaitUninterruptibly();
                if (done(mine)) return mine.stream().map(Waiting::answer).toList();
                freeLanes--;
                work(taken());
            }
        } finally {
            lock.unlock();
        }
    }

    private static boolean done(List<? extends Waiting<?, ?>> all) {
        for (var one : all) if (!one.done) return false;
        return true;
    }

    /** The first that waits, and all others that may go with it. */
    private List<Waiting<T, R>> taken() {
        var batch = new ArrayList<Waiting<T, R>>();
        var places = new HashSet<>();
        int heavy = 0;
        for (var all = waiting.iterator(); all.hasNext() && batch.size() < bounds.most; ) {
            var next = all.next();
            int its = weight.applyAsInt(next.asked);
            if (!batch.isEmpty() && heavy + its > bounds.weight) break;
            if (!places.add(place.apply(next.asked))) continue;
            heavy += its;
            batch.add(next);
            all.remove();
        }
        return batch;
    }

    /** Makes the call without the lock, which is held before and after. */
    private void work(List<Waiting<T, R>> batch) {
        List<R> results = null;
        Throwable thrown = null;
        lock.unlock();
        try {
            results = call.of(batch.stream().map(one -> one.asked).toList());
        } catch (RuntimeException | Error e) {
            thrown = e;
        } finally {
            lock.lock();
        }
        for (int i = 0; i < batch.size(); i++) {
            var one = batch.get(i);
            one.thrown = thrown;
            one.result = thrown == null ? results.get(i) : null;
            one.done = true;
            one.changed.signal();
        }
        freeLanes++;
        // Only one of them: the others go with it, or it wakes the next.
        if (!waiting.isEmpty()) waiting.peek().changed.signal();
    }
}
