package dev.crossdock.definition;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** The kinds of single values, each with its check. */
enum Type {
    TEXT("a text", "", text -> {}),
    NAME("a name", "^[a-z0-9]+(-[a-z0-9]+)*$", Type::name),
    FLAG("true or false", "", text -> {}),
    DURATION("a duration such as 10s, 5m or 30d", "^[0-9]+(ms|s|m|h|d)$", Units::duration),
    SIZE("a size such as 64KB or 5MB", "^[0-9]+(B|KB|MB|GB)$", Units::bytes),
    RATE("a rate such as 50/s or 1000/m", "^[0-9]+/(s|m|h)$", Units::perSecond),
    SHARE("a percentage such as 10%", "^[0-9.]+%$", Units::share),
    ZONE("an IANA time zone", "", Units::zone),
    CRON("a cron line of five fields", "", Cron::check),
    GLOB("a pattern for file names", "", Glob::of),
    URL("an http or https URL", "^https?://", Type::url),
    HOST("a host, an address, or *. and a domain", "", Type::host),
    QUEUE(
            "the ARN of an SQS queue: arn:aws:sqs:eu-central-1:123456789012:orders",
            "^arn:aws[a-z-]*:sqs:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,75}([.]fifo)?$",
            Type::queue),
    CHARSET("an encoding such as UTF-8 or windows-1252", "", Type::charset),
    CHARACTER("one ASCII character", "", Type::character),
    SECRET("a reference to a secret: ${secret:name}", "", Reference::in),
    AFTER("leave, delete, or move to /folder", "^(leave|delete|move to /.*)$", Type::after),
    READY("stable, named, or a suffix such as .done", "^(stable|named|[.].+)$", Type::ready),
    ACCOUNT("a storage account: 3 to 24 small letters and digits", "^[a-z0-9]{3,24}$", Type::account),
    CONTAINER(
            "a container: 3 to 63 small letters, digits and single hyphens",
            "^([a-z0-9](-?[a-z0-9]){2,62}|\\$root|\\$web)$",
            Type::container),
    HOST_KEY("a fingerprint: SHA256:…", "^SHA256:.+$", Type::hostKey),
    /** JSONata, or the name of a file with it. */
    EXPRESSION("JSONata, or a file with it", "", text -> {}),
    /** A mail address as it is; else JSONata for one or for a list of them. */
    ADDRESSES("an address, or JSONata for one or more", "", text -> {}),
    /** Text with JSONata in braces. */
    TEMPLATE("a text with {JSONata} in it", "", Text::parse),
    REQUEST("a method and a path: PUT /products/{sku}", "^(GET|POST|PUT|PATCH|DELETE|HEAD) /", Type::request),
    /** A text with JSONata in braces, or the name of a file with one. */
    PAGE("a text with {JSONata} in it, or a file with one", "", text -> {}),
    MAIL_SERVER("smtps://host:465 or smtp://host:587", "^smtps?://[A-Za-z0-9.-]+(:[0-9]{1,5})?$", Type::mailServer),
    STEP_ID("a letter and then letters and digits", "^[a-z][A-Za-z0-9]*$", Type::stepId),
    /** The name of a file with a JSON Schema; in a published definition the schema itself. */
    SCHEMA("a file with a JSON Schema", "", text -> {});

    static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD");

    final String called;
    final String pattern;
    private final Consumer<String> check;

    Type(String called, String pattern, Consumer<String> check) {
        this.called = called;
        this.pattern = pattern;
        this.check = check;
    }

    /** @throws Refused when the text is no such value */
    void check(String text) {
        check.accept(text);
    }

    private static void after(String text) {
        matching(AFTER, text);
    }

    /** What an expression sees under a name already, or as a function, a step may not be called. */
    private static final Set<String> TAKEN = Set.of(
            "input",
            "item",
            "execution",
            "vars",
            "error",
            "states",
            "secret",
            "hmac",
            "abs",
            "append",
            "assert",
            "average",
            "base64decode",
            "base64encode",
            "boolean",
            "ceil",
            "clone",
            "contains",
            "count",
            "decodeUrl",
            "decodeUrlComponent",
            "distinct",
            "each",
            "encodeUrl",
            "encodeUrlComponent",
            "eval",
            "exists",
            "filter",
            "floor",
            "formatBase",
            "formatInteger",
            "formatNumber",
            "fromMillis",
            "hash",
            "join",
            "keys",
            "length",
            "lookup",
            "lowercase",
            "map",
            "match",
            "max",
            "merge",
            "millis",
            "min",
            "not",
            "now",
            "number",
            "pad",
            "parseInteger",
            "power",
            "random",
            "reduce",
            "replace",
            "reverse",
            "round",
            "shuffle",
            "sift",
            "single",
            "sort",
            "split",
            "spread",
            "sqrt",
            "string",
            "substring",
            "substringAfter",
            "substringBefore",
            "sum",
            "toMillis",
            "trim",
            "type",
            "uppercase",
            "uuid",
            "zip");

    static boolean isTaken(String name) {
        return TAKEN.contains(name);
    }

