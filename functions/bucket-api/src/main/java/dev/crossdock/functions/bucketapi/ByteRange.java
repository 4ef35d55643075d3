package dev.crossdock.functions.bucketapi;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.util.Optional;
import java.util.regex.Pattern;

/** A part of a file, as a {@code Range} header asks for it (RFC 9110, section 14). @param to exclusive */
record ByteRange(long from, long to) {
    private static final Pattern ONE = Pattern.compile("bytes=\\s*(\\d{0,18})-(\\d{0,18})\\s*");

    /**
     * @return empty for the whole file: no header, one that is none, or several parts, which a server need not give
     * @throws Refused {@code file.range} when the file has no such bytes
     */
    static Optional<ByteRange> parse(String header, long sizeBytes) {
        if (header == null) return Optional.empty();
        var match = ONE.matcher(header);
        if (!match.matches()) return Optional.empty();
        var first = match.group(1);
        var last = match.group(2);
        if (first.isEmpty() && last.isEmpty()) return Optional.empty();
        long from = first.isEmpty() ? Math.max(0, sizeBytes - Long.parseLong(last)) : Long.parseLong(first);
        long to = first.isEmpty() || last.isEmpty() ? sizeBytes : Math.min(sizeBytes, Long.parseLong(last) + 1);
        if (!first.isEmpty() && !last.isEmpty() && Long.parseLong(last) < from) return Optional.empty();
        if (from >= sizeBytes || to <= from) {
            throw new Refused(Problem.of(
                    "file.range",
                    "the file has %,d bytes, none of them in \"%s\".".formatted(sizeBytes, header),
                    "Ask for bytes=0-" + Math.max(0, sizeBytes - 1) + " or less."));
        }
        return Optional.of(new ByteRange(from, to));
    }

    String of(long sizeBytes) {
        return "bytes " + from + "-" + (to - 1) + "/" + sizeBytes;
    }
}
