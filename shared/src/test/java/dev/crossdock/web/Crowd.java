package dev.crossdock.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.PriorityQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Threads that run at once in a time of their own: when all of them sleep it is the time at which the first one wakes. */
final class Crowd {
    private Instant now = Instant.parse("2026-03-01T10:00:00Z");
    private final PriorityQueue<Instant> wakes = new PriorityQueue<>();
    private int awake;

    /** One of the crowd. @param number from 0 */
    interface Member {
        void live(int number) throws InterruptedException;
    }

    final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            synchronized (Crowd.this) {
                return now;
            }
        }
    };

    synchronized void sleepUntil(Instant time) throws InterruptedException {
        wakes.add(time);
        awake--;
        turn();
        while (now.isBefore(time)) wait();
    }

    void sleep(Duration time) {
        try {
            sleepUntil(clock.instant().plus(time));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whoever wakes counts as awake from the moment at which time stands still again. */
    private void turn() {
        while (awake == 0 && !wakes.isEmpty()) {
            if (wakes.peek().isAfter(now)) now = wakes.peek();
            while (!wakes.isEmpty() && !wakes.peek().isAfter(now)) {
                wakes.poll();
                awake++;
            }
            notifyAll();
        }
    }

    private synchronized void gone() {
        awake--;
        turn();
    }

    void live(int members, Member member) throws Exception {
        awake = members;
        var threads = Executors.newFixedThreadPool(members);
        var ends = new ArrayList<java.util.concurrent.Future<?>>();
        for (int i = 0; i < members; i++) {
            int number = i;
            ends.add(threads.submit(() -> {
                try {
                    member.live(number);
                } finally {
                    gone();
                }
                return null;
            }));
        }
        threads.shutdown();
        for (var end : ends) end.get(60, TimeUnit.SECONDS);
    }
}
