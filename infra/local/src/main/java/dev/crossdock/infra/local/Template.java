package dev.crossdock.infra.local;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** template.yaml, read for its wires. */
public final class Template {
    private static final Pattern CODE = Pattern.compile("functions/([a-z0-9-]+)/target/function\\.zip");
    private static final String STACK = "${AWS::StackName}-";
    /** More at once than this only makes two cores quarrel. */
    private static final int MOST_AT_ONCE = 4;
    /** SQS's own, in seconds. */
    private static final int UNSET_VISIBILITY = 30;

    private final Map<String, Object> resources;
    private final Map<String, Object> globals;
    private final Map<String, Wires.Queue> queues = new LinkedHashMap<>();
    private final Map<String, Wires.Table> tables = new LinkedHashMap<>();

    private Template(Map<String, Object> root) {
        resources = map(root.get("Resources"));
        globals = map(map(root.get("Globals")).get("Function"));
    }

    /** @throws Refused {@code host.template-invalid} */
    static Wires read(Settings settings) {
        try (var in = settings.template().isPresent()
                ? Files.newInputStream(settings.template().get())
                : Template.class.getResourceAsStream("/template.yaml")) {
            return parse(in);
        } catch (IOException e) {
            throw invalid("it cannot be read (" + e + ")");
        }
    }

    /** @throws Refused {@code host.template-invalid} */
    public static Wires parse(InputStream yaml) {
        var root = tree(yaml);
        try {
            return new Template(map(root)).wires();
        } catch (IllegalArgumentException e) {
            throw invalid(e.getMessage());
        }
    }

    /**
     * The whole of it, as maps and lists; {@code !Ref X} becomes {@code {Ref: X}}, and so does every other function.
     *
     * @throws Refused {@code host.template-invalid}
     */
    public static Object tree(InputStream yaml) {
        try {
            return new Compose(LoadSettings.builder().build())
                    .composeReader(new InputStreamReader(yaml, StandardCharsets.UTF_8))
                    .map(Template::value)
                    .orElse(Map.of());
        } catch (YamlEngineException | NumberFormatException e) {
            throw invalid(e.getMessage());
        }
    }

    private Wires wires() {
        each("AWS::SQS::Queue", (id, p) -> queues.put(id, queue(id, p)));
        each("AWS::DynamoDB::Table", (id, p) -> tables.put(id, table(id, p)));
        var functions = new ArrayList<Wires.Function>();
        each("AWS::Serverless::Function", (id, p) -> functions.add(function(id, p)));
        return new Wires(List.copyOf(functions), List.copyOf(queues.values()), List.copyOf(tables.values()));
    }

    private Wires.Function function(String id, Map<String, Object> p) {
        var code = CODE.matcher(text(p.get("CodeUri"), id + ".CodeUri"));
        if (!code.matches())
            throw new IllegalArgumentException(id + ".CodeUri is not functions/NAME/target/function.zip");
        int timeout = number(p.getOrDefault("Timeout", globals.get("Timeout")), id + ".Timeout");
        var sources = new ArrayList<Wires.QueueSource>();
        var streams = new ArrayList<Wires.StreamSource>();
        var paths = new ArrayList<Wires.HttpPath>();
        var schedules = new ArrayList<Wires.Schedule>();
        map(p.get("Events")).forEach((name, event) -> {
            var place = id + ".Events." + name;
            var details = map(map(event).get("Properties"));
            var type = text(map(event).get("Type"), place + ".Type");
            switch (type) {
                case "SQS" -> sources.add(queueSource(place, details));
                case "DynamoDB" -> streams.add(streamSource(place, details));
                case "HttpApi" ->
                    paths.add(new Wires.HttpPath(
                            text(details.get("Method"), place + ".Method"),
                            text(details.get("Path"), place + ".Path")));
                case "ScheduleV2" ->
                    schedules.add(new Wires.Schedule(
                            code.group(1) + "." + name,
                            text(details.get("ScheduleExpression"), place + ".ScheduleExpression"),
                            (String) details.getOrDefault("ScheduleExpressionTimezone", "UTC"),
                            (String) details.getOrDefault("Input", "{}")));
                default -> throw new IllegalArgumentException(place + ": no wire of type " + type + " is known");
            }
        });
        return new Wires.Function(
                code.group(1),
                text(p.getOrDefault("Handler", globals.get("Handler")), id + ".Handler"),
                Duration.ofSeconds(timeout),
                plain(map(map(p.get("Environment")).get("Variables"))),
                "Allow".equals(p.getOrDefault("RecursiveLoop", globals.get("RecursiveLoop"))),
                List.copyOf(sources),
                List.copyOf(streams),
                List.copyOf(paths),
                List.copyOf(schedules));
    }

    private static Map<String, String> plain(Map<String, Object> variables) {
        var plain = new HashMap<String, String>();
        variables.forEach((name, value) -> {
            if (value instanceof String text) plain.put(name, text);
        });
        return Map.copyOf(plain);
    }

    private Wires.QueueSource queueSource(String place, Map<String, Object> p) {
        var queue = known(queues, p.get("Queue"), place + ".Queue");
        var most = map(p.get("ScalingConfig")).getOrDefault("MaximumConcurrency", MOST_AT_ONCE);
        return new Wires.QueueSource(
                queue,
                number(p.getOrDefault("BatchSize", 10), place + ".BatchSize"),
                Math.min(MOST_AT_ONCE, number(most, place + ".ScalingConfig.MaximumConcurrency")));
    }

