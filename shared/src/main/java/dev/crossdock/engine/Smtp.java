package dev.crossdock.engine;

import dev.crossdock.definition.MailServer;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.WorldException;
import dev.crossdock.web.Dial;
import dev.crossdock.web.Secret;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** One conversation with a mail server (RFC 5321), over TLS wherever the server can. Not thread-safe. */
final class Smtp implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(15);
    private static final int LONGEST_LINE = 2_000;
    private static final int MOST_LINES = 100;

    private final MailServer server;
    private Socket socket;
    private BufferedReader in;
    private OutputStream out;

    private Smtp(MailServer server, Socket socket) throws IOException {
        this.server = server;
        over(socket);
    }

    private record Answer(int code, List<String> lines) {
        boolean good() {
            return code / 100 == 2 || code / 100 == 3;
        }

        String said() {
            return code + " " + String.join(" ", lines);
        }
    }

    /** @param address that was checked for the server's name: no other one is connected to */
    static Smtp open(MailServer server, InetAddress address) {
        Socket socket = null;
        try {
            socket = Dial.REAL.open(address, server.port(), CONNECT);
            socket.setSoTimeout((int) ANSWER.toMillis());
            return new Smtp(server, server.tls() ? secured(server, socket) : socket);
        } catch (IOException e) {
            shut(socket);
            throw away(server, e.getMessage());
        }
    }

    private static void shut(Socket socket) {
        try {
            if (socket != null) socket.close();
        } catch (IOException e) {
            // Nobody waits for it.
        }
    }

    private static Socket secured(MailServer server, Socket plain) throws IOException {
        return Dial.REAL.secure(plain, server.smtp().getHost(), server.port(), ANSWER);
    }

    private void over(Socket next) throws IOException {
        socket = next;
        in = new BufferedReader(new InputStreamReader(next.getInputStream(), StandardCharsets.ISO_8859_1));
        out = next.getOutputStream();
    }

    /** From the greeting to where mails are taken. @throws Refused {@code mail.refused}, {@code mail.no-tls} */
    void greet(String user, Secret password) {
        try {
            expect(answer());
            var can = expect(say("EHLO crossdock"));
            boolean secure = server.tls();
            if (!secure && has(can, "STARTTLS")) {
                expect(say("STARTTLS"));
                over(secured(server, socket));
                can = expect(say("EHLO crossdock"));
                secure = true;
            }
            if (user.isEmpty()) return;
            if (!secure) {
                throw new Refused(Problem.of(
                        "mail.no-tls",
                        server.smtp().getHost() + " offers no TLS, and the password would be sent in clear text.",
                        "Use smtps://, or a server that offers STARTTLS."));
            }
            var plain = ("\0" + user + "\0" + password.value()).getBytes(StandardCharsets.UTF_8);
            expect(say("AUTH PLAIN " + Base64.getEncoder().encodeToString(plain)));
        } catch (IOException e) {
            throw away(server, e.getMessage());
        }
    }

    /** Everything before the message itself: a server that refuses here has not taken it. */
    void envelope(String from, List<String> to) {
        try {
            expect(say("MAIL FROM:<" + from + ">"));
            for (var address : to) expect(say("RCPT TO:<" + address + ">"));
            expect(say("DATA"));
        } catch (IOException e) {
            throw away(server, e.getMessage());
        }
    }

    /**
     * The message. No line of it is a dot alone.
     *
     * @throws IOException when nobody knows whether the server has taken it
     */
    void message(String text) throws IOException {
        out.write((text + ".\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
        expect(answer());
    }

    private Answer say(String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
        return answer();
    }

    private Answer answer() throws IOException {
        var lines = new ArrayList<String>();
        while (lines.size() < MOST_LINES) {
            var line = in.readLine();
            if (line == null) throw new IOException("the connection was closed");
            if (line.length() > LONGEST_LINE || !line.matches("[2-5][0-9]{2}([ -].*)?")) {
                throw new IOException("the answer is none of SMTP");
            }
            lines.add(line.length() > 4 ? line.substring(4) : "");
            if (line.length() < 4 || line.charAt(3) == ' ') {
                return new Answer(Integer.parseInt(line.substring(0, 3)), lines);
            }
        }
        throw new IOException("the answer has no end");
    }

    private Answer expect(Answer answer) {
        if (answer.good()) return answer;
        if (answer.code() / 100 == 4) throw away(server, answer.said());
        throw new Refused(Problem.of(
                "mail.refused",
                server.smtp().getHost() + " refused the mail: " + shortened(answer.said()) + ".",
                "Check the addresses, and mail in crossdock.yaml."));
    }

    private static boolean has(Answer answer, String word) {
        return answer.lines().stream()
                .anyMatch(line -> line.toUpperCase(Locale.ROOT).startsWith(word));
    }

    private static WorldException away(MailServer server, String why) {
        return new WorldException(
                "mail server " + server.smtp().getHost() + ": " + shortened(String.valueOf(why)), null);
    }

    private static String shortened(String text) {
        var line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= 200 ? line : line.substring(0, 200) + "…";
    }

    @Override
    public void close() {
        try (var last = socket) {
            out.write("QUIT\r\n".getBytes(StandardCharsets.US_ASCII));
            last.getOutputStream().flush();
        } catch (IOException e) {
            // It was said all that mattered.
        }
    }
}
