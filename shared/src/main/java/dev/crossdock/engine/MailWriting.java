package dev.crossdock.engine;

import dev.crossdock.definition.Template.Act;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.mapping.Expression;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Writes the mail that a definition describes. */
public final class MailWriting {
    /** {@code a@b} or {@code Name <a@b>}; no comma, so that one address stays one. */
    private static final Pattern ADDRESS =
            Pattern.compile("[^\\s@<>,;\"]+@[^\\s@<>,;\"]+|[^@<>,;\"\\p{Cntrl}]*<[^\\s@<>,;\"]+@[^\\s@<>,;\"]+>");

    private MailWriting() {}

    /** What a definition's texts give for what the mail is about. */
    public interface Words {
        Optional<Object> value(String expression);

        /** JSONata in braces. */
        String text(String template);

        /** As {@link #text}, escaped. */
        String html(String template);
    }

    /**
     * @param id derived from what it is sent for
     * @param cause whose mail it is, shown to people
     * @throws Refused {@code mail.address} when there is nobody to send it to, or something that is no address
     */
    public static Mail write(Act.SendMail send, String id, String cause, Instant at, Words words) {
        var to = addresses(Optional.of(send.to()), "to", words);
        if (to.isEmpty()) {
            throw new Refused(Problem.of(
                    "mail.address", "\"to\" gives no address.", "Send none, by a when, where there is none."));
        }
        return new Mail(
                id,
                cause,
                at,
                "",
                to,
                addresses(send.cc(), "cc", words),
                addresses(send.bcc(), "bcc", words),
                // A line end in a subject would begin another header.
                words.text(send.subject()).replaceAll("\\p{Cntrl}+", " ").strip(),
                send.text().map(words::text),
                send.html().map(words::html));
    }

    private static List<String> addresses(Optional<String> expression, String what, Words words) {
        var value = expression.flatMap(words::value).orElse(Expression.NULL);
        if (value == Expression.NULL || value.equals("")) return List.of();
        var all = value instanceof List<?> list ? list : List.of(value);
        if (all.size() > Bounds.ADDRESSES) {
            throw new Refused(Problem.of(
                    "mail.address",
                    "\"%s\" gives %,d addresses; at most %d are.".formatted(what, all.size(), Bounds.ADDRESSES),
                    "Send a mail for each, by each."));
        }
        for (var address : all) {
            if (address instanceof String text
                    && text.length() <= 320
                    && ADDRESS.matcher(text).matches()) continue;
            throw new Refused(Problem.of(
                    "mail.address",
                    "\"" + what + "\" gives something that is no address.",
                    "Write name@host or Name <name@host>."));
        }
        return all.stream().map(String::valueOf).toList();
    }
}
