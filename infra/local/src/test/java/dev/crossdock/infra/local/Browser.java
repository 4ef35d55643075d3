package dev.crossdock.infra.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * Headless Chromium, driven by the WebDriver protocol (W3C) over HTTP. Notes every request that a page makes. Not thread-safe.
 *
 * @see <a href="https://www.w3.org/TR/webdriver2/">WebDriver</a>
 */
final class Browser implements AutoCloseable {
    private static final String ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process driver;
    private final String url;
    private final String session;

    /** Where the driver is, in Debian's or any other package; empty = this machine has none. */
    static Optional<Path> driver() {
        var folders = Optional.ofNullable(System.getenv("PATH")).orElse("").split(java.io.File.pathSeparator);
        return Stream.of(folders)
                .map(folder -> Path.of(folder, "chromedriver"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    Browser() throws IOException {
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        driver = new ProcessBuilder(driver().orElseThrow().toString(), "--port=" + port)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        url = "http://127.0.0.1:" + port;
        Awaitility.await()
                .ignoreExceptions()
                .until(() -> call("GET", "/status", null).path("ready").asBoolean());
        var asked = Lambda.JSON.createObjectNode();
        var always = asked.withObject("/capabilities/alwaysMatch");
        var options = always.putObject("goog:chromeOptions").putArray("args");
        // A container has no sandbox of its own to give, and runs as root.
        List.of("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1280,900")
                .forEach(options::add);
        always.putObject("goog:loggingPrefs").put("performance", "ALL").put("browser", "ALL");
        session =
                "/session/" + call("POST", "/session", asked).path("sessionId").asText();
    }

    void open(String address) {
        send("POST", "/url", Lambda.JSON.createObjectNode().put("url", address));
    }

    String at() {
        return send("GET", "/url", null).asText();
    }

    /** What a person sees of the page. */
    String text() {
        return script("return document.body.innerText").asText();
    }

    void click(String css) {
        send("POST", "/element/" + element(css) + "/click", Lambda.JSON.createObjectNode());
    }

    /** Of the first link, button or summary that says so. */
    void follow(String words) {
        script(
                "const w = arguments[0]; const e = [...document.querySelectorAll('a,button,summary')].find(x =>"
                        + " x.innerText.trim() === w && x.getClientRects().length); if (!e) throw new Error('nothing says ' + w"
                        + " + ' in ' + document.body.innerText); e.click()",
                words);
    }

    void type(String css, String text) {
        send(
                "POST",
                "/element/" + element(css) + "/value",
                Lambda.JSON.createObjectNode().put("text", text));
    }

    void clear(String css) {
        send("POST", "/element/" + element(css) + "/clear", Lambda.JSON.createObjectNode());
    }

    void size(int width, int height) {
        send(
                "POST",
                "/window/rect",
                Lambda.JSON.createObjectNode().put("width", width).put("height", height));
    }

    /** @param scheme light or dark */
    void prefer(String scheme) {
        var command = Lambda.JSON.createObjectNode().put("cmd", "Emulation.setEmulatedMedia");
        command.withObject("/params")
                .putArray("features")
                .addObject()
                .put("name", "prefers-color-scheme")
                .put("value", scheme);
        send("POST", "/goog/cdp/execute", command);
    }

    /** @param arguments texts, as {@code arguments} of the script */
    JsonNode script(String text, String... arguments) {
        return run("/execute/sync", text, arguments);
    }

    /** Answers what the script gives to its last argument, which is a function. */
    JsonNode scriptLater(String text, String... arguments) {
        return run("/execute/async", text, arguments);
    }

    private JsonNode run(String how, String text, String... arguments) {
        ObjectNode asked = Lambda.JSON.createObjectNode().put("script", text);
        var given = asked.putArray("args");
        for (var argument : arguments) given.add(argument);
        return send("POST", how, asked);
    }

    /** Of everything that was asked for since this was asked last. */
    List<String> requests() {
        var urls = new ArrayList<String>();
        for (var entry : log("performance")) {
            try {
                var message =
                        Lambda.JSON.readTree(entry.path("message").asText()).path("message");
                if (message.path("method").asText().equals("Network.requestWillBeSent"))
                    urls.add(message.at("/params/request/url").asText());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return urls;
    }

    /** What the browser complains of: broken policies, scripts that fail, things that are not there. */
    List<String> complaints() {
        var said = new ArrayList<String>();
        log("browser").forEach(entry -> said.add(entry.path("message").asText()));
        return said;
    }

    private JsonNode log(String kind) {
        return send("POST", "/se/log", Lambda.JSON.createObjectNode().put("type", kind));
    }

    void screenshot(Path file) throws IOException {
        Files.write(
                file,
                Base64.getDecoder().decode(send("GET", "/screenshot", null).asText()));
    }

    private String element(String css) {
        var asked = Lambda.JSON.createObjectNode().put("using", "css selector").put("value", css);
        return send("POST", "/element", asked).path(ELEMENT).asText();
    }

    private JsonNode send(String method, String path, JsonNode body) {
        return call(method, session + path, body);
    }

    private JsonNode call(String method, String path, JsonNode body) {
        var request = HttpRequest.newBuilder(URI.create(url + path))
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        try {
            var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            var value = Lambda.JSON.readTree(answer.body()).path("value");
            if (answer.statusCode() >= 400)
                throw new AssertionError(value.path("message").asText());
            return value;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        try {
            call("DELETE", session, null);
        } finally {
            driver.descendants().forEach(ProcessHandle::destroyForcibly);
            driver.destroyForcibly();
        }
    }
}
