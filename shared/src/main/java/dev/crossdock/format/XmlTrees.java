package dev.crossdock.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;

/** How an element becomes a record's tree; see {@link XmlFormat}. */
final class XmlTrees {
    static final int DEEPEST = 128;
    static final int LONGEST_ATTRIBUTE = 1 << 20;

    static final String TEXT = "#text";
    static final String ATTRIBUTE = "@";

    private final XmlEvents events;
    /** Where the reader stands, for messages. */
    private final Supplier<String> here;

    XmlTrees(XmlEvents events, Supplier<String> here) {
        this.events = events;
        this.here = here;
    }

    /** Reads the element that begins here, up to its end. @param depth of it, 1 = the file's outermost */
    Object read(int depth) throws XMLStreamException {
        if (depth > DEEPEST) throw XmlProblems.limit(here.get(), "elements are nested deeper than " + DEEPEST + ".");
        var map = new LinkedHashMap<String, Object>();
        boolean nil = attributes(map);
        var text = new StringBuilder();
        boolean elements = false;
        for (int event = next(); event != XMLStreamConstants.END_ELEMENT; event = next()) {
            if (event == XMLStreamConstants.START_ELEMENT) {
                elements = true;
                var name = events.elementName();
                add(map, name, read(depth + 1));
            } else if (event != XMLStreamConstants.COMMENT && event != XMLStreamConstants.PROCESSING_INSTRUCTION) {
                text.append(events.reader().getText());
            }
        }
        if (map.isEmpty()) return nil ? null : text.toString();
        if (!text.toString().isBlank()) map.put(TEXT, elements ? text.toString().strip() : text.toString());
        return map;
    }

    private int next() throws XMLStreamException {
        int event = events.next();
        if (event == XMLStreamConstants.ENTITY_REFERENCE) throw XmlProblems.entity(here.get());
        return event;
    }

    /** @return whether the element says that it has no value */
    private boolean attributes(Map<String, Object> map) {
        var reader = events.reader();
        int count = reader.getAttributeCount();
        boolean nil = false;
        for (int i = 0; i < count; i++) {
            var value = reader.getAttributeValue(i);
            if (value.length() > LONGEST_ATTRIBUTE)
                throw XmlProblems.limit(here.get(), "an attribute is longer than 1 MB.");
            if (events.schemaAttribute(i)) {
                nil |= reader.getAttributeLocalName(i).equals("nil")
                        && (value.strip().equals("true") || value.strip().equals("1"));
                continue;
            }
            map.put(ATTRIBUTE + events.attributeName(i), value);
        }
        return nil;
    }

    /** What is there twice becomes a list; no element's value is one by itself. */
    @SuppressWarnings("unchecked")
    private static void add(Map<String, Object> map, String name, Object value) {
        if (!map.containsKey(name)) {
            map.put(name, value);
        } else if (map.get(name) instanceof List<?> list) {
            ((List<Object>) list).add(value);
        } else {
            var list = new ArrayList<>();
            list.add(map.get(name));
            list.add(value);
            map.put(name, list);
        }
    }
}
