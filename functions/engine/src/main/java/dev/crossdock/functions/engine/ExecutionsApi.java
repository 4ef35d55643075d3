package dev.crossdock.functions.engine;

import dev.crossdock.engine.AnswerCache;
import dev.crossdock.engine.Execution;
import dev.crossdock.engine.ExecutionMessage;
import dev.crossdock.engine.Executions;
import dev.crossdock.engine.Mail;
import dev.crossdock.engine.Mailbox;
import dev.crossdock.event.Queue;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.functions.http.Answers;
import dev.crossdock.run.DefinitionStore;
import dev.crossdock.web.Sender;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What became of executions, the mails that were kept instead of being sent, and forgetting answers. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class ExecutionsApi {
    private final DefinitionStore definitions;
    private final Executions executions;
    private final Sender sender;
    private final Queue queue;
    private final AnswerCache cache;
    private final Mailbox mailbox;

    ExecutionsApi(
            DefinitionStore definitions,
            Executions executions,
            Sender sender,
            Queue queue,
            AnswerCache cache,
            Mailbox mailbox) {
        this.definitions = definitions;
        this.executions = executions;
        this.sender = sender;
        this.queue = queue;
        this.cache = cache;
        this.mailbox = mailbox;
    }

    @GET
    @Path("/executions")
    public Map<String, Object> list(
            @QueryParam("template") String template,
            @QueryParam("state") String state,
            @QueryParam("limit") Integer limit,
            @QueryParam("cursor") String cursor) {
        var page = executions.list(
                template == null ? "" : template, state(state), cursor == null ? "" : cursor, Answers.limit(limit, 50));
        return Answers.list(page.items().stream().map(ExecutionAnswer::of).toList(), page.next());
    }

    @GET
    @Path("/executions/{id:.+}")
    public Map<String, Object> execution(@PathParam("id") String id) {
        return ExecutionAnswer.whole(executions.get(id), executions);
    }

    /** Goes on with one that failed, behind the steps that are done. */
    @POST
    @Path("/executions/{id:.+}/retry")
    public Response retry(@PathParam("id") String id) {
        var execution = executions.retry(id, definitions, sender);
        queue.send(ExecutionMessage.QUEUE, new ExecutionMessage(id).message());
        return Response.accepted(ExecutionAnswer.of(execution))
                .header("Location", "/executions/" + id)
                .build();
    }

    /** Forgets answers that have this tag; without one, all. */
    @DELETE
    @Path("/cache")
    public Response forget(@QueryParam("tag") String tag) {
        cache.forget(tag == null ? "" : tag);
        return Response.noContent().build();
    }

    @GET
    @Path("/mails")
    public Map<String, Object> mails(@QueryParam("limit") Integer limit) {
        var mails = mailbox.mails().stream()
                .limit(Answers.limit(limit, 50))
                .map(ExecutionsApi::shown)
                .toList();
        return Answers.list(mails, Optional.empty());
    }

    @GET
    @Path("/mails/{id:.+}")
    public Map<String, Object> mail(@PathParam("id") String id) {
        var mail = mailbox.mail(id)
                .orElseThrow(() -> new Refused(
                        Problem.of("mail.unknown", "there is no mail \"" + id + "\".", "List them: GET /mails.")));
        var answer = shown(mail);
        answer.put("cc", mail.cc());
        answer.put("bcc", mail.bcc());
        answer.put("text", mail.text().orElse(null));
        answer.put("html", mail.html().orElse(null));
        return answer;
    }

    private static Map<String, Object> shown(Mail mail) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("id", mail.id());
        answer.put("at", mail.at().toString());
        answer.put("to", mail.to());
        answer.put("subject", mail.subject());
        answer.put("execution", mail.execution());
        return answer;
    }

    private static Optional<Execution.State> state(String word) {
        if (word == null || word.isEmpty()) return Optional.empty();
        try {
            return Optional.of(Execution.State.valueOf(word.toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
            throw new Refused(Problem.of(
                            "request.state",
                            "\"" + word + "\" is no state.",
                            "Known: queued, running, waiting, succeeded, failed.")
                    .in("state"));
        }
    }
}