    private static void stepId(String text) {
        matching(STEP_ID, text);
        if (!TAKEN.contains(text)) return;
        throw refuse(
                "config.value",
                "$" + text + " is something else in expressions already.",
                "Choose another name: my" + Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".");
    }

    private static void queue(String text) {
        matching(QUEUE, text);
    }

    private static void mailServer(String text) {
        matching(MAIL_SERVER, text);
    }

    private static void ready(String text) {
        matching(READY, text);
    }

    private static void hostKey(String text) {
        matching(HOST_KEY, text);
    }

    private static void account(String text) {
        matching(ACCOUNT, text);
    }

    private static void container(String text) {
        matching(CONTAINER, text);
    }

    private static final Pattern PLAIN_ADDRESS = Pattern.compile("[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+([.][A-Za-z0-9-]+)+");

    /** What people write who mean the address itself; as JSONata it would not compile. */
    static boolean plainAddress(String text) {
        return PLAIN_ADDRESS.matcher(text).matches();
    }

    private static void matching(Type type, String text) {
        if (text.matches(type.pattern)) return;
        var hint = type == HOST_KEY ? "ssh-keyscan HOST | ssh-keygen -lf - shows it." : "Write " + type.called + ".";
        throw refuse("config.value", "\"" + Tree.shortened(text) + "\" is not " + type.called + ".", hint);
    }

    static final int LONGEST_NAME = 63;
    private static final Pattern KEBAB = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    static void name(String text) {
        if (KEBAB.matcher(text).matches() && text.length() <= LONGEST_NAME) return;
        var better = text.replaceAll("([a-z0-9])([A-Z])", "$1-$2")
                .toLowerCase(java.util.Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-|-$", "");
        throw refuse(
                "config.name",
                "\"" + Tree.shortened(text) + "\" is no name"
                        + (text.length() > LONGEST_NAME ? ": it is longer than " + LONGEST_NAME + " characters." : "."),
                "Names have small letters, digits and hyphens"
                        + (better.isEmpty() || better.length() > LONGEST_NAME ? "." : ": " + better + "."));
    }

    private static void url(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw refuse(
                    "config.value",
                    "\"" + Tree.shortened(text) + "\" is no URL.",
                    "Percent-encode what is not a letter: " + Tree.shortened(e.getReason()) + ".");
        }
        if (uri.getScheme() == null || !uri.getScheme().matches("https?") || uri.getHost() == null) {
            throw refuse(
                    "config.value",
                    "\"" + Tree.shortened(text) + "\" is no http or https URL.",
                    "Write it whole: https://api.example.com/v1.");
        }
        if (uri.getQuery() != null || uri.getFragment() != null) {
            throw refuse(
                    "config.value",
                    "the URL has a query or fragment, but paths are appended to it.",
                    "Write the query into the request.");
        }
        if (uri.getUserInfo() != null) {
            throw refuse(
                    "config.value",
                    "the URL holds a user or password.",
                    "Write auth: { basic: { user: …, password: \"${secret:…}\" } }.");
        }
    }

    private static void host(String text) {
        if (!text.matches("(\\*\\.)?[A-Za-z0-9._-]+|\\[?[0-9a-fA-F:.]+]?(/[0-9]{1,3})?")) {
            throw refuse(
                    "config.value",
                    "\"" + Tree.shortened(text) + "\" is no host.",
                    "Write a name, an address, or *. and a domain; no scheme, port or path.");
        }
    }

    private static void charset(String text) {
        try {
            if (Charset.isSupported(text)) return;
        } catch (IllegalArgumentException e) {
            // Not even the form of a name: the same message.
        }
        throw refuse(
                "config.value",
                "\"" + Tree.shortened(text) + "\" is no encoding.",
                Spelling.nearest(
                                text,
                                List.of("UTF-8", "UTF-16", "windows-1252", "ISO-8859-1", "ISO-8859-15", "US-ASCII"))
                        .map(near -> "Did you mean " + near + "?")
                        .orElse("Usual: UTF-8, windows-1252, ISO-8859-1."));
    }

    private static void character(String text) {
        if (text.length() != 1 || text.charAt(0) >= 128 || text.charAt(0) == '\n' || text.charAt(0) == '\r') {
            throw refuse(
                    "config.value",
                    "\"" + Tree.shortened(text) + "\" is not one ASCII character.",
                    "Write one, in quotes: \";\".");
        }
    }

    private static void request(String text) {
        int blank = text.indexOf(' ');
        var method = blank < 0 ? text : text.substring(0, blank);
        var path = blank < 0 ? "" : text.substring(blank + 1);
        if (!METHODS.contains(method)) {
            throw refuse(
                    "config.value",
                    "\"" + Tree.shortened(text) + "\" begins with no method.",
                    Spelling.known(method, METHODS));
        }
        if (!path.startsWith("/") && !path.startsWith("?")) {
            throw refuse(
                    "config.value",
                    "\"" + Tree.shortened(text) + "\" has no path.",
                    "Write it as in PUT /products/{sku}: it is appended to the connection's url.");
        }
        Text.parse(text);
    }

    private static Refused refuse(String code, String message, String hint) {
        return new Refused(Problem.of(code, message, hint));
    }
}
