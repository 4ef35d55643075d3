package dev.crossdock.infra.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where a command runs: its streams, its environment, and what the global options say. One per process; not thread-safe. */
final class Context {
    /** Results go here. */
    final PrintStream out;
    /** Messages and progress go here. */
    final PrintStream err;

    final boolean outIsTerminal;
    final boolean errIsTerminal;
    final Map<String, String> env;
    /** The project's root, where the host and the embedded cloud were built. */
    final Path home;
    /** Of the terminal, as the script asked it when we began. */
    final int columns = columns(Integer.getInteger("crossdock.columns", 0));
    /** Relative paths start here. */
    final Path here;

    private boolean json;
    private Optional<String> host = Optional.empty();
    private Optional<String> token = Optional.empty();
    private Api api;

    Context(PrintStream out, PrintStream err, Set<String> terminals, Map<String, String> env, Path home, Path here) {
        this.out = out;
        this.err = err;
        this.outIsTerminal = terminals.contains("out");
        this.errIsTerminal = terminals.contains("err");
        this.env = env;
        this.home = home;
        this.here = here;
    }

    /** A terminal that does not know its width says 0. */
    private static int columns(int said) {
        return said < 40 ? 80 : said;
    }

    /**
     * Of this process. Which streams are terminals is asked by the script that starts us ({@code crossdock.terminal}):
     * {@code System.console()} tells it only for both together before JDK 22, and nothing about it since.
     */
    static Context ofProcess() {
        return new Context(
                utf8(FileDescriptor.out),
                utf8(FileDescriptor.err),
                Set.of(System.getProperty("crossdock.terminal", "").split(",")),
                System.getenv(),
                home(),
                Path.of("").toAbsolutePath());
    }

    /** Results are UTF-8 whatever the locale says: JDK 17 would print "?" for "ø" under LANG=C. */
    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    private static Path home() {
        var given = System.getProperty("crossdock.home");
        if (given != null) return Path.of(given).toAbsolutePath();
        try {
            var jar = Path.of(Context.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return jar.getParent().getParent().getParent().getParent(); // infra/cli/target/crossdock.jar
        } catch (java.net.URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    void json(boolean wanted) {
        json = wanted;
    }

    boolean json() {
        return json;
    }

    void host(String url) {
        host = Optional.of(url);
    }

    void token(String said) {
        token = Optional.of(said);
    }

    /** @return {@code --host}, else {@code CROSSDOCK_HOST}, else where {@code crossdock up} serves */
    String host() {
        return host.or(() -> Optional.ofNullable(env.get("CROSSDOCK_HOST")).filter(url -> !url.isBlank()))
                .orElse("http://127.0.0.1:8080");
    }

    Api api() {
        if (api == null)
            api = new Api(
                    host(),
                    token.or(() -> Optional.ofNullable(env.get("CROSSDOCK_TOKEN")))
                            .map(String::strip)
                            .filter(said -> !said.isEmpty()));
        return api;
    }

    /** https://no-color.org: set and not empty. */
    boolean mayColour() {
        return env.getOrDefault("NO_COLOR", "").isEmpty() && !"dumb".equals(env.get("TERM"));
    }

    boolean colourOut() {
        return outIsTerminal && mayColour();
    }

    Path path(Path given) {
        return here.resolve(given).normalize();
    }
}
