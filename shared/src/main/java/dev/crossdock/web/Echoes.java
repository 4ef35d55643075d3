package dev.crossdock.web;

import dev.crossdock.flow.Percent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Takes out of an answer what the call has said to prove itself. Webservices repeat requests: in messages about what they refuse, in
 * debug answers, in headers; and an answer becomes records, steps of executions and problems. Thread-safe.
 */
public final class Echoes implements Http {
    /** Shorter ones are words that data hold by chance, such as the user "shop". */
    private static final int SHORTEST = 12;

    private static final String HIDDEN = "***";

    private final Http http;
    private final Supplier<? extends Collection<Secret>> secrets;

    /** @param secrets those that were handed out lately */
    public Echoes(Http http, Supplier<? extends Collection<Secret>> secrets) {
        this.http = http;
        this.secrets = secrets;
    }

    @Override
    public Answer send(Call call, Duration timeout) throws NotSent, Lost {
        var answer = http.send(call, timeout);
        var said = said(call);
        return said.isEmpty() ? answer : without(said, answer);
    }

    /** What proves the call, in the spellings in which it may come back; the longest first. */
    private Collection<String> said(Call call) {
        var sent = new ArrayList<String>(call.headers().values());
        sent.add(call.uri().toString());
        sent.add(String.valueOf(call.uri().getQuery()));
        if (call.body().length > 0) sent.add(new String(call.body(), StandardCharsets.UTF_8));
        var said = new LinkedHashSet<String>();
        call.headers().forEach((name, value) -> {
            if (name.equalsIgnoreCase("Authorization")) authorization(value, sent, said);
        });
        for (var secret : secrets.get()) {
            var value = secret.value();
            if (value.length() < SHORTEST || sent.stream().noneMatch(text -> has(text, value))) continue;
            spell(value, said);
        }
        var sorted = new ArrayList<>(said);
        sorted.sort((a, b) -> b.length() - a.length());
        return sorted;
    }

    private static void authorization(String value, List<String> sent, Set<String> said) {
        var token = value.substring(value.lastIndexOf(' ') + 1);
        if (token.length() < SHORTEST) return;
        spell(token, said);
        if (!value.regionMatches(true, 0, "Basic ", 0, 6)) return;
        try {
            sent.add(new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            // the header as it is, then
        }
    }

    private static boolean has(String text, String secret) {
        return text.contains(secret) || text.contains(Percent.encoded(secret)) || text.contains(escaped(secret));
    }

    private static void spell(String secret, Set<String> said) {
        said.add(secret);
        said.add(Percent.encoded(secret));
        said.add(escaped(secret));
        said.add(Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)));
    }

    /** As inside a text of JSON. */
    private static String escaped(String secret) {
        return secret.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace("\r", "\\r");
    }

    private static Answer without(Collection<String> said, Answer answer) {
        var headers = new HashMap<String, List<String>>();
        for (Map.Entry<String, List<String>> header : answer.headers().entrySet()) {
            headers.put(
                    header.getKey(),
                    header.getValue().stream().map(value -> hidden(said, value)).toList());
        }
        // Byte for byte: whatever the body is, what is not repeated stays as it came.
        var body = new String(answer.body(), StandardCharsets.ISO_8859_1);
        var clean = body;
        for (var text : said) {
            var bytes = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            clean = clean.replace(bytes, HIDDEN);
        }
        return new Answer(
                answer.status(),
                headers,
                clean.equals(body) ? answer.body() : clean.getBytes(StandardCharsets.ISO_8859_1),
                answer.cut());
    }

    private static String hidden(Collection<String> said, String text) {
        for (var secret : said) text = text.replace(secret, HIDDEN);
        return text;
    }
}
