package dev.crossdock.engine;

import dev.crossdock.definition.Template;
import dev.crossdock.mapping.Expression;
import dev.crossdock.mapping.TextTemplate;
import dev.crossdock.run.DefinitionStore;
import dev.crossdock.schema.RecordSchema;
import dev.crossdock.web.RequestTemplate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** What is compiled once and used by many executions. Thread-safe; forgets all when it has become too much. */
final class Compiled {
    private static final int MOST = 5_000;

    private final Map<String, Expression> expressions = new ConcurrentHashMap<>();
    private final Map<String, TextTemplate> texts = new ConcurrentHashMap<>();
    private final Map<String, RequestTemplate> requests = new ConcurrentHashMap<>();
    private final Map<String, RecordSchema> schemas = new ConcurrentHashMap<>();
    private final Map<String, Template> templates = new ConcurrentHashMap<>();

    Expression expression(String text, String place) {
        return once(expressions, place + "\n" + text, key -> Expression.compile(text, place));
    }

    TextTemplate text(String text, String place) {
        return once(texts, place + "\n" + text, key -> TextTemplate.compile(text, place));
    }

    RequestTemplate request(Template.Asked asked, String place) {
        var key = String.join(
                "\n",
                place,
                asked.request(),
                asked.headers().orElse(""),
                asked.body().orElse(""));
        return once(requests, key, k -> RequestTemplate.compile(asked.request(), asked.headers(), asked.body(), place));
    }

    RecordSchema schema(String text) {
        return once(schemas, text, RecordSchema::compile);
    }

    Template template(String name, long version, DefinitionStore definitions) {
        return once(templates, name + "#" + version, key -> definitions.template(name, version));
    }

    private static <T> T once(Map<String, T> known, String key, Function<String, T> make) {
        var found = known.get(key);
        if (found != null) return found;
        if (known.size() >= MOST) known.clear();
        var made = make.apply(key);
        known.put(key, made);
        return made;
    }
}
