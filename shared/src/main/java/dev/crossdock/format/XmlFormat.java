package dev.crossdock.format;

import dev.crossdock.flow.Refused;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * XML whose repeating element is a record. Options: {@code record}, the element's name or the path to it
 * ({@code catalog/product}; detected: the first elements that repeat); {@code encoding} (as the file declares);
 * {@code namespaces}, a prefix for each namespace, whatever prefix the file has for it.
 *
 * <p>An element without attributes and elements in it is its text, an empty one the empty text, one with {@code xsi:nil} null.
 * Any other is an object: attributes as {@code @name}, elements by their name, text of its own as {@code #text}. What is there
 * twice is a list. The order of text between elements is lost. DTDs and entities are refused.
 */
public final class XmlFormat implements FileFormat {
    private static final Pattern DECLARED =
            Pattern.compile("\\A<\\?xml[^>]{0,200}?encoding\\s*=\\s*[\"']([A-Za-z][A-Za-z0-9._-]*)[\"']");

    @Override
    public String name() {
        return "xml";
    }

    @Override
    public List<String> suffixes() {
        return List.of(".xml");
    }

    @Override
    public boolean sniff(byte[] head) {
        return JsonEncoding.text(head).startsWith("<");
    }

    @Override
    public boolean seekable(Options options) {
        return false;
    }

    @Override
    public Detected detect(String file, byte[] head, Options options) {
        Binary.refuse(name(), file, head);
        XmlProblems.refuseHtml(file, JsonEncoding.text(head));
        var values = new LinkedHashMap<>(options.values());
        var encoding = Encoding.wide(head).orElseGet(() -> declared(head));
        if (!values.containsKey("encoding") && !encoding.isEmpty()) values.put("encoding", encoding);
        known(file, CsvDialect.text(new Options(name(), values), "encoding", "utf-8"));
        var found = XmlDetector.look(head, new Options(name(), values));
        if (!values.containsKey("namespaces") && !found.namespaces().isEmpty()) {
            values.put("namespaces", found.namespaces());
        }
        if (values.containsKey("record")) return new Detected(new Options(name(), values), "");
        values.put("record", found.record());
        return new Detected(
                new Options(name(), values),
                "Each element <" + found.record() + "> was taken for a record; set format.xml.record to be sure.");
    }

    private static void known(String file, String encoding) {
        try {
            Encoding.of(encoding);
        } catch (Refused e) {
            throw new Refused(e.problem().at(file));
        }
    }

    /** @return empty for UTF-8 and ASCII */
    private static String declared(byte[] head) {
        var matcher = DECLARED.matcher(JsonEncoding.text(head));
        if (!matcher.find()) return "";
        var encoding = matcher.group(1).toLowerCase(Locale.ROOT);
        return List.of("utf-8", "us-ascii", "utf-16").contains(encoding) ? "" : encoding;
    }

    @Override
    public RecordReader reader(InputStream in, String file, Options options, Place from) {
        var reading = new XmlReading(in, file, options);
        reading.stepOver(from.record());
        return reading;
    }

    @Override
    public RecordWriter writer(OutputStream out, Options options) {
        return new XmlWriting(out, options);
    }

    @Override
    public Optional<Frame> frame(Options options) {
        return Optional.of(XmlWriting.frame(options));
    }

    /** @return names from the outermost to the record's own; never empty */
    static List<String> path(Options options) {
        var path = CsvDialect.text(options, "record", "records/record");
        return List.of(path.split("/"));
    }

    /** @return prefix by namespace */
    static Map<String, String> prefixes(Options options) {
        var prefixes = new LinkedHashMap<String, String>();
        if (options.values().get("namespaces") instanceof Map<?, ?> given) {
            given.forEach((prefix, uri) -> prefixes.put(String.valueOf(uri), String.valueOf(prefix)));
        }
        return prefixes;
    }
}
