package dev.crossdock.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.crossdock.format.Options;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Builds the records from published JSON, which lint has passed: what is missing has its default, what is wrong throws. */
final class Records {
    private Records() {}

    static java.lang.Record read(String kind, String name, JsonNode node) {
        if (!node.isObject()) throw new IllegalArgumentException("it is no JSON object");
        return switch (kind) {
            case "project" -> settings(node);
            case "bucket" -> new Bucket(name, text(node, "description", ""), duration(node, "keep"));
            case "collection" -> collection(name, node);
            case "connection" -> connection(name, node);
            case "job" -> job(name, node);
            case "trigger" -> trigger(name, node);
            case "template" -> TemplateReading.read(name, node);
            case "listener" -> ListenerReading.read(name, node);
            case "alert" -> alert(name, node);
            default -> throw new IllegalArgumentException("no kind of definition: " + kind);
        };
    }

    private static Project.Settings settings(JsonNode node) {
        return new Project.Settings(
                text(node, "name", Project.Settings.DEFAULT.name()),
                text(node, "zone", Project.Settings.DEFAULT.zone()),
                plain(node.path("vars")),
                texts(node, "allow"),
                mail(node.path("mail")));
    }

    private static Optional<MailServer> mail(JsonNode node) {
        if (!node.isObject()) return Optional.empty();
        return Optional.of(new MailServer(
                java.net.URI.create(must(node, "smtp")),
                optional(node, "user"),
                optional(node, "password"),
                must(node, "from")));
    }

    private static Collection collection(String name, JsonNode node) {
        return new Collection(
                name,
                text(node, "description", ""),
                texts(node, "key"),
                schema(node),
                invalid(node).orElse(Invalid.KEEP),
                texts(node, "indexes"),
                relations(node.path("relations")),
                templates(node, "computed"),
                texts(node, "readonly"),
                duration(node, "history"));
    }

    private static Map<String, Relation> relations(JsonNode node) {
        var relations = new LinkedHashMap<String, Relation>();
        node.properties()
                .forEach(each -> relations.put(
                        each.getKey(),
                        new Relation(
                                must(each.getValue(), "collection"),
                                must(each.getValue(), "by"),
                                each.getValue().path("many").asBoolean(false))));
        return relations;
    }

    private static Connection connection(String name, JsonNode node) {
        var limits = node.path("limits");
        var retry = node.path("retry");
        var limit = node.has("azure") ? Connection.Limits.AZURE : Connection.Limits.DEFAULT;
        return new Connection(
                name,
                text(node, "url", ""),
                node.path("auth").isObject() ? plain(node.path("auth")) : Map.of(),
                new Connection.Limits(
                        optional(limits, "rate").map(Units::perSecond),
                        limits.path("concurrency").asInt(limit.concurrency()),
                        duration(limits, "timeout").orElse(limit.timeout()),
                        optional(limits, "maxResponse").map(Units::bytes).orElse(limit.maxResponseBytes())),
                new Connection.Retry(
                        retry.path("attempts").asInt(Connection.Retry.DEFAULT.attempts()),
                        duration(retry, "for").orElse(Connection.Retry.DEFAULT.within())),
                word(Connection.Delivery.class, node, "delivery").orElse(Connection.Delivery.PUT_BY_KEY),
                files(node));
    }

    private static Optional<Connection.FilePlace> files(JsonNode node) {
        if (node.has("folder")) return Optional.of(new Connection.Folder(must(node, "folder")));
        if (node.has("azure")) return Optional.of(azure(node.path("azure")));
        if (!node.has("sftp")) return Optional.empty();
        var sftp = node.path("sftp");
        return Optional.of(new Connection.Sftp(
                must(sftp, "host"),
                sftp.path("port").asInt(22),
                must(sftp, "user"),
                optional(sftp, "password"),
                optional(sftp, "key"),
                must(sftp, "hostKey")));
    }

    private static Connection.Azure azure(JsonNode azure) {
        var identity = azure.path("identity");
        return new Connection.Azure(
                optional(azure, "account"),
                must(azure, "container"),
                optional(azure, "endpoint"),
                optional(azure, "sas"),
                optional(azure, "key"),
                optional(azure, "connectionString"),
                identity.isMissingNode()
                        ? Optional.empty()
                        : Optional.of(new Connection.Identity(optional(identity, "client"))));
    }

    private static Job job(String name, JsonNode node) {
        return new Job(
                name,
                text(node, "description", ""),
                from(node.path("from")),
                schema(node),
                steps(node.path("map"), name),
                to(node.path("to")),
                word(Job.Overlap.class, node, "overlap").orElse(Job.Overlap.QUEUE),
                texts(node, "then"),
                node.has("schedule") ? Optional.of(schedule(node.path("schedule"))) : Optional.empty(),
                feed(node.path("feed")));
    }

