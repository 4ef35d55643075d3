package dev.crossdock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.definition.Template.Act;
import dev.crossdock.flow.Refused;
import dev.crossdock.fuzz.NaughtyStrings;
import dev.crossdock.mapping.Expression;
import dev.crossdock.mapping.TextTemplate;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Strings that have broken other programs, and line ends of every kind, in a mail's subject, address, text and page. */
class NaughtyMailTest {
    private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");
    private static final List<String> HEADERS =
            List.of("Message-ID", "Date", "From", "To", "Subject", "MIME-Version", "Content-Type");

    @Test
    void aMailHasTheHeadersThatWeGaveItWhateverIsInIt() throws Exception {
        var all = new ArrayList<>(NaughtyStrings.all());
        for (var end : List.of("\r\n", "\n", "\r", "\0", "\u0085", "\u2028", "\u000b", "\u000c", "\r\n\r\n", "\n.\r\n"))
            all.add("x" + end + "Bcc: other@evil.example");
        for (var text : all) {
            headers(MimeMail.of(written(text, "to@shop.example"), "Shop <from@shop.example>", "m-1"), text);
            try {
                headers(MimeMail.of(written("fine", text), "Shop <from@shop.example>", "m-1"), text);
                headers(MimeMail.of(written("fine", text + " <to@shop.example>"), "from@shop.example", "m-1"), text);
            } catch (Refused e) {
                assertThat(e.problem().code()).isEqualTo("mail.address");
            }
        }
    }

    private static Mail written(String text, String to) {
        var record = Map.of("text", text, "to", to);
        return MailWriting.write(
                new Act.SendMail(
                        "to",
                        Optional.empty(),
                        Optional.empty(),
                        "{text}",
                        Optional.of("{text}"),
                        Optional.of("<p>{text}</p>")),
                "m-1",
                "e-1",
                AT,
                new MailWriting.Words() {
                    @Override
                    public Optional<Object> value(String expression) {
                        return Expression.compile(expression, "m").evaluate(record, Map.of());
                    }

                    @Override
                    public String text(String template) {
                        return TextTemplate.compile(template, "m").text(record, Map.of());
                    }

                    @Override
                    public String html(String template) {
                        return TextTemplate.compile(template, "m").html(record, Map.of());
                    }
                });
    }

    /** No line but those of the headers that we write, each begins with one of them or goes on with a blank; the page runs nothing. */
    private static void headers(String message, String text) {
        var head = message.substring(0, message.indexOf("\r\n\r\n"));
        assertThat(head.replace("\r\n", "")).as(text).doesNotContain("\r", "\n", "\0");
        var names = Arrays.stream(head.split("\r\n"))
                .filter(line -> !line.startsWith(" "))
                .map(line -> line.substring(0, Math.max(0, line.indexOf(':'))))
                .toList();
        assertThat(names).as(text).isEqualTo(HEADERS);
        assertThat(head.lines().mapToInt(String::length).max().orElseThrow()).isLessThan(998);
        var page = message.substring(message.indexOf("text/html"));
        var coded = page.substring(page.indexOf("\r\n\r\n") + 4, page.lastIndexOf("--=_", page.length() - 10));
        var html = new String(Base64.getMimeDecoder().decode(coded), StandardCharsets.UTF_8);
        assertThat(html.substring(3, html.length() - 4)).as(text).doesNotContain("<", "\"", "'");
    }
}
