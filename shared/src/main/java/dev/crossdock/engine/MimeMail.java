package dev.crossdock.engine;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** A mail as the lines of a message (RFC 5322, MIME): all ASCII, bodies in base64, so that no line is too long or begins with a dot. */
final class MimeMail {
    private static final Base64.Encoder BODY = Base64.getMimeEncoder(76, "\r\n".getBytes(StandardCharsets.US_ASCII));
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, d MMM yyyy HH:mm:ss '+0000'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    /** An encoded word has 75 characters at most; 45 bytes become 60. */
    private static final int WORD = 45;

    private MimeMail() {}

    /** @param id of the message: the same for every attempt */
    static String of(Mail mail, String from, String id) {
        var lines = new ArrayList<String>();
        lines.add("Message-ID: <" + id + "@"
                + from.substring(from.indexOf('@') + 1).replace(">", "") + ">");
        lines.add("Date: " + DATE.format(mail.at()));
        lines.add("From: " + address(from));
        lines.add("To: " + addresses(mail.to()));
        if (!mail.cc().isEmpty()) lines.add("Cc: " + addresses(mail.cc()));
        lines.add("Subject: " + words(mail.subject()));
        lines.add("MIME-Version: 1.0");
        var boundary = "=_" + id;
        boolean both = mail.text().isPresent() && mail.html().isPresent();
        if (both) lines.addAll(List.of("Content-Type: multipart/alternative; boundary=\"" + boundary + "\"", ""));
        mail.text().ifPresent(text -> part(lines, both ? boundary : "", "plain", text));
        mail.html().ifPresent(html -> part(lines, both ? boundary : "", "html", html));
        if (both) lines.add("--" + boundary + "--");
        return String.join("\r\n", lines) + "\r\n";
    }

    private static void part(List<String> lines, String boundary, String type, String text) {
        if (!boundary.isEmpty()) lines.add("--" + boundary);
        lines.add("Content-Type: text/" + type + "; charset=utf-8");
        lines.add("Content-Transfer-Encoding: base64");
        lines.add("");
        lines.add(BODY.encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String addresses(List<String> all) {
        return String.join(",\r\n ", all.stream().map(MimeMail::address).toList());
    }

    private static String address(String address) {
        int open = address.indexOf('<');
        if (open <= 0) return address;
        return words(address.substring(0, open).strip()) + " " + address.substring(open);
    }

    /** The address alone: {@code a@b} of {@code Name <a@b>}. */
    static String bare(String address) {
        int open = address.indexOf('<');
        return open < 0 ? address : address.substring(open + 1, address.indexOf('>', open));
    }

    /** As it is where it is short and ASCII, else as encoded words (RFC 2047), none of which cuts a character in two. */
    private static String words(String text) {
        if (text.length() <= 60 && text.chars().allMatch(c -> c >= ' ' && c < 127) && !text.contains("=?")) return text;
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        int bytes = 0;
        for (int point : text.codePoints().toArray()) {
            var one = Character.toString(point);
            int more = one.getBytes(StandardCharsets.UTF_8).length;
            if (bytes + more > WORD) {
                words.add(word(word));
                word.setLength(0);
                bytes = 0;
            }
            word.append(one);
            bytes += more;
        }
        words.add(word(word));
        return String.join("\r\n ", words);
    }

    private static String word(CharSequence text) {
        var coded = Base64.getEncoder().encodeToString(text.toString().getBytes(StandardCharsets.UTF_8));
        return "=?utf-8?B?" + coded + "?=";
    }
}
