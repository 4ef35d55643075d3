package dev.crossdock.webhook;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.Sha256;
import dev.crossdock.mapping.TextTemplate;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** An HMAC in a header, as the listener describes it: for senders that have no scheme of their own here. */
final class HmacScheme implements SignatureScheme {
    private final String header;
    private final String algorithm;
    private final String encoding;
    private final String prefix;
    private final String key;
    private final Optional<TextTemplate> signed;
    private final Optional<String> timestamp;

    /** @param options {@code header}, {@code algorithm}, {@code encoding}, {@code prefix}, {@code key}, {@code signed}, {@code timestamp} */
    HmacScheme(Map<String, String> options, String place) {
        this.header = options.getOrDefault("header", "x-signature").toLowerCase(Locale.ROOT);
        this.algorithm = options.getOrDefault("algorithm", "sha256");
        this.encoding = options.getOrDefault("encoding", "hex");
        this.prefix = options.getOrDefault("prefix", "");
        this.key = options.getOrDefault("key", "text");
        this.signed = Optional.ofNullable(options.get("signed")).map(text -> TextTemplate.compile(text, place));
        this.timestamp = Optional.ofNullable(options.get("timestamp")).map(name -> name.toLowerCase(Locale.ROOT));
    }

    @Override
    public String name() {
        return "hmac";
    }

    @Override
    public Optional<Problem> verify(Map<String, List<String>> headers, byte[] body, List<String> secrets, Instant now) {
        var given = Proof.header(headers, header);
        if (given.isEmpty()) return Optional.of(Proof.missing(header));
        var signature = given.filter(text -> text.startsWith(prefix))
                .map(text -> text.substring(prefix.length()))
                .flatMap(text -> encoding.equals("base64") ? Coded.base64(text) : Coded.hex(text));
        if (signature.isEmpty()) return Optional.of(Proof.malformed(header));
        var sent = timestamp.flatMap(name -> Proof.header(headers, name)).flatMap(Proof::seconds);
        if (timestamp.isPresent() && sent.isEmpty()) return Optional.of(Proof.malformed(timestamp.get()));
        var keys = Proof.keys(secrets, secret -> Coded.key(secret, key));
        if (keys.isEmpty()) return Optional.of(Proof.unusable(key));
        byte[] bytes;
        try {
            bytes = signed.isEmpty() ? body : text(headers, body);
        } catch (Refused e) {
            return Optional.of(e.problem());
        }
        if (!Proof.fits(java(), keys.get(), bytes, List.of(signature.get()))) {
            return Optional.of(
                    Proof.mismatch("HMAC-" + algorithm.toUpperCase(Locale.ROOT), bytes.length, secrets.size(), header));
        }
        return sent.flatMap(at -> Proof.window(at, now));
    }

    /** The bytes themselves: without a time in what is signed, nothing else keeps somebody from repeating it. */
    @Override
    public Optional<String> id(Map<String, List<String>> headers, byte[] body) {
        return Optional.of(Sha256.hex(body));
    }

    @Override
    public boolean timed() {
        return timestamp.isPresent();
    }

    private String java() {
        return "Hmac" + algorithm.toUpperCase(Locale.ROOT);
    }

    private byte[] text(Map<String, List<String>> headers, byte[] body) {
        var raw = new String(body, StandardCharsets.UTF_8);
        var variables = new HashMap<String, Object>();
        variables.put("headers", Arrival.plain(headers));
        variables.put("raw", raw);
        return signed.orElseThrow().text(raw, variables).getBytes(StandardCharsets.UTF_8);
    }
}
