package dev.crossdock.infra.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossdock.access.Role;
import dev.crossdock.access.Routes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may do what, asked of the packaged host with a token, an issuer and one origin named. */
class AccessIT {
    private static final String FIRST = "the-first-administrators-token";
    private static final String STUDIO = "https://studio.example";
    private static final Set<String> VERBS = Set.of("get", "head", "post", "put", "patch", "delete", "options");
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Map<Role, String> TOKENS = new LinkedHashMap<>();

    @TempDir
    static Path project;

    private static TestIssuer issuer;
    private static HostProcess host;

    @BeforeAll
    static void start() throws Exception {
        issuer = new TestIssuer();
        Files.writeString(project.resolve("crossdock.yaml"), "name: shop\nallow: [127.0.0.1]\n");
        Files.createDirectories(project.resolve("collections"));
        Files.createDirectories(project.resolve("buckets"));
        Files.writeString(project.resolve("collections/products.yaml"), "key: sku\n");
        Files.writeString(project.resolve("buckets/incoming.yaml"), "description: all\n");
        var variables = Map.of(
                "CROSSDOCK_TOKEN",
                FIRST,
                "CROSSDOCK_JWT_ISSUER",
                issuer.url(),
                "CROSSDOCK_JWT_AUDIENCE",
                TestIssuer.AUDIENCE,
                "CROSSDOCK_CORS",
                STUDIO);
        host = new HostProcess(project, variables, "cloud.lib=" + TestCloud.LIB, "data=ephemeral");
        for (var role : Role.values()) {
            var body = "{\"name\": \"a-%s\", \"role\": \"%1$s\", \"for\": \"1h\"}".formatted(role.word());
            var made = send("POST", "/tokens", FIRST, body);
            assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
            TOKENS.put(role, json(made).path("token").asText());
        }
    }

    @AfterAll
    static void end() {
        if (host != null) host.close();
        if (issuer != null) issuer.close();
    }

