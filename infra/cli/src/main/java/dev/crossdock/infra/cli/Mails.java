package dev.crossdock.infra.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists the mails that were kept instead of being sent; {@code mails show} has one whole. */
@Command(name = "mails", description = "List mails of templates that were kept, the newest first.")
final class Mails implements Callable<Integer> {
    private final Context context;

    Mails(Context context) {
        this.context = context;
    }

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "At most so many (default: ${DEFAULT-VALUE}).",
            defaultValue = "50")
    int limit;

    @Override
    public Integer call() {
        var mails = context.api().items("/mails", limit);
        if (context.json()) context.out.println(Json.list(mails));
        else if (mails.isEmpty()) context.err.println("No mails yet.");
        else context.out.print(Screen.table(rows(mails)));
        return 0;
    }

    private static List<List<String>> rows(List<JsonNode> mails) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("ID", "AT", "TO", "SUBJECT"));
        for (var mail : mails) {
            rows.add(List.of(
                    mail.path("id").asText(),
                    Screen.time(mail.path("at")),
                    all(mail.path("to")),
                    mail.path("subject").asText()));
        }
        return rows;
    }

    @Command(name = "show", description = "Show a mail.")
    Integer show(@Parameters(paramLabel = "ID", description = "The mail.") String id) {
        var mail = context.api().get(Api.path("mails", id));
        if (context.json()) {
            context.out.println(mail);
            return 0;
        }
        for (var key : List.of("to", "cc", "bcc")) {
            if (mail.path(key).size() > 0) context.out.println(key + ": " + all(mail.path(key)));
        }
        context.out.println("subject: " + mail.path("subject").asText());
        for (var key : List.of("text", "html")) {
            if (mail.hasNonNull(key))
                context.out.println("\n" + mail.path(key).asText().stripTrailing());
        }
        return 0;
    }

    private static String all(JsonNode addresses) {
        return String.join(
                ", ",
                StreamSupport.stream(addresses.spliterator(), false)
                        .map(JsonNode::asText)
                        .toList());
    }
}
