package dev.crossdock.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The ways in which one address can be written so that somebody reads it as another, or as a name. */
final class Spellings {
    private Spellings() {}

    /** @return whole URLs with this port; each means the address to some reader */
    static Set<String> of(String address, int port) throws UnknownHostException {
        var bytes = InetAddress.getByName(address).getAddress();
        var hosts = bytes.length == 4 ? v4(bytes) : v6(address, bytes);
        var urls = new LinkedHashSet<String>();
        for (var host : hosts) urls.add("http://" + host + ":" + port + "/2018-06-01/runtime/invocation/next");
        for (var host : List.of(hosts.get(0), hosts.get(hosts.size() - 1))) {
            var at = host + ":" + port;
            urls.add("hTTp://" + at + "/");
            urls.add("https://" + at + "/");
            urls.add("http://good.example@" + at + "/");
            urls.add("http://good.example:pw@" + at + "/");
            urls.add("http://" + at + "\\@good.example/");
            urls.add("http://good.example#@" + at + "/");
            urls.add("http://good.example?@" + at + "/");
            urls.add("http://good.example\\@" + at + "/");
            urls.add("http:/" + at + "/");
            urls.add("http:" + at + "/");
            urls.add("http:////" + at + "/");
            urls.add("//" + at + "/");
            urls.add("http://" + at + "%2f@good.example/");
            urls.add("http://%20" + at + "/");
            urls.add("http://\t" + at + "/");
            urls.add("http://good.example\r\nHost: " + at + "/");
            urls.add("jar:http://" + at + "/a.jar!/b");
            urls.add("gopher://" + at + "/");
            urls.add("file://" + at + "/proc/self/environ");
        }
        return urls;
    }

    private static List<String> v4(byte[] b) {
        int[] o = {b[0] & 255, b[1] & 255, b[2] & 255, b[3] & 255};
        long all = ((long) o[0] << 24) | o[1] << 16 | o[2] << 8 | o[3];
        int tail = o[2] << 8 | o[3];
        var dotted = "%d.%d.%d.%d".formatted(o[0], o[1], o[2], o[3]);
        var hosts = new ArrayList<String>();
        hosts.add(dotted);
        hosts.add(dotted + ".");
        hosts.add("" + all);
        hosts.add("0x%x".formatted(all));
        hosts.add("0X%X".formatted(all));
        hosts.add("0%o".formatted(all));
        hosts.add("0x%x.0x%x.0x%x.0x%x".formatted(o[0], o[1], o[2], o[3]));
        hosts.add("0%o.0%o.0%o.0%o".formatted(o[0], o[1], o[2], o[3]));
        hosts.add("00%o.0%o.%d.0x%x".formatted(o[0], o[1], o[2], o[3]));
        hosts.add("%03d.%03d.%03d.%03d".formatted(o[0], o[1], o[2], o[3]));
        hosts.add("%d.%d.%d".formatted(o[0], o[1], tail));
        hosts.add("%d.%d".formatted(o[0], o[1] << 16 | tail));
        hosts.add("0x%x.%d".formatted(o[0], o[1] << 16 | tail));
        hosts.add("%d.%d.%d.%d".formatted(o[0] + 256, o[1], o[2], o[3]));
        hosts.add("[::ffff:" + dotted + "]");
        hosts.add("[::FFFF:" + dotted + "]");
        hosts.add("[0:0:0:0:0:ffff:" + dotted + "]");
        var hex = "%x:%x".formatted(o[0] << 8 | o[1], tail);
        hosts.add("[::ffff:" + hex + "]");
        hosts.add("[::ffff:" + hex + "%25lo]");
        hosts.add("[::" + dotted + "]");
        hosts.add("[::" + hex + "]");
        hosts.add("[64:ff9b::" + dotted + "]");
        hosts.add("[64:ff9b::" + hex + "]");
        hosts.add("[64:ff9b:1::" + hex + "]");
        hosts.add("[2002:" + hex + "::]");
        hosts.add("[2002:" + hex + "::1]");
        hosts.add("[2001:0:" + hex + "::1]");
        hosts.add("[2001:0:4136:e378:8000:63bf:%x:%x]".formatted(~(o[0] << 8 | o[1]) & 0xffff, ~tail & 0xffff));
        hosts.add("[fe80::5efe:" + hex + "]");
        hosts.add(map(dotted, '0', '０'));
        hosts.add(map(dotted, '0', '\0'));
        hosts.add(dotted.replace('.', '。'));
        hosts.add(dotted.replace('.', '．'));
        hosts.add(percent(dotted));
        hosts.add(dotted.replace(".", "%2e"));
        hosts.add(dotted + "%00.good.example");
        hosts.add("xn--" + dotted);
        hosts.add(dotted.replace('.', '-') + ".sslip.example");
        hosts.add("inside.example");
        hosts.add("INSIDE.example.");
        return hosts;
    }

    private static List<String> v6(String text, byte[] b) {
        var full = new StringBuilder();
        for (int i = 0; i < 16; i += 2) {
            full.append(i == 0 ? "" : ":").append("%04x".formatted((b[i] & 255) << 8 | b[i + 1] & 255));
        }
        var tail = "%d.%d.%d.%d".formatted(b[12] & 255, b[13] & 255, b[14] & 255, b[15] & 255);
        return List.of(
                "[" + text + "]",
                "[" + text.toUpperCase(Locale.ROOT) + "]",
                "[" + full + "]",
                "[" + full.substring(0, 30) + tail + "]",
                "[" + text + "%25lo]",
                "[" + text + "%1]",
                "[" + text + "].",
                "[[" + text + "]]",
                text,
                text.replace(":", "%3a"),
                "[" + text.replace(":", "：") + "]",
                "INSIDE.example.",
                "inside.example");
    }

    /** Digits as full-width, or (from '\0') as circled ones. */
    private static String map(String text, char from, char to) {
        var mapped = new StringBuilder();
        for (char c : text.toCharArray()) {
            if (c == '.') mapped.append(c);
            else if (to == '\0') mapped.append(c == '0' ? '⓪' : (char) ('①' + c - '1'));
            else mapped.append((char) (to + c - from));
        }
        return mapped.toString();
    }

    private static String percent(String text) {
        var encoded = new StringBuilder();
        for (char c : text.toCharArray()) encoded.append("%%%02x".formatted((int) c));
        return encoded.toString();
    }

    /**
     * A resolver that reads all that any resolver has ever read: numbers as C does, wide and circled digits; and what is no address
     * stands for {@code otherwise}.
     */
    static Names lenient(InetAddress otherwise) {
        return host -> {
            var text = Normalizer.normalize(host.replace('。', '.'), Normalizer.Form.NFKC);
            var number = number(text);
            return List.of(number == null ? otherwise : number);
        };
    }

    private static InetAddress number(String text) throws UnknownHostException {
        var parts = text.split("\\.");
        long all = 0;
        for (int i = 0; i < parts.length; i++) {
            if (!parts[i].matches("(?i)0x[0-9a-f]{1,8}|[0-9]{1,12}")) return null;
            long part = parts[i].matches("0[0-9]*[89][0-9]*") ? Long.parseLong(parts[i]) : Long.decode(parts[i]);
            boolean last = i == parts.length - 1;
            all = last ? (all << 8 * (4 - i)) | part : all << 8 | part;
        }
        return InetAddress.getByAddress(
                new byte[] {(byte) (all >> 24), (byte) (all >> 16), (byte) (all >> 8), (byte) all});
    }
}
