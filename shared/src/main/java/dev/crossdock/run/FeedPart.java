package dev.crossdock.run;

import dev.crossdock.definition.Bucket;
import dev.crossdock.flow.FileRef;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One of several files of a feed, told by its name: {@code products-1of3.csv}.
 *
 * @param set the name without the part's number: {@code products-*of3.csv}
 * @param number 1 to {@code of}
 * @param of at least 2
 */
record FeedPart(String set, int number, int of) {
    static final int MOST = 1000;

    private static final Pattern NAME = Pattern.compile("(?<![A-Za-z0-9])([0-9]{1,4})of([0-9]{1,4})(?![A-Za-z0-9])");
    /** What a moved file got in its name where there was one already. */
    private static final Pattern OWN = Pattern.compile("\\.r-[0-9a-f]{16}");

    /** @return empty for a file that is a feed by itself */
    static Optional<FeedPart> of(FileRef file) {
        var name = Bucket.reserved(file.name()) ? OWN.matcher(file.baseName()).replaceAll("") : file.name();
        int folder = name.lastIndexOf('/') + 1;
        var match = NAME.matcher(name).region(folder, name.length()).useTransparentBounds(true);
        if (!match.find()) return Optional.empty();
        int number = Integer.parseInt(match.group(1));
        int of = Integer.parseInt(match.group(2));
        if (of < 2 || of > MOST || number < 1 || number > of) return Optional.empty();
        return Optional.of(
                new FeedPart(name.substring(0, match.start()) + "*of" + of + name.substring(match.end()), number, of));
    }
}
