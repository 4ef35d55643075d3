package dev.crossdock.infra.local;

import dev.crossdock.definition.Reference;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Secrets that exist only to be looked for. Each is another and none occurs by chance. */
final class Canaries {
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, List<byte[]>> spellings = new LinkedHashMap<>();

    /** @return a reference to it, as a definition has it */
    String plant(String name) {
        return plant(name, "");
    }

    /** @param prefix what a value of its kind begins with */
    String plant(String name, String prefix) {
        // A plus, a slash and a quote: it changes its looks in a URL, in Base64 and in JSON.
        values.put(name, prefix + "canary+" + name + "/4f\"9c" + Integer.toHexString(name.hashCode()));
        look(name, values.get(name));
        return "${secret:" + name + "}";
    }

    /** Something that the test has come by and nobody else should keep. */
    void look(String name, String value) {
        var json = value.replace("\"", "\\\"");
        var url = URLEncoder.encode(value, StandardCharsets.UTF_8);
        var forms = new ArrayList<byte[]>();
        for (var text : List.of(value, json, url, url.replace("+", "%20"), json.replace("\\", "\\\\")))
            forms.add(text.getBytes(StandardCharsets.UTF_8));
        // In Base64 at each of the three places that it may stand at behind something else.
        for (int shift = 0; shift < 3; shift++) {
            var bytes = ("x".repeat(shift) + value).getBytes(StandardCharsets.UTF_8);
            var coded = Base64.getEncoder().withoutPadding().encodeToString(bytes);
            int from = shift == 0 ? 0 : 4;
            forms.add(coded.substring(from, coded.length() - 4).getBytes(StandardCharsets.UTF_8));
        }
        spellings.put(name, forms);
    }

    String value(String name) {
        return values.get(name);
    }

    int count() {
        return spellings.size();
    }

    /** As the host is given them. */
    Map<String, String> variables() {
        var variables = new LinkedHashMap<String, String>();
        values.forEach((name, value) -> variables.put(new Reference(name).variable(), value));
        return variables;
    }

    /** The canaries that are in it, each with what is around. */
    List<String> in(String place, byte[] bytes) {
        var found = new ArrayList<String>();
        var text = new String(bytes, StandardCharsets.ISO_8859_1);
        spellings.forEach((name, forms) -> {
            for (var form : forms) {
                int at = text.indexOf(new String(form, StandardCharsets.ISO_8859_1));
                if (at < 0) continue;
                var around = text.substring(Math.max(0, at - 120), Math.min(text.length(), at + 80));
                found.add(name + " in " + place + ": …" + around.replaceAll("\\p{Cntrl}", " "));
                return;
            }
        });
        return found;
    }
}