    private static Optional<Feed> feed(JsonNode node) {
        if (!node.path("full").asBoolean(false)) return Optional.empty();
        var guard = node.path("maxDeletes");
        boolean own = text(node, "scope", "collection").equals("job");
        if (guard.isIntegralNumber()) return Optional.of(new Feed(-1, guard.longValue(), own));
        double share = guard.isTextual() ? Units.share(guard.textValue()) : Feed.DEFAULT_SHARE;
        return Optional.of(new Feed(share, 0, own));
    }

    private static From from(JsonNode node) {
        if (node.has("bucket")) {
            return new From.BucketFiles(
                    must(node, "bucket"),
                    must(node, "files"),
                    format(node),
                    text(node, "take", "all").equals("latest"),
                    texts(node, "group"));
        }
        if (node.has("collection"))
            return new From.CollectionRecords(
                    must(node, "collection"),
                    text(node, "records", "all"),
                    optional(node, "where"),
                    text(node, "order", "").equals("key"));
        if (node.has("request")) {
            return new From.WebserviceRecords(
                    must(node, "connection"),
                    must(node, "request"),
                    optional(node, "items"),
                    node.has("next") ? Optional.of(next(node.path("next"))) : Optional.empty(),
                    optional(node, "state"),
                    optional(node, "headers"),
                    optional(node, "body"),
                    format(node),
                    pullLimits(node.path("limits")));
        }
        return new From.RemoteFiles(
                must(node, "connection"),
                must(node, "files"),
                text(node, "after", "leave"),
                text(node, "ready", "stable"));
    }

    private static From.PullLimits pullLimits(JsonNode node) {
        var usual = From.PullLimits.DEFAULT;
        return new From.PullLimits(
                node.path("pages").asInt(usual.pages()),
                optional(node, "bytes").map(Units::bytes).orElse(usual.bytes()),
                duration(node, "for").orElse(usual.within()));
    }

