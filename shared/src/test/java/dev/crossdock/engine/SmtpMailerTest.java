package dev.crossdock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.definition.MailServer;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.WorldException;
import dev.crossdock.memory.MemoryLedger;
import dev.crossdock.memory.SteppedClock;
import dev.crossdock.web.Secret;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SmtpMailerTest {
    private final SteppedClock clock = new SteppedClock(Workshop.START);
    private final MemoryLedger ledger = new MemoryLedger(clock);
    private final List<String> heard = new CopyOnWriteArrayList<>();
    /** Answers by the first word of what is said, {@code .} for the message; an empty one closes the connection. */
    private final Map<String, String> answers = new ConcurrentHashMap<>();

    private ServerSocket socket;

    @BeforeEach
    void listen() throws IOException {
        socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        var thread = new Thread(this::serve, "mail server");
        thread.setDaemon(true);
        thread.start();
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (var client = socket.accept()) {
                var in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
                var out = client.getOutputStream();
                out.write("220 here\r\n".getBytes());
                boolean message = false;
                for (var line = in.readLine(); line != null; line = in.readLine()) {
                    heard.add(line);
                    if (message && !line.equals(".")) continue;
                    message = false;
                    var word = line.split("[ :]")[0];
                    var usual =
                            word.equals("DATA") ? "354 go on" : word.equals("EHLO") ? "250-me\r\n250 SIZE" : "250 fine";
                    var said = answers.getOrDefault(word, usual);
                    if (said.isEmpty()) break;
                    message = said.startsWith("354");
                    out.write((said + "\r\n").getBytes());
                }
            } catch (IOException e) {
                // The test is over, or the client has gone.
            }
        }
    }

    private SmtpMailer mailer(Optional<String> user) {
        var server = new MailServer(
                URI.create("smtp://127.0.0.1:" + socket.getLocalPort()), user, user, "Bøtta <shop@example.com>");
        return new SmtpMailer(() -> Optional.of(server), () -> List.of("127.0.0.1"), Secret::new, ledger, clock);
    }

    private static Mail mail(String id) {
        return new Mail(
                id,
                "x-1",
                Workshop.START,
                "",
                List.of("Åse <a@b.example>"),
                List.of(),
                List.of("c@d.example"),
                "Ordre nr. 1 på vei til deg i dag, og det er en lang overskrift",
                Optional.of("Hei.\n.\nSlutt"),
                Optional.of("<p>Hei"));
    }

    @Test
    void aMailIsHandedOverOnceInAsciiWithoutItsHiddenRecipients() {
        mailer(Optional.empty()).send(mail("m-1"));
        mailer(Optional.empty()).send(mail("m-1"));
        assertThat(heard).containsOnlyOnce("DATA");
        assertThat(heard)
                .contains(
                        "MAIL FROM:<shop@example.com>",
                        "RCPT TO:<a@b.example>",
                        "RCPT TO:<c@d.example>",
                        "From: =?utf-8?B?QsO4dHRh?= <shop@example.com>",
                        "To: =?utf-8?B?w4VzZQ==?= <a@b.example>",
                        "Date: Sun, 1 Mar 2026 10:00:00 +0000",
                        Base64.getEncoder().encodeToString("Hei.\n.\nSlutt".getBytes()),
                        Base64.getEncoder().encodeToString("<p>Hei".getBytes()));
        var message = String.join("\n", heard.subList(heard.indexOf("DATA"), heard.size()));
        assertThat(message)
                .doesNotContain("c@d.example")
                .matches(text -> text.chars().allMatch(c -> c < 128));
        assertThat(heard).allMatch(line -> line.length() <= 100);
    }

    @Test
    void whatTheServerSaysIsTakenAsItMeans() {
        answers.put("RCPT", "450 later");
        assertThatThrownBy(() -> mailer(Optional.empty()).send(mail("m-1"))).isInstanceOf(WorldException.class);
        answers.put("RCPT", "550 no such user");
        assertThatThrownBy(() -> mailer(Optional.empty()).send(mail("m-1")))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("mail.refused");
        answers.clear();
        answers.put(".", "451 busy");
        assertThatThrownBy(() -> mailer(Optional.empty()).send(mail("m-1"))).isInstanceOf(WorldException.class);
        answers.clear();
        mailer(Optional.empty()).send(mail("m-1"));
        assertThat(ledger.list("MAIL#m-1", "", "", 10).get(0).body()).isEqualTo("\"SENT\"");
    }

    @Test
    void aMailThatMayHaveArrivedIsSentAgainOnlyByAPerson() {
        answers.put(".", "");
        assertThatThrownBy(() -> mailer(Optional.empty()).send(mail("m-1")))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("mail.unclear");
        answers.clear();
        mailer(Optional.empty()).send(mail("m-1"));
        assertThat(ledger.list("MAIL#m-1", "", "", 10).get(0).body()).isEqualTo("\"SENT\"");
    }

    @Test
    void aPasswordIsNotSentInClearText() {
        assertThatThrownBy(() -> mailer(Optional.of("user")).send(mail("m-1")))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("mail.no-tls");
        assertThat(heard).noneMatch(line -> line.startsWith("AUTH"));
    }

    @Test
    void aPrivateServerThatIsNotAllowedIsNotReached() {
        var server =
                new MailServer(URI.create("smtp://127.0.0.1:1"), Optional.empty(), Optional.empty(), "a@b.example");
        var mailer = new SmtpMailer(() -> Optional.of(server), List::of, Secret::new, ledger, clock);
        assertThatThrownBy(() -> mailer.send(mail("m-1")))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("egress.private");
    }
}
