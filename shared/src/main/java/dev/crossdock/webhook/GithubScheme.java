package dev.crossdock.webhook;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** GitHub: {@code sha256=hex} over the body. It signs no time, so that dedupe by its id is all there is against repeats. */
final class GithubScheme implements SignatureScheme {
    private static final BodySignature SIGNATURE = new BodySignature(
            "x-hub-signature-256", "sha256=", Coded::hex, secret -> Coded.key(secret, "text"), "the webhook's secret");

    @Override
    public String name() {
        return "github";
    }

    @Override
    public Optional<Problem> verify(Map<String, List<String>> headers, byte[] body, List<String> secrets, Instant now) {
        return SIGNATURE.verify(headers, body, secrets);
    }

    @Override
    public Optional<String> id(Map<String, List<String>> headers, byte[] body) {
        return Proof.id(headers, "x-github-delivery").or(() -> Optional.of(Sha256.hex(body)));
    }
}
