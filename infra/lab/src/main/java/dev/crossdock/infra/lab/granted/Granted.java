package dev.crossdock.infra.lab.granted;

import dev.crossdock.infra.local.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code Granted TEMPLATE RECORDED EXCEPTIONS}: compares what the functions asked for while the {@link Recorder} listened with what
 * template.yaml grants them. Used and not granted is refused on AWS; granted and not used is a door that nobody needs. Both fail,
 * apart from the exceptions, each of which says why something is granted all the same: {@code function action resource: reason}, with
 * stars for anything.
 */
public final class Granted {
    /** Sees to these itself, for the function and in its name. */
    private static final List<String> LAMBDAS_OWN = List.of(
            "logs:",
            "xray:",
            "dynamodb:DescribeStream",
            "dynamodb:GetRecords",
            "dynamodb:GetShardIterator",
            "dynamodb:ListStreams");

    private static final Pattern ZIP = Pattern.compile("functions/([a-z0-9-]+)/target/function\\.zip");
    private final Map<String, Object> resources;
    private final Map<String, TreeSet<String>> granted = new TreeMap<>();
    private final Map<String, TreeSet<String>> used = new TreeMap<>();
    private final List<Excepted> exceptions = new ArrayList<>();

    /** @param used whether any function made use of this exception */
    private static final class Excepted {
        final String function;
        final String action;
        final String resource;
        boolean used;

        Excepted(String function, String action, String resource) {
            this.function = function;
            this.action = action;
            this.resource = resource;
        }

        boolean covers(String of, String line) {
            return allows(function, of) && allows(action + " " + resource, line);
        }
    }

    private Granted(Path template) throws IOException {
        try (var in = Files.newInputStream(template)) {
            resources = map(map(Template.tree(in)).get("Resources"));
        }
    }

    public static void main(String[] arguments) throws IOException {
        var granted = new Granted(Path.of(arguments[0]));
        granted.readGrants();
        granted.readUsed(Path.of(arguments[1]));
        granted.readExceptions(Path.of(arguments[2]));
        System.exit(granted.compare() ? 0 : 1);
    }

    private void readGrants() {
        for (var resource : resources.values()) {
            var properties = map(map(resource).get("Properties"));
            var zip = ZIP.matcher(String.valueOf(properties.get("CodeUri")));
            if (!zip.matches()) continue;
            var role = map(map(resources.get(target(properties.get("Role")))).get("Properties"));
            var own = list(role.get("Policies")).stream()
                    .map(policy -> map(policy).get("PolicyDocument"));
            var shared = list(role.get("ManagedPolicyArns")).stream()
                    .map(Granted::target)
                    .filter(resources::containsKey)
                    .map(name -> map(map(resources.get(name)).get("Properties")).get("PolicyDocument"));
            var all = granted.computeIfAbsent(zip.group(1), any -> new TreeSet<>());
            Stream.concat(own, shared)
                    .flatMap(document -> list(map(document).get("Statement")).stream())
                    // Of one with a condition both.
                    .flatMap(s -> map(s).containsKey("Fn::If") || map(s).containsKey("If")
                            ? list(map(s).getOrDefault("If", map(s).get("Fn::If"))).stream()
                                    .skip(1)
                            : Stream.of(s))
                    .forEach(statement -> grant(map(statement), all));
        }
    }

    private void grant(Map<String, Object> statement, TreeSet<String> all) {
        for (var action : list(statement.get("Action"))) {
            if (LAMBDAS_OWN.stream().anyMatch(String.valueOf(action)::startsWith)) continue;
            for (var resource : list(statement.get("Resource"))) all.add(action + " " + shown(resource));
        }
    }

    /** {@code table/ledger}, {@code queue/drops}, {@code bucket/.runs/*}: as the recorder names them. */
    private String shown(Object resource) {
        var id = target(resource);
        var call = map(resource);
        if (!id.isEmpty()) return named(id, "");
        if (call.get("Sub") instanceof String text && text.startsWith("${") && text.contains(".Arn}")) {
            return named(text.substring(2, text.indexOf(".Arn}")), text.substring(text.indexOf('}') + 1));
        }
        return String.valueOf(call.isEmpty() ? resource : call);
    }

    private String named(String id, String rest) {
        var properties = map(map(resources.get(id)).get("Properties"));
        return switch (String.valueOf(map(resources.get(id)).get("Type"))) {
            case "AWS::S3::Bucket" -> "bucket" + rest;
            case "AWS::DynamoDB::Table" -> "table/" + shortName(properties.get("TableName")) + rest;
            case "AWS::SQS::Queue" -> "queue/" + shortName(properties.get("QueueName")) + rest;
            default -> "queue/" + id;
        };
    }

    private static String shortName(Object name) {
        return String.valueOf(map(name).get("Sub")).replace("${AWS::StackName}-", "");
    }

    private void readUsed(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                var function = file.getFileName().toString().replace(".txt", "");
                used.put(function, new TreeSet<>(Files.readAllLines(file)));
            }
        }
    }

    private void readExceptions(Path file) throws IOException {
        for (var line : Files.readAllLines(file)) {
            if (line.isBlank() || line.startsWith("#")) continue;
            var words = line.split(":  ")[0].split(" +");
            exceptions.add(new Excepted(words[0], words[1], words[2]));
        }
    }

    private boolean compare() {
        int wrong = 0;
        for (var function : granted.keySet()) {
            var grants = granted.get(function);
            var asked = used.getOrDefault(function, new TreeSet<>());
            if (asked.isEmpty() && !excepted(function, "* *"))
                wrong += say(function, "was never called", "nothing is known of it");
            for (var line : asked) {
                if (grants.stream().noneMatch(grant -> allows(grant, line)))
                    wrong += say(function, "asks for", line + ", which it is not granted");
            }
            for (var grant : grants) {
                if (asked.stream().noneMatch(line -> allows(grant, line)) && !excepted(function, grant))
                    wrong += say(function, "is granted", grant + ", which it did not ask for");
            }
        }
        for (var exception : exceptions) {
            if (!exception.used)
                say(
                        "the exception",
                        "covers nothing:",
                        exception.function + " " + exception.action + " " + exception.resource);
        }
        System.out.printf(
                "%d functions, %d grants, %d of them used, %d exceptions: %s%n",
                granted.size(),
                granted.values().stream().mapToInt(TreeSet::size).sum(),
                granted.entrySet().stream()
                        .mapToLong(e -> e.getValue().stream()
                                .filter(grant -> used.getOrDefault(e.getKey(), new TreeSet<>()).stream()
                                        .anyMatch(line -> allows(grant, line)))
                                .count())
                        .sum(),
                exceptions.size(),
                wrong == 0 ? "granted = used" : wrong + " differences");
        return wrong == 0;
    }

    private boolean excepted(String function, String line) {
        boolean found = false;
        for (var exception : exceptions) {
            if (!exception.covers(function, line)) continue;
            exception.used = true;
            found = true;
        }
        return found;
    }

    private static int say(String function, String does, String what) {
        System.out.println(function + " " + does + " " + what);
        return 1;
    }

    /** As IAM: the action by its name, stars in the resource for anything. */
    private static boolean allows(String grant, String line) {
        var pattern = Stream.of(grant.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return Pattern.matches(pattern, line);
    }

    private static String target(Object reference) {
        var call = map(reference);
        if (call.get("Ref") instanceof String ref) return ref;
        return call.get("GetAtt") instanceof String att ? att.substring(0, att.indexOf('.')) : "";
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return value instanceof Map<?, ?> ? (Map<String, Object>) value : Map.of();
    }

    private static List<?> list(Object value) {
        return value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
    }
}
