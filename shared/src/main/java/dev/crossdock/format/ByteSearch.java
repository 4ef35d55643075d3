package dev.crossdock.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds the first of some bytes, eight at a time in a long (Warren, "Hacker's Delight", 6-1: the first zero byte). Immutable and
 * thread-safe.
 */
final class ByteSearch {
    /** A long of eight bytes; the first of them is the lowest. */
    static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    static final long ONES = 0x0101010101010101L;
    static final long TOPS = 0x8080808080808080L;

    private final boolean[] wanted = new boolean[256];
    private final boolean few;
    private final long first;
    private final long second;
    private final long third;

    /** @param bytes up to three are looked for eight at a time; more of them one by one */
    ByteSearch(byte... bytes) {
        for (byte b : bytes) wanted[b & 0xff] = true;
        few = bytes.length <= 3;
        first = ONES * (bytes[0] & 0xff);
        second = ONES * (bytes[Math.min(1, bytes.length - 1)] & 0xff);
        third = ONES * (bytes[Math.min(2, bytes.length - 1)] & 0xff);
    }

    boolean wants(byte b) {
        return wanted[b & 0xff];
    }

    /** @return where one of them stands first in {@code [from, to)}; {@code to} when there is none */
    int next(byte[] bytes, int from, int to) {
        int i = from;
        if (few) {
            for (int last = to - 8; i <= last; i += 8) {
                long eight = (long) LONGS.get(bytes, i);
                long found = (zeros(eight ^ first) | zeros(eight ^ second) | zeros(eight ^ third)) & TOPS;
                if (found != 0) return i + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        while (i < to && !wanted[bytes[i] & 0xff]) i++;
        return i;
    }

    /** The top bit of the first byte that is zero, and maybe of some behind it; of none before it. */
    private static long zeros(long eight) {
        return (eight - ONES) & ~eight;
    }
}