    private static From.Next next(JsonNode node) {
        var kind = Arrays.stream(From.Next.Kind.values())
                .filter(k -> node.has(k.name().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("\"next\" says nothing"));
        var value = node.path(kind.name().toLowerCase(Locale.ROOT));
        return new From.Next(
                kind,
                value.asText(),
                text(node, "param", ""),
                node.path("first").asInt(1));
    }

    private static To to(JsonNode node) {
        if (node.has("collection")) {
            return new To.CollectionTarget(
                    must(node, "collection"),
                    invalid(node),
                    text(node, "ifExists", "replace").equals("merge"));
        }
        if (node.has("bucket")) {
            return new To.BucketFile(
                    must(node, "bucket"),
                    text(node, "file", ""),
                    text(node, "ifExists", "replace").equals("fail"),
                    format(node),
                    parts(node.path("parts")));
        }
        if (node.has("request")) return webservice(node);
        return new To.AzureBlob(
                must(node, "connection"),
                must(node, "blob"),
                optional(node, "contentType"),
                templates(node, "metadata"),
                templates(node, "tags"),
                word(To.AzureBlob.Tier.class, node, "tier"),
                text(node, "ifExists", "replace").equals("fail"),
                format(node));
    }

    private static Map<String, String> templates(JsonNode node, String key) {
        var templates = new LinkedHashMap<String, String>();
        node.path(key)
                .properties()
                .forEach(each -> templates.put(each.getKey(), each.getValue().asText()));
        return java.util.Collections.unmodifiableMap(templates);
    }

    private static To webservice(JsonNode node) {
        var batch = node.path("batch");
        return new To.WebserviceTarget(
                must(node, "connection"),
                must(node, "request"),
                optional(node, "body"),
                optional(node, "headers"),
                node.has("batch")
                        ? Optional.of(new To.WebserviceTarget.Batching(
                                batch.path("size").asInt(100),
                                optional(batch, "bytes").map(Units::bytes).orElse(1L << 20)))
                        : Optional.empty(),
                node.has("results") ? Optional.of(results(node.path("results"))) : Optional.empty());
    }

    private static To.WebserviceTarget.Results results(JsonNode node) {
        boolean failed = node.has("errors");
        return new To.WebserviceTarget.Results(
                failed ? To.WebserviceTarget.Listed.FAILED : To.WebserviceTarget.Listed.ALL,
                failed ? must(node, "errors") : text(node, "items", "$"),
                node.path("lines").asBoolean(false),
                optional(node, "id"),
                optional(node, "record").or(() -> optional(node, "id")),
                optional(node, "index"),
                optional(node, "status"),
                optional(node, "error"));
    }

    private static Optional<To.Parts> parts(JsonNode node) {
        if (node.isIntegralNumber()) return Optional.of(new To.Parts(0, node.longValue()));
        return node.isTextual() ? Optional.of(new To.Parts(Units.bytes(node.textValue()), 0)) : Optional.empty();
    }

    private static Options format(JsonNode node) {
        var format = node.path("format");
        if (format.isTextual()) return new Options(format.textValue(), Map.of());
        if (!format.isObject()) return Options.NONE;
        var name = format.fieldNames().next();
        return new Options(name, plain(format.path(name)));
    }

    private static List<Job.MapStep> steps(JsonNode node, String job) {
        var steps = new ArrayList<Job.MapStep>();
        if (node.isArray()) node.forEach(item -> steps.add(step(item, job)));
        else if (!node.isMissingNode()) steps.add(step(node, job));
        return List.copyOf(steps);
    }

    /** @param node {map, place, schema}, or as in YAML only the expression */
    private static Job.MapStep step(JsonNode node, String job) {
        var place = "job/" + job;
        if (node.isTextual()) return new Job.MapStep(node.textValue(), place, Optional.empty());
        return new Job.MapStep(must(node, "map"), text(node, "place", place), schema(node));
    }

    private static Job.Schedule schedule(JsonNode node) {
        return new Job.Schedule(optional(node, "cron"), duration(node, "every"), optional(node, "zone"));
    }

    private static Trigger trigger(String name, JsonNode node) {
        var watch = node.path("watch");
        var events = texts(watch, "events");
        return new Trigger(
                name,
                must(watch, "collection"),
                set(events.isEmpty() ? List.of("created", "updated", "deleted") : events),
                set(texts(watch, "changed")),
                optional(node, "when"),
                call(node),
                node.has("run") ? Optional.of(new Trigger.Run(must(node.path("run"), "template"))) : Optional.empty(),
                duration(node, "settle"));
    }

    private static Optional<Trigger.Call> call(JsonNode node) {
        if (!node.has("call")) return Optional.empty();
        var call = node.path("call");
        return Optional.of(new Trigger.Call(
                must(call, "connection"), must(call, "request"), optional(call, "body"), optional(call, "headers")));
    }

    private static Alert alert(String name, JsonNode node) {
        return new Alert(
                name,
                set(texts(node, "events")),
                optional(node, "when"),
                call(node),
                node.has("mail") ? Optional.of(TemplateReading.mail(node.path("mail"))) : Optional.empty());
    }

    private static Set<String> set(List<String> texts) {
        return java.util.Collections.unmodifiableSet(new LinkedHashSet<>(texts));
    }

    private static Optional<Invalid> invalid(JsonNode node) {
        return word(Invalid.class, node, "invalid");
    }

    private static Optional<String> schema(JsonNode node) {
        var schema = node.path("schema");
        if (schema.isMissingNode()) return Optional.empty();
        return Optional.of(schema.isTextual() ? schema.textValue() : Definitions.write(schema));
    }

    private static <E extends Enum<E>> Optional<E> word(Class<E> type, JsonNode node, String key) {
        return optional(node, key).map(text -> {
            var name = text.toUpperCase(Locale.ROOT).replace('-', '_');
            return Arrays.stream(type.getEnumConstants())
                    .filter(constant -> constant.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("\"" + text + "\" is no value of " + key));
        });
    }

    static Optional<Duration> duration(JsonNode node, String key) {
        return optional(node, key).map(Units::duration);
    }

    static String must(JsonNode node, String key) {
        return optional(node, key).orElseThrow(() -> new IllegalArgumentException("\"" + key + "\" is missing"));
    }

    static String text(JsonNode node, String key, String otherwise) {
        return optional(node, key).orElse(otherwise);
    }

    static Optional<String> optional(JsonNode node, String key) {
        var value = node.path(key);
        if (value instanceof MissingNode || value.isNull()) return Optional.empty();
        if (!value.isTextual()) throw new IllegalArgumentException("\"" + key + "\" is no text");
        return Optional.of(value.textValue());
    }

    /** A text stands for a list of one. */
    static List<String> texts(JsonNode node, String key) {
        var value = node.path(key);
        if (value.isTextual()) return List.of(value.textValue());
        var texts = new ArrayList<String>();
        value.forEach(item -> texts.add(item.textValue()));
        return List.copyOf(texts);
    }

    /** Values as expressions see them: exact numbers, keys in their order, nulls kept. */
    private static Map<String, Object> plain(JsonNode node) {
        var values = new LinkedHashMap<String, Object>();
        node.properties().forEach(field -> values.put(field.getKey(), value(field.getValue())));
        return java.util.Collections.unmodifiableMap(values);
    }

    static Object value(JsonNode node) {
        if (node.isObject()) return plain(node);
        if (node.isArray()) {
            var list = new ArrayList<>();
            node.forEach(item -> list.add(value(item)));
            return java.util.Collections.unmodifiableList(list);
        }
        if (node.isTextual()) return node.textValue();
        if (node.isBoolean()) return node.booleanValue();
        if (node.isNull()) return null;
        return node.numberValue();
    }
}