    @Test
    void everyRouteOfTheApiStandsInTheTableAndAnswersEachRoleAsItSays() throws Exception {
        var document = json(send("GET", "/openapi?format=JSON", FIRST, null));
        var wrong = new ArrayList<String>();
        var seen = new TreeSet<String>();
        for (var path : document.path("paths").properties()) {
            for (var verb : path.getValue().properties()) {
                if (!VERBS.contains(verb.getKey())) continue;
                var route = verb.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey();
                seen.add(route);
                if (!Routes.all().containsKey(route)) wrong.add(route + " is in no role's list");
                else ask(route, wrong);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(seen).hasSizeGreaterThan(60);
        // The host's own two, which no resource answers.
        seen.addAll(List.of("GET /openapi", "GET /metrics"));
        assertThat(Routes.all().keySet())
                .as("routes in the table that nobody serves")
                .isSubsetOf(seen);
        ask("GET /openapi", wrong);
        ask("GET /metrics", wrong);
        assertThat(wrong).isEmpty();
    }

    private static void ask(String route, List<String> wrong) throws Exception {
        var allowed = Routes.all().get(route);
        check(route, "nobody", null, allowed.isEmpty() ? 0 : 401, wrong);
        for (var role : Role.values())
            check(route, role.word(), TOKENS.get(role), allowed.isEmpty() || allowed.contains(role) ? 0 : 403, wrong);
    }

    /** @param expected 0 = whatever, but neither 401 nor 403 */
    private static void check(String route, String who, String token, int expected, List<String> wrong)
            throws Exception {
        var verb = route.substring(0, route.indexOf(' '));
        // Nothing is called like this; what is whole or everything's is only rehearsed.
        var path = route.substring(route.indexOf(' ') + 1)
                .replace("{token}", "/none")
                .replaceAll("\\{[a-z]+}", "no-such-thing");
        if (route.equals("POST /definitions")) path += "?dryRun=true";
        var answer = send(verb, path, token, verb.equals("GET") || verb.equals("HEAD") ? null : "{}");
        boolean denied = answer.statusCode() == 401 || answer.statusCode() == 403;
        boolean listener = route.contains("{token}"); // refuses whom it does not know by its own word
        boolean right = expected == 0
                ? !denied || listener && !answer.body().contains("access.")
                : answer.statusCode() == expected;
        if (!right) wrong.add(route + " answers " + who + " with " + answer.statusCode() + " " + answer.body());
        if (expected != 0 && !verb.equals("HEAD") && !explained(answer))
            wrong.add(route + " does not say why: " + answer.body());
        if (expected == 401 && answer.headers().firstValue("WWW-Authenticate").isEmpty())
            wrong.add(route + " does not say how to prove who asks");
    }

    private static boolean explained(HttpResponse<String> answer) throws IOException {
        var problem = json(answer);
        return answer.headers().firstValue("Content-Type").orElse("").startsWith("application/problem+json")
                && problem.path("code").asText().startsWith("access.")
                && problem.path("detail").asText().contains("crossdock token create");
    }

    @Test
    void aTokenOfTheIssuerOpensAsMuchAsItsRoles() throws Exception {
        var reader = issuer.sign(issuer.claims("reader"));
        assertThat(send("GET", "/runs", reader, null).statusCode()).isEqualTo(200);
        assertThat(code(send("POST", "/jobs/x/runs", reader, "{}"))).isEqualTo("403 access.role");
        assertThat(code(send("GET", "/runs", issuer.sign(issuer.claims("other")), null)))
                .isEqualTo("403 access.role");
        var client = issuer.claims("operator");
        client.unsetClaim("aud");
        client.setClaim("client_id", TestIssuer.AUDIENCE);
        assertThat(send("GET", "/runs", issuer.sign(client), null).statusCode()).isEqualTo(200);
    }

    @Test
    void aTokenThatIsNotWholeAndOursOpensNothing() throws Exception {
        var tokens = new LinkedHashMap<String, String>();
        var good = issuer.claims("admin");
        var expired = issuer.claims("admin");
        expired.setExpirationTimeMinutesInTheFuture(-5);
        tokens.put("expired", issuer.sign(expired));
        var endless = issuer.claims("admin");
        endless.unsetClaim("exp");
        tokens.put("without an end", issuer.sign(endless));
        var other = issuer.claims("admin");
        other.setAudience("somebody-else");
        tokens.put("of another audience", issuer.sign(other));
        var foreign = issuer.claims("admin");
        foreign.setIssuer("https://evil.example");
        tokens.put("of another issuer", issuer.sign(foreign));
        var future = issuer.claims("admin");
        future.setNotBeforeMinutesInThePast(-10);
        tokens.put("not yet good", issuer.sign(future));
        tokens.put("alg none", issuer.sign(good, "none", "k1", null));
        tokens.put("HS256 by the public key", issuer.sign(good, "HS256", "k1", new HmacKey(issuer.publicKey())));
        tokens.put("kid of a file", issuer.sign(good, "RS256", "../../../../dev/null", issuer.privateKey()));
        tokens.put("kid of a URL", issuer.sign(good, "RS256", "http://127.0.0.1:9/key", issuer.privateKey()));
        var whole = issuer.sign(good);
        tokens.put("changed", whole.substring(0, whole.length() - 6) + "AAAAAA");
        tokens.put("without its signature", whole.substring(0, whole.lastIndexOf('.') + 1));
        tokens.put("no token", "a.b.c");
        for (var token : tokens.entrySet()) {
            var answer = send("GET", "/runs", token.getValue(), null);
            assertThat(code(answer)).as(token.getKey()).isEqualTo("401 access.token");
            assertThat(answer.body()).doesNotContain(token.getValue());
        }
        assertThat(send("GET", "/runs", whole, null).statusCode()).isEqualTo(200);
    }

    @Test
    void aTokenIsShownOnceAndOpensNothingAfterItIsRevoked() throws Exception {
        var made = json(send("POST", "/tokens", FIRST, "{\"name\": \"short\", \"role\": \"reader\"}"));
        var list = send("GET", "/tokens", FIRST, null);
        assertThat(list.body())
                .contains("\"short\"")
                .doesNotContain(made.path("token").asText());
        assertThat(send("DELETE", "/tokens/short", FIRST, null).statusCode()).isEqualTo(204);
        // Never used before: nobody believes it still.
        assertThat(code(send("GET", "/runs", made.path("token").asText(), null)))
                .isEqualTo("401 access.token");
        assertThat(send("DELETE", "/tokens/short", FIRST, null).statusCode()).isEqualTo(404);
        assertThat(code(send("POST", "/tokens", FIRST, "{\"name\": \"x\", \"role\": \"reader\", \"hash\": \"00\"}")))
                .isEqualTo("400 request.body");
    }

    @Test
    void noSpellingOfAPathLeadsPastTheGuard() throws Exception {
        for (var path : List.of(
                "/tokens/",
                "//tokens",
                "/./tokens",
                "/health/../tokens",
                "/listeners/../tokens",
                "/%74okens",
                "/tokens;a=b",
                "/listeners/x/../../tokens",
                "/health/%2e%2e/tokens",
                "/openapi/../tokens",
                "/TOKENS",
                "/tokens%2f",
                "/metrics/",
                "//metrics",
                "/health/../metrics",
                "/health/%2e%2e/openapi",
                "/%6detrics")) {
            var answer = raw("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
            assertThat(answer)
                    .as(path)
                    .containsPattern("^HTTP/1.1 (401|404|400) ")
                    .doesNotContain("createdBy", "jvm_");
        }
    }

    @Test
    void healthAndListenersAreOpen() throws Exception {
        assertThat(send("GET", "/health", null, null).statusCode()).isEqualTo(200);
        assertThat(send("POST", "/listeners/nobody", null, "{}").body()).doesNotContain("access.");
    }

    @Test
    void onlyTheNamedOriginReadsAnswersAndNoneThoseOfListeners() throws Exception {
        for (var evil : List.of(
                "https://evil.example",
                "null",
                STUDIO + ".evil.example",
                "http://studio.example",
                STUDIO + ":8443",
                "https://a.studio.example")) {
            for (var path : List.of("/runs", "/listeners/x", "/openapi")) {
                assertThat(options(path, evil).headers().firstValue("Access-Control-Allow-Origin"))
                        .as(evil + path)
                        .isEmpty();
            }
        }
        var allowed = options("/runs", STUDIO);
        assertThat(allowed.statusCode()).isEqualTo(204);
        assertThat(allowed.headers().firstValue("Access-Control-Allow-Origin")).contains(STUDIO);
        assertThat(allowed.headers().firstValue("Access-Control-Allow-Credentials"))
                .isEmpty();
        assertThat(options("/listeners/x", STUDIO).headers().firstValue("Access-Control-Allow-Origin"))
                .isEmpty();
    }

    @Test
    void whatTheHostOwnsIsNotSetByCallers() throws Exception {
        var owned =
                "\"id\": \"other\", \"rev\": 99, \"state\": \"invalid\", \"errors\": [], \"origin\": {\"run\": \"r-x\"}, "
                        + "\"updatedAt\": \"1999-01-01T00:00:00Z\", \"createdAt\": \"1999-01-01T00:00:00Z\", \"_rev\": 9";
        var record = "{\"sku\": \"A\", " + owned + "}";
        send("POST", "/collections/products/records", FIRST, "{\"records\": [" + record + "], \"rev\": 9}");
        send("PUT", "/collections/products/records/A", FIRST, record);
        send("PATCH", "/collections/products/records/A", FIRST, "{" + owned + "}");
        var kept = json(send("GET", "/collections/products/records/A", FIRST, null));
        assertThat(kept.path("id").asText()).isEqualTo("A");
        assertThat(kept.path("rev").asLong()).isLessThan(9);
        assertThat(kept.path("state").asText()).isEqualTo("valid");
        assertThat(kept.path("updatedAt").asText()).doesNotStartWith("1999");
        assertThat(kept.path("origin").toString()).doesNotContain("r-x");
        var made = json(send(
                "POST",
                "/buckets/incoming/uploads",
                FIRST,
                "{\"name\": \"a.csv\", \"size\": 3, \"id\": \"mine\", \"bucket\": \"other\", \"uploadId\": \"x\"}"));
        assertThat(made.path("id").asText()).isNotEmpty().isNotEqualTo("mine");
    }

    private static String code(HttpResponse<String> answer) throws IOException {
        return answer.statusCode() + " " + json(answer).path("code").asText();
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return Lambda.JSON.readTree(answer.body());
    }

    private static HttpResponse<String> options(String path, String origin) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(host.url(1) + path))
                .method("OPTIONS", BodyPublishers.noBody())
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "DELETE");
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static String raw(String request) throws IOException {
        var url = URI.create(host.url(1));
        try (var socket = new java.net.Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String type(String path) {
        if (path.endsWith("/files") || path.matches("/console/files/[^/]+")) return "multipart/form-data; boundary=x";
        return path.startsWith("/console/") ? "application/x-www-form-urlencoded" : "application/json";
    }

    @Test
    void aBrowserSignsInByACookieThatTheConsoleAloneLooksAt() throws Exception {
        var asked = browse("GET", "/console/runs?state=failed", "", null);
        assertThat(asked.statusCode()).isEqualTo(303);
        assertThat(asked.headers().firstValue("Location").orElseThrow())
                .endsWith("/console/login?to=%2Fconsole%2Fruns%3Fstate%3Dfailed");
        var wrong = browse("POST", "/console/login", "", "token=nobodys&to=/");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.headers().firstValue("Set-Cookie")).isEmpty();
        var token = TOKENS.get(Role.READER);
        var entered = browse("POST", "/console/login", "", "token=" + token + "&to=//evil.example/");
        assertThat(entered.statusCode()).isEqualTo(303);
        assertThat(entered.headers().firstValue("Location").orElseThrow()).isEqualTo(host.url(1) + "/");
        var cookie = entered.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).contains("HttpOnly", "SameSite=Strict", "Path=/");
        var sent = cookie.substring(0, cookie.indexOf(';'));
        assertThat(browse("GET", "/", sent, null).statusCode()).isEqualTo(200);
        assertThat(browse("GET", "/runs", sent, null).statusCode()).isEqualTo(401);
        assertThat(browse("POST", "/console/runs/r-1/retry", sent, "").statusCode())
                .isEqualTo(403);
        assertThat(browse("GET", "/", sent.replaceFirst("=.*", "=other"), null).statusCode())
                .isEqualTo(303);
    }

    private static HttpResponse<String> browse(String method, String path, String cookie, String form)
            throws Exception {
        var request = HttpRequest.newBuilder(URI.create(host.url(1) + path))
                .method(method, form == null ? BodyPublishers.noBody() : BodyPublishers.ofString(form))
                .header("Accept", "text/html,*/*")
                .header("Content-Type", "application/x-www-form-urlencoded");
        if (!cookie.isEmpty()) request.header("Cookie", cookie);
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void aFormOfAnotherSiteDoesNothingForWhoIsSignedIn() throws Exception {
        var request = HttpRequest.newBuilder(URI.create(host.url(1) + "/console/runs/r-1/retry"))
                .POST(BodyPublishers.ofString(""))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Cookie", "crossdock=" + TOKENS.get(Role.OPERATOR));
        assertThat(HTTP.send(request.build(), BodyHandlers.ofString()).statusCode())
                .isEqualTo(404);
        request.header("Origin", "https://evil.example");
        var answer = HTTP.send(request.build(), BodyHandlers.ofString());
        assertThat(code(answer)).isEqualTo("403 access.foreign");
    }

    private static HttpResponse<String> send(String method, String path, String token, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(host.url(1) + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) request.header("Content-Type", method.equals("POST") ? type(path) : "application/json");
        if (token != null) request.header("Authorization", "Bearer " + token);
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }
}