    private Wires.StreamSource streamSource(String place, Map<String, Object> p) {
        return new Wires.StreamSource(
                known(tables, p.get("Stream"), place + ".Stream"),
                number(p.getOrDefault("BatchSize", 100), place + ".BatchSize"),
                Boolean.TRUE.equals(p.get("BisectBatchOnFunctionError")),
                number(p.get("MaximumRetryAttempts"), place + ".MaximumRetryAttempts"),
                Duration.ofSeconds(number(p.get("MaximumRecordAgeInSeconds"), place + ".MaximumRecordAgeInSeconds")));
    }

    private Wires.Queue queue(String id, Map<String, Object> p) {
        var redrive = map(p.get("RedrivePolicy"));
        var dead = Optional.ofNullable(redrive.get("deadLetterTargetArn"))
                .map(target -> map(resources.get(target(target))))
                .map(resource -> name(map(resource.get("Properties")).get("QueueName"), id + "'s dead-letter queue"));
        return new Wires.Queue(
                name(p.get("QueueName"), id + ".QueueName"),
                Boolean.TRUE.equals(p.get("FifoQueue")),
                Duration.ofSeconds(
                        number(p.getOrDefault("VisibilityTimeout", UNSET_VISIBILITY), id + ".VisibilityTimeout")),
                dead,
                dead.isEmpty() ? 0 : number(redrive.get("maxReceiveCount"), id + ".RedrivePolicy.maxReceiveCount"));
    }

    private static Wires.Table table(String id, Map<String, Object> p) {
        var attributes = new HashMap<String, String>();
        for (var attribute : list(p.get("AttributeDefinitions"))) {
            attributes.put((String) map(attribute).get("AttributeName"), (String)
                    map(attribute).get("AttributeType"));
        }
        var indexes = list(p.get("GlobalSecondaryIndexes")).stream()
                .map(index -> new Wires.Index(
                        (String) map(index).get("IndexName"), key(map(index).get("KeySchema"))))
                .toList();
        return new Wires.Table(
                name(p.get("TableName"), id + ".TableName"),
                Map.copyOf(attributes),
                key(p.get("KeySchema")),
                indexes,
                p.containsKey("StreamSpecification"));
    }

    private static Wires.Key key(Object schema) {
        var names = list(schema).stream()
                .map(part -> (String) map(part).get("AttributeName"))
                .toList();
        return new Wires.Key(names.get(0), names.size() > 1 ? Optional.of(names.get(1)) : Optional.empty());
    }

    private void each(String type, BiConsumer<String, Map<String, Object>> action) {
        resources.forEach((id, resource) -> {
            if (type.equals(map(resource).get("Type")))
                action.accept(id, map(map(resource).get("Properties")));
        });
    }

    /** The resource that a {@code !GetAtt X.Arn} or {@code !Ref X} points to. */
    private static <T> T known(Map<String, T> things, Object reference, String place) {
        var thing = things.get(target(reference));
        if (thing == null) throw new IllegalArgumentException(place + " points to nothing in this template");
        return thing;
    }

    private static String target(Object reference) {
        var call = map(reference);
        if (call.get("Ref") instanceof String ref) return ref;
        return call.get("GetAtt") instanceof String att ? att.substring(0, Math.max(0, att.indexOf('.'))) : "";
    }

    /** {@code !Sub "${AWS::StackName}-drops"} is {@code drops} on a laptop: there is one stack. */
    private static String name(Object value, String place) {
        if (!(map(value).get("Sub") instanceof String sub) || !sub.startsWith(STACK)) {
            throw new IllegalArgumentException(place + " must begin with " + STACK);
        }
        return sub.substring(STACK.length());
    }

    private static String text(Object value, String place) {
        if (value instanceof String text) return text;
        throw new IllegalArgumentException(place + " is missing");
    }

    private static int number(Object value, String place) {
        if (value instanceof Integer number) return number;
        throw new IllegalArgumentException(place + " must be a number");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return value instanceof Map<?, ?> ? (Map<String, Object>) value : Map.of();
    }

    private static List<?> list(Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private static Object value(Node node) {
        var name = node.getTag().getValue();
        return name.startsWith("!") ? Map.of(name.substring(1), plain(node)) : plain(node);
    }

    private static Object plain(Node node) {
        if (node instanceof SequenceNode list)
            return list.getValue().stream().map(Template::value).toList();
        if (node instanceof MappingNode map) {
            var values = new LinkedHashMap<String, Object>();
            for (var entry : map.getValue()) {
                values.put(String.valueOf(value(entry.getKeyNode())), value(entry.getValueNode()));
            }
            return values;
        }
        var text = ((ScalarNode) node).getValue();
        if (node.getTag().equals(Tag.INT)) return Integer.valueOf(text);
        return node.getTag().equals(Tag.BOOL) ? (Object) Boolean.valueOf(text) : text;
    }

    private static Refused invalid(String why) {
        return new Refused(
                Problem.of("host.template-invalid", why + ".", "Correct template.yaml; cfn-lint says more about it."));
    }
}
