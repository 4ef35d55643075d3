package dev.crossdock.functions.controlapi.console;

import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Files that a person can look through and correct in a browser. */
final class SmallText {
    static final int LARGEST = 256 << 10;

    private SmallText() {}

    /** @throws Refused {@code file.unknown}, {@code console.no-text} */
    static String read(ObjectStore objects, String key) {
        var stored = objects.head(key).orElseThrow(() -> unknown(key));
        if (stored.sizeBytes() > LARGEST) throw noText(key, "has " + Told.size(stored.sizeBytes()));
        try (var in = objects.read(key, stored.etag(), 0).orElseThrow(() -> unknown(key))) {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(in.readAllBytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw noText(key, "is no text in UTF-8");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Refused unknown(String key) {
        return new Refused(Problem.of(
                "file.unknown",
                "there is no file \"" + Told.cut(key, 200) + "\".",
                "It may have been moved or deleted."));
    }

    private static Refused noText(String key, String why) {
        return new Refused(Problem.of(
                "console.no-text",
                "\"" + Told.cut(key, 200) + "\" " + why + ", and cannot be corrected here.",
                "Download it, correct it, and drop it again; what is edited here is text in UTF-8 of at most 256 kB."));
    }
}
