package dev.crossdock.format;

import dev.crossdock.flow.Refused;
import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;

/** Finds in a file's beginning which element is a record. */
final class XmlDetector {
    /** No record's element lies deeper; deeper ones are fields. */
    private static final int DEEPEST = 8;

    private XmlDetector() {}

    /** @param namespaces by the prefixes that stand around the records; without prefix: the empty text */
    record Found(String record, Map<String, String> namespaces) {}

    private static final class Element {
        final String name;
        final List<Element> children = new ArrayList<>();
        final Map<String, Integer> counts = new LinkedHashMap<>();

        Element(String name) {
            this.name = name;
        }
    }

    static Found look(byte[] head, Options options) {
        var top = new Element("");
        var namespaces = new LinkedHashMap<String, String>();
        Deque<Element> open = new ArrayDeque<>(List.of(top));
        try (var events = new XmlEvents(new ByteArrayInputStream(head), "", options)) {
            for (int event = events.next(); event != XMLStreamConstants.END_DOCUMENT; event = events.next()) {
                if (event == XMLStreamConstants.START_ELEMENT) {
                    var element = new Element(events.elementName());
                    var parent = open.getLast();
                    parent.counts.merge(element.name, 1, Integer::sum);
                    if (open.size() <= DEEPEST) parent.children.add(element);
                    if (open.size() <= 3) events.namespaces().forEach(namespaces::putIfAbsent);
                    open.addLast(element);
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    open.removeLast();
                }
            }
        } catch (XMLStreamException | Refused e) {
            // The beginning is cut off by us; what is wrong in it shows when the file is read.
        }
        namespaces.remove("xsi");
        return new Found(path(top), namespaces);
    }

    /** Down from the root while there is but one element, to the first that repeats or is named as one of its parent's. */
    private static String path(Element top) {
        if (top.children.isEmpty()) return "records/record";
        var at = top.children.get(0);
        var path = new StringBuilder(at.name);
        while (true) {
            var record = repeated(at);
            if (record.isEmpty() && at.counts.size() == 1) {
                var only = at.children.isEmpty() ? null : at.children.get(0);
                boolean wraps = only != null && !only.counts.isEmpty() && !singular(at.name, only.name) && wraps(only);
                if (wraps) {
                    at = only;
                    path.append('/').append(at.name);
                    continue;
                }
                record = at.counts.keySet().iterator().next();
            }
            return path.append('/').append(record.isEmpty() ? "record" : record).toString();
        }
    }

    /** Whether records may be in it: something repeats in it, or it holds one thing only that does. */
    private static boolean wraps(Element element) {
        if (!repeated(element).isEmpty()) return true;
        return element.children.size() == 1 && wraps(element.children.get(0));
    }

    private static String repeated(Element element) {
        return element.counts.entrySet().stream()
                .filter(count -> count.getValue() > 1)
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse("");
    }

    /** {@code product} of {@code products}, {@code category} of {@code categories}, {@code item} of {@code itemList}. */
    private static boolean singular(String many, String one) {
        var stem = one.endsWith("y") ? one.substring(0, one.length() - 1) : one;
        return many.length() > one.length() && many.regionMatches(true, 0, stem, 0, stem.length());
    }
}
