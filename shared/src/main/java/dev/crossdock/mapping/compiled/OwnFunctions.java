package dev.crossdock.mapping.compiled;

import dev.crossdock.flow.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** The product's own functions. What {@code $secret} and {@code $hmac} do is given as variables where they may be used. */
final class OwnFunctions {
    private OwnFunctions() {}

    static void register(Library to) {
        to.add("uuid", "<s-:s>", 1, (a, f) -> uuid((String) a[0]));
        to.add("hash", "<s-:s>", 1, (a, f) -> sha256((String) a[0]));
        for (var later : new String[] {"secret", "hmac"}) {
            to.add(later, null, 1, (a, f) -> {
                throw Failure.of("", "$" + later + " is only for headers and bodies of a template's calls");
            });
        }
        // JSONata has a $lookup of its own, over an object; ours takes a collection's name.
        to.add("lookup", "<x-s:x>", 2, (a, f) -> {
            if (a[0] instanceof String) {
                throw Failure.of("", "$lookup of a collection's record is not available in this version");
            }
            return a[1] == null ? null : Lists.lookup(a[0], (String) a[1]);
        });
        to.add(new Fn("eval", Signature.of("<sx?:x>", 0), 2) {
            @Override
            Object invoke(Object[] arguments, Object input, Frame frame) {
                return Evaluating.eval((String) arguments[0], arguments[1], input, frame);
            }
        });
    }

    /** The same text, the same id. */
    private static String uuid(String text) {
        return text == null
                ? null
                : UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private static String sha256(String text) {
        return text == null ? null : Sha256.hex(text);
    }
}
