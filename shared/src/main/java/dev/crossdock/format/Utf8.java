package dev.crossdock.format;

/** Whether bytes are UTF-8 (RFC 3629), without making a text of them. */
final class Utf8 {
    private Utf8() {}

    static boolean ascii(byte[] bytes, int from, int length) {
        return pastAscii(bytes, from, from + length) == from + length;
    }

    /** Whether these are whole characters throughout: none cut off, none written longer than it must be, no surrogates. */
    static boolean valid(byte[] bytes, int from, int length) {
        int to = from + length;
        for (int i = pastAscii(bytes, from, to); i < to; i = pastAscii(bytes, i, to)) {
            int size = sizeAt(bytes, i, to);
            if (size == 0) return false;
            i += size;
        }
        return true;
    }

    /** The first byte that is not ASCII; {@code to} when there is none. */
    private static int pastAscii(byte[] bytes, int from, int to) {
        int i = from;
        for (int last = to - 8; i <= last; i += 8) {
            long high = (long) ByteSearch.LONGS.get(bytes, i) & ByteSearch.TOPS;
            if (high != 0) return i + (Long.numberOfTrailingZeros(high) >>> 3);
        }
        while (i < to && bytes[i] >= 0) i++;
        return i;
    }

    /** How many bytes the character has that begins here, which is not ASCII; 0 = it is none. */
    private static int sizeAt(byte[] bytes, int i, int to) {
        int lead = bytes[i] & 0xff;
        int size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
        if (lead < 0xc2 || lead > 0xf4 || i + size > to) return 0;
        int second = bytes[i + 1] & 0xff;
        // Of four leads the second byte's range is narrower (RFC 3629, section 4).
        int least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
        int most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
        if (second < least || second > most) return 0;
        for (int n = 2; n < size; n++) if ((bytes[i + n] & 0xc0) != 0x80) return 0;
        return size;
    }
}
