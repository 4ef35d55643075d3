package dev.crossdock.format;

import dev.crossdock.flow.Origin;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;

/** One pass over an XML file: the elements that are records. The whole file must be XML, to its end. */
final class XmlReading implements RecordReader {
    private static final int MOST_NAMES = 10_000;

    private final InputStream raw;
    private final Limited in;
    private final String file;
    private final List<String> path;
    private final List<String> open = new ArrayList<>();
    private final Set<String> others = new HashSet<>();
    private XmlEvents events;
    private boolean aroundSeen;
    private boolean ended;
    private long records;
    private long offset;
    private long line;
    private RuntimeException failure;

    XmlReading(InputStream in, String file, Options options) {
        this.raw = in;
        this.in = new Limited(in, this::tooLarge);
        this.file = file;
        this.path = XmlFormat.path(options);
        this.in.again();
        trying(() -> events = new XmlEvents(this.in, file, options));
    }

    private interface Act {
        void run() throws XMLStreamException;
    }

    /** What cannot be read cannot be read at any further call either: the parser is lost where it failed. */
    private void trying(Act act) {
        if (failure != null) throw failure;
        try {
            act.run();
        } catch (Refused e) {
            failure = e;
        } catch (XMLStreamException e) {
            failure = XmlProblems.of(e, here(e), file);
        }
        if (failure != null) throw failure;
    }

    private String here(XMLStreamException e) {
        if (e.getLocation() == null) return events == null ? file : here();
        return XmlProblems.place(
                file, records + 1, e.getLocation(), e.getLocation().getCharacterOffset());
    }

    private String here() {
        var at = events.reader().getLocation();
        return XmlProblems.place(file, records + 1, at, events.begins());
    }

    @Override
    public Optional<Record> next() {
        var found = new Record[1];
        trying(() -> {
            if (advance()) found[0] = record();
        });
        return Optional.ofNullable(found[0]);
    }

    private Record record() throws XMLStreamException {
        var origin = new Origin(file, records + 1, events.begins());
        var value = new XmlTrees(events, this::here).read(open.size());
        passed();
        if (value instanceof Map<?, ?> map && map.keySet().containsAll(CsvFormat.REJECT_COLUMNS)) {
            map.keySet().removeAll(CsvFormat.REJECT_COLUMNS);
        }
        return Record.of(value, origin);
    }

    private void passed() throws XMLStreamException {
        open.remove(open.size() - 1);
        records++;
        offset = events.ends();
        line = Math.max(0, events.reader().getLocationInfo().getStartLocation().getLineNumber() - 1);
    }

    /** Moves on to the next record's begin. @return false at the end */
    private boolean advance() throws XMLStreamException {
        while (!ended) {
            in.again();
            switch (events.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    var name = events.elementName();
                    open.add(name);
                    if (open.size() > XmlTrees.DEEPEST) {
                        throw XmlProblems.limit(here(), "elements are nested deeper than " + XmlTrees.DEEPEST + ".");
                    }
                    if (ends(path)) return true;
                    aroundSeen |= path.size() > 1 && ends(path.subList(0, path.size() - 1));
                    if (others.size() < MOST_NAMES) others.add(name);
                }
                case XMLStreamConstants.END_ELEMENT -> open.remove(open.size() - 1);
                case XMLStreamConstants.DTD -> throw XmlProblems.dtd(here());
                case XMLStreamConstants.ENTITY_REFERENCE -> throw XmlProblems.entity(here());
                case XMLStreamConstants.END_DOCUMENT -> ended = true;
                default -> {}
            }
        }
        if (records == 0 && !aroundSeen && others.size() > 1) throw missing();
        return false;
    }

    private boolean ends(List<String> with) {
        int from = open.size() - with.size();
        return from >= 0 && open.subList(from, open.size()).equals(with);
    }

    private Refused missing() {
        var some = others.stream().sorted().limit(10).toList();
        return new Refused(Problem.of(
                        "xml.record",
                        "there is no element <" + String.join("/", path) + ">; there are " + some + ".",
                        "Set format.xml.record to the element that is a record.")
                .at(file));
    }

    private Refused tooLarge() {
        return new Refused(Problem.of(
                        "xml.record-too-large",
                        String.format(Locale.ROOT, "the record has more than %,d bytes.", JsonTrees.LARGEST_RECORD),
                        "Set format.xml.record to the element that is a record.")
                .at(file + String.format(Locale.ROOT, ", record %,d", records + 1)));
    }

    /** Passes over records without keeping them. */
    void stepOver(long count) {
        while (records < count) {
            boolean[] more = new boolean[1];
            trying(() -> {
                more[0] = advance();
                if (!more[0]) return;
                for (int depth = 1; depth > 0; ) {
                    int event = events.next();
                    if (event == XMLStreamConstants.START_ELEMENT) depth++;
                    if (event == XMLStreamConstants.END_ELEMENT) depth--;
                }
                passed();
            });
            if (!more[0]) return;
        }
    }

    @Override
    public Place place() {
        return new Place(offset, records, line, "");
    }

    @Override
    public void close() {
        try {
            if (events != null) events.close();
            raw.close();
        } catch (XMLStreamException | IOException e) {
            // Nothing was to be written.
        }
    }
}
