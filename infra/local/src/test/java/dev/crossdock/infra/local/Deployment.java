package dev.crossdock.infra.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** template.yaml as CloudFormation reads it: resources by their names, of a type, with what Globals say. */
final class Deployment {
    static final String FUNCTION = "AWS::Serverless::Function";
    static final String QUEUE = "AWS::SQS::Queue";
    static final String TABLE = "AWS::DynamoDB::Table";
    static final String ALARM = "AWS::CloudWatch::Alarm";

    final String text;
    final Map<String, Object> root;
    private final Map<String, Resource> resources = new LinkedHashMap<>();

    Deployment() {
        try {
            text = Files.readString(TestCloud.ROOT.resolve("template.yaml"));
            try (var in = Files.newInputStream(TestCloud.ROOT.resolve("template.yaml"))) {
                root = map(Template.tree(in));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var globals = map(map(root.get("Globals")).get("Function"));
        map(root.get("Resources")).forEach((id, body) -> {
            var type = (String) map(body).get("Type");
            var properties = new LinkedHashMap<>(type.equals(FUNCTION) ? globals : Map.of());
            properties.putAll(map(map(body).get("Properties")));
            resources.put(id, new Resource(id, type, map(body), properties));
        });
    }

    /** @param body with what stands beside the properties */
    record Resource(String id, String type, Map<String, Object> body, Map<String, Object> properties) {
        /** What stands there; null = nothing. @param path names with dots between them */
        Object at(String path) {
            return Deployment.at(properties, path);
        }

        @Override
        public String toString() {
            return id;
        }
    }

    /** An event of a function. @param place for messages */
    record Event(Resource function, String place, String type, Map<String, Object> properties) {
        Object at(String path) {
            return Deployment.at(properties, path);
        }

        @Override
        public String toString() {
            return place;
        }
    }

    /** What a role may do, or may not. @param resources as they are written */
    record Statement(String place, Map<String, Object> body) {
        List<String> actions() {
            return Deployment.list(body.get("Action")).stream()
                    .map(String::valueOf)
                    .toList();
        }

        List<?> resources() {
            return Deployment.list(body.get("Resource"));
        }

        boolean grants(String action, Object resource) {
            return actions().contains(action) && resources().contains(resource);
        }

        @Override
        public String toString() {
            return place + " " + actions();
        }
    }

    List<Resource> of(String type) {
        return resources.values().stream().filter(r -> r.type().equals(type)).toList();
    }

    Resource named(String id) {
        var resource = resources.get(id);
        if (resource == null) throw new IllegalStateException("there is no resource " + id);
        return resource;
    }

    List<Event> events(String type) {
        return of(FUNCTION).stream()
                .flatMap(f -> events(f).stream())
                .filter(e -> e.type().equals(type))
                .toList();
    }

    static List<Event> events(Resource function) {
        var events = new ArrayList<Event>();
        map(function.at("Events"))
                .forEach((name, event) -> events.add(new Event(
                        function,
                        function.id() + "." + name,
                        (String) map(event).get("Type"),
                        map(map(event).get("Properties")))));
        return events;
    }

    /** Queues that others' failures end in. */
    List<Resource> deadQueues() {
        return of(QUEUE).stream().filter(q -> q.at("RedrivePolicy") == null).toList();
    }

    List<Resource> workQueues() {
        return of(QUEUE).stream().filter(q -> q.at("RedrivePolicy") != null).toList();
    }

    Resource role(Resource function) {
        return named(target(function.at("Role")));
    }

    /** The role's own, and those of the policies that it takes part in. */
    List<Statement> statements(Resource role) {
        var own = list(role.at("Policies")).stream()
                .flatMap(policy -> statements(role.id(), map(policy).get("PolicyDocument")));
        var shared = list(role.at("ManagedPolicyArns")).stream()
                .map(Deployment::policy)
                .map(this::named)
                .flatMap(policy -> statements(policy.id(), policy.at("PolicyDocument")));
        return Stream.concat(own, shared).toList();
    }

    static Stream<Statement> statements(String place, Object document) {
        // Of one with a condition both: each may be granted.
        return list(map(document).get("Statement")).stream()
                .flatMap(s -> map(s).containsKey("If")
                        ? list(map(s).get("If")).stream().skip(1)
                        : Stream.of(s))
                .map(s -> new Statement(place, map(s)));
    }

    /** The name of the policy; of one with a condition that which holds when it does. */
    static String policy(Object reference) {
        var choice = list(map(reference).get("If"));
        return choice.isEmpty() ? target(reference) : target(choice.get(1));
    }

    /** {@code X} of {@code !Ref X} and {@code !GetAtt X.Arn}; empty = neither. */
    static String target(Object reference) {
        var call = map(reference);
        if (call.get("Ref") instanceof String ref) return ref;
        return call.get("GetAtt") instanceof String att ? att.substring(0, att.indexOf('.')) : "";
    }

    static Map<String, Object> arn(Resource resource) {
        return Map.of("GetAtt", resource.id() + ".Arn");
    }

    static Map<String, Object> ref(String id) {
        return Map.of("Ref", id);
    }

    static Object at(Object value, String path) {
        for (var name : path.split("\\.")) value = map(value).get(name);
        return value;
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object value) {
        return value instanceof Map<?, ?> ? (Map<String, Object>) value : Map.of();
    }

    /** One that is alone is a list of one, as CloudFormation takes it. */
    static List<?> list(Object value) {
        return value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
    }

    static int number(Object value) {
        return value instanceof Integer number ? number : -1;
    }

    /** Holds for each, and there is one; what fails names those that break the rule. */
    static <T> void all(List<T> things, String rule, Predicate<T> holds) {
        assertThat(things).as("what must have %s", rule).isNotEmpty();
        assertThat(things.stream().filter(holds.negate())).as(rule).isEmpty();
    }
}
