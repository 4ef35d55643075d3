package dev.crossdock.format;

import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.WorldException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes records as elements, as {@link XmlFormat} reads them, UTF-8. A record is written whole or not at all. */
final class XmlWriting implements RecordWriter {
    private final OutputStream out;
    private final List<String> around;
    private final String name;
    private final Map<String, String> namespaces = new LinkedHashMap<>();
    private final XmlText text;
    private boolean begun;
    private boolean closed;

    XmlWriting(OutputStream out, Options options) {
        this.out = new BufferedOutputStream(out, 64 << 10);
        var path = XmlFormat.path(options);
        this.around = path.size() > 1 ? path.subList(0, path.size() - 1) : List.of("records");
        this.name = path.get(path.size() - 1);
        XmlFormat.prefixes(options).forEach((uri, prefix) -> namespaces.put(prefix, uri));
        boolean rejects = options.values().get("columns") instanceof List<?> columns
                && columns.containsAll(CsvFormat.REJECT_COLUMNS);
        this.text = new XmlText(namespaces.keySet(), rejects);
    }

    @Override
    public void write(Record record) {
        var element = new StringBuilder();
        element(element, name, record.value(), 1);
        begin();
        put(element.append('\n').toString());
    }

    private void begin() {
        if (begun) return;
        begun = true;
        put(head());
    }

    private String head() {
        var head = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        for (int i = 0; i < around.size(); i++) {
            head.append('<').append(text.name(around.get(i)));
            if (i == 0) declare(head);
            head.append(">\n");
        }
        return head.toString();
    }

    private String tail() {
        var tail = new StringBuilder();
        for (int i = around.size() - 1; i >= 0; i--) {
            tail.append("</").append(text.name(around.get(i))).append(">\n");
        }
        return tail.toString();
    }

    /** @throws Refused {@code xml.name}, {@code xml.prefix} when no element can be called as the path says */
    static Frame frame(Options options) {
        var nowhere = new XmlWriting(OutputStream.nullOutputStream(), options);
        nowhere.text.name(nowhere.name);
        var head = nowhere.head().getBytes(StandardCharsets.UTF_8);
        var tail = nowhere.tail().getBytes(StandardCharsets.UTF_8);
        var none = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, none, head.length, tail.length);
        return new Frame(head, new byte[0], tail, none);
    }

    private void declare(StringBuilder head) {
        head.append(" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"");
        namespaces.forEach((prefix, uri) -> {
            head.append(prefix.isEmpty() ? " xmlns=\"" : " xmlns:" + prefix + "=\"");
            text.attribute(head, uri);
            head.append('"');
        });
    }

    private void element(StringBuilder to, String key, Object value, int depth) {
        if (depth > XmlTrees.DEEPEST) {
            throw new Refused(Problem.of(
                    "xml.value", "a value is nested deeper than " + XmlTrees.DEEPEST + ".", "Correct its map."));
        }
        var tag = text.name(key);
        to.append('<').append(tag);
        if (value == null) {
            to.append(" xsi:nil=\"true\"/>");
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((k, v) -> attribute(to, String.valueOf(k), v));
            to.append('>');
            if (map.get(XmlTrees.TEXT) != null) text.text(to, scalar(XmlTrees.TEXT, map.get(XmlTrees.TEXT)));
            map.forEach((k, v) -> child(to, String.valueOf(k), v, depth + 1));
            to.append("</").append(tag).append('>');
        } else if (value instanceof List<?> list) {
            to.append('>');
            for (var item : list) element(to, "item", item, depth + 1);
            to.append("</").append(tag).append('>');
        } else {
            to.append('>');
            text.text(to, scalar(key, value));
            to.append("</").append(tag).append('>');
        }
    }

    private void attribute(StringBuilder to, String key, Object value) {
        if (!key.startsWith(XmlTrees.ATTRIBUTE) || value == null) return;
        to.append(' ').append(text.name(key.substring(1))).append("=\"");
        text.attribute(to, scalar(key, value));
        to.append('"');
    }

    private void child(StringBuilder to, String key, Object value, int depth) {
        if (key.startsWith(XmlTrees.ATTRIBUTE) || key.equals(XmlTrees.TEXT)) return;
        if (value instanceof List<?> list) for (var item : list) element(to, key, item, depth);
        else element(to, key, value, depth);
    }

    private static String scalar(String key, Object value) {
        if (value instanceof Map || value instanceof List) {
            throw new Refused(Problem.of(
                            "xml.value",
                            "\"" + key + "\" is a " + JsonTrees.kind(value) + ", and can only be a text here.",
                            "Correct its map.")
                    .in(key));
        }
        return value instanceof java.math.BigDecimal number ? JsonTrees.plain(number) : String.valueOf(value);
    }

    private void put(String xml) {
        try {
            out.write(xml.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new WorldException("writing XML: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        begin();
        put(tail());
        try {
            out.flush();
        } catch (IOException e) {
            throw new WorldException("writing XML: " + e.getMessage(), e);
        }
    }
}
