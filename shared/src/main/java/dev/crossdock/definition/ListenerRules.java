package dev.crossdock.definition;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What of a listener does not go together, although each key alone is right. */
final class ListenerRules {
    /** Options of {@code verify}, and the schemes that take them. */
    private static final Map<String, List<String>> TAKEN_BY = Map.of(
            "user", List.of("basic"),
            "header", List.of("hmac", "bearer"),
            "prefix", List.of("hmac", "bearer"),
            "algorithm", List.of("hmac"),
            "encoding", List.of("hmac"),
            "key", List.of("hmac"),
            "signed", List.of("hmac"),
            "timestamp", List.of("hmac"),
            "token", List.of("bearer"));

    private ListenerRules() {}

    static void check(Tree.Branch listener, Findings findings) {
        branch(listener, "verify").ifPresent(verify -> verify(verify, findings));
        if (listener.has("queue")) {
            for (var key : List.of("methods", "token", "respond", "limits")) {
                if (!listener.has(key)) continue;
                findings.problem(
                        listener.keys().get(key).key(),
                        "/" + key,
                        "config.conflict",
                        key + " is for a URL, and this listener has a queue.",
                        "Remove it.");
            }
        }
        if (listener.has("sequence") && !listener.has("order")) {
            findings.problem(
                    listener.keys().get("sequence").key(),
                    "/sequence",
                    "config.missing",
                    "sequence needs \"order\".",
                    "Its numbers count within a group: order: $body.resource.id");
        }
        branch(listener, "sequence")
                .flatMap(keys -> keys.get("wait"))
                .filter(value -> longer(value, Duration.ofMinutes(15)))
                .ifPresent(value -> findings.problem(
                        value.spot(),
                        "/sequence/wait",
                        "config.value",
                        "wait cannot be longer than 15m.",
                        "Shorten it."));
        var respond = branch(listener, "respond");
        if (!listener.has("run") && respond.isEmpty() && listener.has("input")) {
            findings.problem(
                    listener.keys().get("input").key(),
                    "/input",
                    "config.conflict",
                    "input is for a template, and this listener runs none.",
                    "Write run: { template: … }, or remove input.");
        }
        respond.flatMap(keys -> keys.get("within"))
                .filter(value -> longer(value, Duration.ofSeconds(25)))
                .ifPresent(value -> findings.problem(
                        value.spot(),
                        "/respond/within",
                        "config.value",
                        "within cannot be longer than 25s: the way to the sender is closed after 30.",
                        "Shorten it, or answer with respond: ack."));
    }

    private static boolean longer(Tree value, Duration most) {
        return value instanceof Tree.Leaf leaf
                && leaf.text().matches("[0-9]+(ms|s|m|h|d)")
                && Units.duration(leaf.text()).compareTo(most) > 0;
    }

    private static void verify(Tree.Branch verify, Findings findings) {
        var scheme = text(verify, "scheme");
        if (scheme.isEmpty()) return;
        if (verify.has("secret") && verify.has("secrets")) {
            findings.problem(
                    verify.keys().get("secrets").key(),
                    "/verify",
                    "config.one-of",
                    "verify has both secret and secrets.",
                    "Keep one of them.");
        }
        boolean secret = verify.has("secret") || verify.has("secrets");
        if (!secret && !scheme.get().equals("none")) {
            findings.problem(
                    verify.spot(),
                    "/verify",
                    "config.missing",
                    "verify needs \"secret\" with the scheme " + scheme.get() + ".",
                    "What the sender signs with, or shows: secret: \"${secret:…}\".");
        }
        if (scheme.get().equals("basic") && !verify.has("user")) {
            findings.problem(verify.spot(), "/verify", "config.missing", "verify needs \"user\" with basic.", "");
        }
        TAKEN_BY.forEach((key, schemes) -> {
            if (!verify.has(key) || schemes.contains(scheme.get())) return;
            findings.problem(
                    verify.keys().get(key).key(),
                    "/verify/" + key,
                    "config.conflict",
                    "\"" + key + "\" means nothing to the scheme " + scheme.get() + ".",
                    "Remove it: it goes with " + String.join(" and ", schemes) + ".");
        });
    }

    private static Optional<String> text(Tree.Branch branch, String key) {
        return branch.get(key)
                .filter(value -> value instanceof Tree.Leaf leaf && leaf.isText())
                .map(value -> ((Tree.Leaf) value).text());
    }

    private static Optional<Tree.Branch> branch(Tree.Branch listener, String key) {
        return listener.get(key).filter(Tree.Branch.class::isInstance).map(Tree.Branch.class::cast);
    }
}
