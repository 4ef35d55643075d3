package dev.crossdock.engine;

import dev.crossdock.definition.MailServer;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.WorldException;
import dev.crossdock.graph.RecordText;
import dev.crossdock.run.Ledger;
import dev.crossdock.web.AllowList;
import dev.crossdock.web.Http;
import dev.crossdock.web.Secret;
import dev.crossdock.web.SecretValues;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Hands mails to a server. SMTP has no way to ask whether a message has arrived, so the ledger says before it is sent that it is on
 * its way, and behind it that it was taken. A mail that is found on its way is not sent again by itself: a person retries.
 */
public final class SmtpMailer implements Mailer {
    private static final String NOTE = "NOTE";

    private enum State {
        ON_ITS_WAY,
        UNCLEAR,
        SENT
    }

    private final Supplier<Optional<MailServer>> server;
    private final Supplier<List<String>> allow;
    private final SecretValues secrets;
    private final Ledger ledger;
    private final Clock clock;
    private final AllowList gate = new AllowList();

    /** @param server asked for each mail @param allow private hosts that may be reached */
    public SmtpMailer(
            Supplier<Optional<MailServer>> server,
            Supplier<List<String>> allow,
            SecretValues secrets,
            Ledger ledger,
            Clock clock) {
        this.server = server;
        this.allow = allow;
        this.secrets = secrets;
        this.ledger = ledger;
        this.clock = clock;
    }

    @Override
    public void send(Mail mail) {
        var to = server.get()
                .orElseThrow(() -> new Refused(Problem.of(
                        "mail.no-server",
                        "there is no mail server.",
                        "Write mail: { smtp: \"smtps://host\", from: … } into crossdock.yaml.")));
        var found = ledger.read(partition(mail), NOTE);
        long version = found.map(Ledger.Entry::version).orElse(Ledger.ABSENT);
        var state = found.map(entry -> Json.read(entry.body(), State.class));
        if (state.filter(s -> s == State.SENT).isPresent()) return;
        if (state.filter(s -> s == State.ON_ITS_WAY).isPresent())
            throw unclear(mail, version, "the process ended meanwhile");
        try (var smtp = Smtp.open(to, address(to))) {
            smtp.greet(
                    to.user().map(user -> secrets.resolve(user).value()).orElse(""),
                    to.password().map(secrets::resolve).orElse(new Secret("")));
            smtp.envelope(MimeMail.bare(to.from()), everybody(mail));
            long now = note(mail, version, State.ON_ITS_WAY);
            try {
                smtp.message(MimeMail.of(mail, to.from(), id(mail)));
            } catch (IOException e) {
                throw unclear(mail, now, String.valueOf(e.getMessage()));
            } catch (Refused | WorldException e) {
                // The server has said that it did not take it.
                ledger.delete(partition(mail), NOTE, now);
                throw e;
            }
            note(mail, now, State.SENT);
        }
    }

    private java.net.InetAddress address(MailServer to) {
        try {
            return gate.check(to.smtp().getHost(), allow.get());
        } catch (Http.NotSent e) {
            throw new WorldException("mail server: " + e.getMessage(), e);
        }
    }

    /** Once it was said, a retry is a person's decision to send it perhaps a second time. */
    private Refused unclear(Mail mail, long version, String why) {
        note(mail, version, State.UNCLEAR);
        return new Refused(Problem.of(
                "mail.unclear",
                "the mail was on its way, and nobody knows whether it has arrived: " + why + ".",
                "Ask the recipient; crossdock executions retry sends it again."));
    }

    private long note(Mail mail, long version, State state) {
        return ledger.write(
                        partition(mail),
                        NOTE,
                        version,
                        Json.write(state),
                        clock.instant().plus(Bounds.KEPT))
                .orElseThrow(() -> new WorldException("mail " + mail.id() + " is sent by somebody else", null))
                .version();
    }

    private static List<String> everybody(Mail mail) {
        var all = new ArrayList<>(mail.to());
        all.addAll(mail.cc());
        all.addAll(mail.bcc());
        return all.stream().map(MimeMail::bare).distinct().toList();
    }

    private static String id(Mail mail) {
        return RecordText.hash(mail.id(), "");
    }

    private static String partition(Mail mail) {
        return "MAIL#" + mail.id();
    }
}
