package dev.crossdock.infra.cli.conscia;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** {@code genericWebservice}: a base address, headers and parameters that each call has. */
final class ConnectionFrom {
    private static final String BEARER = "Bearer ";
    private static final String BASIC = "Basic ";

    private final Draft draft;
    private final String name;
    private final List<String> notes = new ArrayList<>();
    private Object auth;

    private ConnectionFrom(Draft draft, String name) {
        this.draft = draft;
        this.name = name;
    }

    static void take(JsonNode connection, Draft draft) {
        var taken = new Taken(connection);
        var code = taken.text("connectionCode").orElse("connection");
        new ConnectionFrom(draft, Draft.name(code)).take(taken);
    }

    private void take(Taken taken) {
        taken.known("connectorCode", "name");
        var config = taken.object("config");
        var base = config.text("baseUrl").or(() -> taken.text("baseUrl")).orElse("https://example.invalid");
        var path = config.text("path").or(() -> taken.text("path")).orElse("");
        if (Scripts.script(base + path)) {
            notes.add("The address was an expression: " + base + path);
            base = "https://example.invalid";
            path = "";
        }
        pairs(config.node("baseHeaders"), "header");
        pairs(config.node("baseQueryParams"), "parameter");
        var yaml = Draft.map();
        var described = taken.text("description");
        described.ifPresent(text -> yaml.put("description", text));
        yaml.put("url", joined(base, path));
        if (auth != null) yaml.put("auth", auth);
        draft.yaml("connections/" + name + ".yaml", yaml, taken, notes);
    }

    private static String joined(String base, String path) {
        if (path.isEmpty()) return base;
        return base.replaceAll("/+$", "") + "/" + path.replaceAll("^/+", "");
    }

    private void pairs(JsonNode pairs, String key) {
        for (var pair : pairs) {
            var what = pair.path(key).asText();
            var value = pair.path("value").asText();
            if (credential(what, value, key)) continue;
            if (what.equalsIgnoreCase("accept") || what.equalsIgnoreCase("content-type")) continue;
            notes.add("Each call had the " + key + " " + what + ": " + Draft.shortened(value)
                    + " (write it where it is called).");
            draft.left.add("connections/" + name + ".yaml: " + key + " " + what);
        }
    }

    /** What proves who calls is a secret: its value is written to the file of secrets, and nowhere else. */
    private boolean credential(String what, String value, String key) {
        if (auth != null) return false;
        if (what.equalsIgnoreCase("authorization") && value.startsWith(BEARER)) {
            auth = Map.of("bearer", secret("token", value.substring(BEARER.length())));
        } else if (what.equalsIgnoreCase("authorization") && value.startsWith(BASIC)) {
            var basic = basic(value.substring(BASIC.length()));
            if (basic.length != 2) return false;
            var both = Draft.map();
            both.put("user", secret("user", basic[0]));
            both.put("password", secret("password", basic[1]));
            auth = Map.of("basic", both);
        } else if (what.matches("(?i).*(key|token|secret|authorization).*")) {
            var both = Draft.map();
            both.put(key.equals("header") ? "header" : "query", what);
            both.put("value", secret("key", value));
            auth = Map.of("apiKey", both);
        } else {
            return false;
        }
        return true;
    }

    private String secret(String kind, String value) {
        return Scripts.secret(value)
                .map(known -> "${secret:" + Draft.name(known) + "}")
                .orElseGet(() -> draft.secret(name + "-" + kind, value));
    }

    private static String[] basic(String coded) {
        try {
            return new String(Base64.getDecoder().decode(coded.strip()), StandardCharsets.UTF_8).split(":", 2);
        } catch (IllegalArgumentException e) {
            return new String[0];
        }
    }
}
