package dev.crossdock.functions.controlapi.console;

import io.quarkus.qute.Engine;
import io.quarkus.qute.HtmlEscaper;
import io.quarkus.qute.ReflectionValueResolver;
import io.quarkus.qute.TemplateLocator.TemplateLocation;
import io.quarkus.qute.Variant;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The templates of the console, each read and parsed once. Whatever they show is escaped. Thread-safe. */
final class Templates {
    private static final String HTML = "text/html";

    private final Engine engine = Engine.builder()
            .addDefaults()
            .addValueResolver(new ReflectionValueResolver())
            .addResultMapper(new HtmlEscaper(List.of(HTML)))
            .strictRendering(true)
            .timeout(10_000)
            .addLocator(name -> Optional.ofNullable(location(name)))
            .build();

    /** @param p the page's record @param frame what stands around it */
    String render(String name, Object p, Frame frame) {
        return engine.getTemplate(name).data("p", p).data("frame", frame).render();
    }

    private static TemplateLocation location(String name) {
        var path = "/console/" + name + ".html";
        if (!name.matches("[a-z-]+") || Templates.class.getResource(path) == null) return null;
        return new TemplateLocation() {
            @Override
            public Reader read() {
                return new InputStreamReader(Templates.class.getResourceAsStream(path), StandardCharsets.UTF_8);
            }

            @Override
            public Optional<Variant> getVariant() {
                return Optional.of(new Variant(Locale.ENGLISH, StandardCharsets.UTF_8, HTML));
            }
        };
    }
}
