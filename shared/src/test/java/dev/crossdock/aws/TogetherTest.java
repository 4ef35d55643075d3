package dev.crossdock.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TogetherTest {
    private final List<List<Integer>> calls = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    /** The first call waits until it is told to go on. */
    private List<Integer> call(List<Integer> asked) {
        calls.add(asked);
        if (calls.size() == 1) {
            begun.countDown();
            await(goOn);
        }
        if (asked.contains(13)) throw new IllegalArgumentException("13");
        return asked.stream().map(i -> -i).toList();
    }

    @Test
    void whoIsAloneCallsAlone() {
        goOn.countDown();
        var together = together(10, 1000);
        assertEquals(-1, together.ask(1));
        assertEquals(-2, together.ask(2));
        assertEquals(List.of(List.of(1), List.of(2)), calls);
    }

    @Test
    void whatComesMeanwhileGoesInOneCallInItsOrder() {
        var together = together(10, 1000);
        var answers = ask(together, 1, 2, 3, 4);
        goOn.countDown();
        assertEquals(List.of(-1, -2, -3, -4), all(answers));
        assertEquals(List.of(List.of(1), List.of(2, 3, 4)), calls);
    }

    @Test
    void aCallTakesNoMoreThanItMay() {
        var together = together(2, 1000);
        var answers = ask(together, 1, 2, 3, 4);
        goOn.countDown();
        assertEquals(List.of(-1, -2, -3, -4), all(answers));
        assertEquals(List.of(List.of(1), List.of(2, 3), List.of(4)), calls);
    }

    @Test
    void weightBoundsACallButOneThatIsTooHeavyGoesAlone() {
        var together = together(10, 100);
        var answers = ask(together, 1, 40, 60, 5, 700, 6);
        goOn.countDown();
        assertEquals(List.of(-1, -40, -60, -5, -700, -6), all(answers));
        assertEquals(List.of(List.of(1), List.of(40, 60), List.of(5), List.of(700), List.of(6)), calls);
    }

    @Test
    void twoOfOnePlaceGoOneAfterTheOther() {
        var together = together(10, 10_000);
        var answers = ask(together, 1, 102, 2, 3);
        goOn.countDown();
        assertEquals(List.of(-1, -102, -2, -3), all(answers));
        assertEquals(List.of(List.of(1), List.of(102, 3), List.of(2)), calls);
    }

    @Test
    void whatACallThrowsIsThrownToAllOfItAndToNobodyElse() {
        var together = together(2, 1000);
        var answers = ask(together, 1, 12, 13, 14);
        goOn.countDown();
        assertEquals(-1, answers.get(0).join());
        for (int i = 1; i <= 2; i++) {
            var answer = answers.get(i);
            assertThrows(CompletionException.class, answer::join);
        }
        assertEquals(-14, answers.get(3).join());
    }

    @Test
    void manyThreadsAllGetTheirs() {
        goOn.countDown();
        var together = new Together<Integer, Integer>(
                3,
                new Together.Bounds(7, 1000),
                i -> 1,
                i -> i % 50,
                asked -> asked.stream().map(i -> -i).toList());
        var pool = Executors.newFixedThreadPool(24);
        try {
            var answers = IntStream.range(0, 20_000)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> together.ask(i), pool))
                    .toList();
            for (int i = 0; i < answers.size(); i++)
                assertEquals(-i, answers.get(i).join());
        } finally {
            pool.shutdownNow();
        }
    }

    private Together<Integer, Integer> together(int most, int weight) {
        return new Together<>(1, new Together.Bounds(most, weight), i -> i, i -> i % 100, this::call);
    }

    /** Asks one after the other; all but the first while the first is being called. */
    private List<CompletableFuture<Integer>> ask(Together<Integer, Integer> together, int... numbers) {
        var answers = new ArrayList<CompletableFuture<Integer>>();
        for (int number : numbers) {
            var answer = new CompletableFuture<Integer>();
            var thread = new Thread(() -> {
                try {
                    answer.complete(together.ask(number));
                } catch (Throwable e) {
                    answer.completeExceptionally(e);
                }
            });
            thread.start();
            if (answers.isEmpty()) await(begun);
            else while (thread.getState() != Thread.State.WAITING) Thread.onSpinWait();
            answers.add(answer);
        }
        return answers;
    }

    private static List<Integer> all(List<CompletableFuture<Integer>> answers) {
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(20, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
