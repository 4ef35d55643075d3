package dev.crossdock.functions.controlapi.console;

import dev.crossdock.access.Access;
import dev.crossdock.access.Denied;
import dev.crossdock.functions.http.Foreign;
import dev.crossdock.functions.http.Ticket;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Optional;

/** A browser's way in: a token, kept in a cookie that no script and no other site can use. */
@Path("/console")
public class Login {
    private final Console console;
    private final Access access;

    Login(Console console, Access access) {
        this.console = console;
        this.access = access;
    }

    /** @param to where one wanted to go */
    public record Asked(String to, String wrong) {}

    @GET
    @Path("/login")
    public Response ask(@QueryParam("to") String to) {
        return console.open(200, "login", "Sign in", new Asked(inside(to), ""));
    }

    @POST
    @Path("/login")
    public Response enter(
            @Context ContainerRequestContext request, @FormParam("token") String token, @FormParam("to") String to) {
        Foreign.refuseForms(request::getHeaderString);
        var said = token == null ? "" : token.strip();
        try {
            access.caller(Optional.of("Bearer " + said));
        } catch (Denied e) {
            var wrong = "This token is unknown here, revoked or past its time.";
            return console.open(400, "login", "Sign in", new Asked(inside(to), wrong));
        }
        return Response.seeOther(URI.create(inside(to))).cookie(Ticket.of(said)).build();
    }

    @POST
    @Path("/logout")
    public Response leave(@Context ContainerRequestContext request) {
        Foreign.refuseForms(request::getHeaderString);
        return Response.seeOther(URI.create("/console/login"))
                .cookie(Ticket.spent())
                .build();
    }

    /** A path of the console; a browser takes {@code //host} and {@code /\host} for another site. */
    private static String inside(String to) {
        return to != null && to.matches("/(console(/[!-~]*)?)?([?][!-~]*)?") && !to.contains("\\") ? to : "/";
    }
}
