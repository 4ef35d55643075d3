package dev.crossdock.aws;

import dev.crossdock.flow.WorldException;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;

/** What the SDK throws after its own retries is the world's fault. */
final class Aws {
    private Aws() {}

    /** @throws WorldException for whatever the SDK throws; conditions are for {@code call} to catch */
    static <T> T call(String what, Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException e) {
            throw new WorldException(what + ": " + e.getMessage(), e);
        }
    }
}
