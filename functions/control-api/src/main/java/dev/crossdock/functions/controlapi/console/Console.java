package dev.crossdock.functions.controlapi.console;

import dev.crossdock.access.Access;
import dev.crossdock.functions.http.Guard;
import dev.crossdock.run.DefinitionStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Clock;
import java.time.ZoneId;

/** What all pages of the console are made with. Thread-safe. */
@ApplicationScoped
class Console {
    private final Templates templates = new Templates();
    private final DefinitionStore definitions;
    private final Access access;
    private final Clock clock;

    Console(DefinitionStore definitions, Access access, Clock clock) {
        this.definitions = definitions;
        this.access = access;
        this.clock = clock;
    }

    /**
     * @param request that the {@link Guard} has let pass
     * @param section of the menu: the template's name for most
     */
    Response page(ContainerRequestContext request, String section, String template, String title, Object p) {
        var frame = Frame.of(title, section, definitions.project().name(), Guard.caller(request), access.open());
        return html(200, templates.render(template, p, frame));
    }

    /**
     * A page of which a section asks for itself again while something goes on. When that is over the whole page is loaded anew: there is
     * more to see and to do.
     */
    Response live(
            ContainerRequestContext request, boolean live, String section, String template, String title, Object p) {
        boolean again = request.getHeaderString("HX-Request") != null;
        return again && !live
                ? Response.noContent().header("HX-Refresh", "true").build()
                : page(request, section, template, title, p);
    }

    /** For who may be nobody. */
    Response open(int status, String template, String title, Object p) {
        return html(status, templates.render(template, p, Frame.ofNobody(title)));
    }

    private static Response html(int status, String text) {
        return Response.status(status)
                .type("text/html;charset=UTF-8")
                .entity(text)
                .build();
    }

    /** To another page, which is asked for by GET. */
    static Response to(String path) {
        return Response.seeOther(URI.create(path)).build();
    }

    /** The words for times, as of now. */
    Told told() {
        return new Told(clock.instant(), ZoneId.of(definitions.project().zone()));
    }
}
