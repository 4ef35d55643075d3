package dev.crossdock.format;

import com.fasterxml.aalto.stax.InputFactoryImpl;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import org.codehaus.stax2.XMLInputFactory2;
import org.codehaus.stax2.XMLStreamReader2;

/** Aalto, set to read data only: no DTD is read, nothing outside of the file is opened. Not thread-safe. */
final class XmlEvents implements AutoCloseable {
    /** More than any vocabulary has; the parser keeps each name for as long as it lives. */
    private static final int MOST_NAMES = 10_000;

    private final Set<String> names = new HashSet<>();
    private final XMLStreamReader2 reader;
    private final Map<String, String> prefixes;
    private final String file;

    /** @param options with the encoding, when it is another than UTF-8 */
    XmlEvents(InputStream in, String file, Options options) throws XMLStreamException {
        this.file = file;
        // One for each file: a factory keeps every name that it ever met.
        XMLInputFactory2 factory = new InputFactoryImpl();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLInputFactory2.P_LAZY_PARSING, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        var encoding = CsvDialect.text(options, "encoding", "");
        var utf8 = encoding.isEmpty() ? in : new Transcoded(in, Encoding.of(encoding));
        reader = (XMLStreamReader2) factory.createXMLStreamReader(new Filled(new Tags(utf8, file)), "UTF-8");
        prefixes = XmlFormat.prefixes(options);
    }

    int next() throws XMLStreamException {
        return reader.next();
    }

    XMLStreamReader2 reader() {
        return reader;
    }

    /** Of the element, with its prefix: as the job says for its namespace, else as written. */
    String elementName() {
        return name(reader.getPrefix(), reader.getNamespaceURI(), reader.getLocalName());
    }

    String attributeName(int i) {
        var uri = reader.getAttributeNamespace(i);
        // An attribute without a prefix is in no namespace, whatever its element is in.
        return name(reader.getAttributePrefix(i), uri, reader.getAttributeLocalName(i));
    }

    private String name(String prefix, String uri, String local) {
        if (names.add(local) && names.size() > MOST_NAMES) {
            throw XmlProblems.limit(file, "there are more than 10,000 different names.");
        }
        var known = uri == null || uri.isEmpty() ? "" : prefixes.getOrDefault(uri, prefix == null ? "" : prefix);
        return known.isEmpty() ? local : known + ":" + local;
    }

    boolean schemaAttribute(int i) {
        return XMLConstants.W3C_XML_SCHEMA_INSTANCE_NS_URI.equals(reader.getAttributeNamespace(i));
    }

    /** Declared at the element, by prefix. */
    Map<String, String> namespaces() {
        var declared = new LinkedHashMap<String, String>();
        for (int i = 0; i < reader.getNamespaceCount(); i++) {
            var prefix = reader.getNamespacePrefix(i);
            var uri = reader.getNamespaceURI(i);
            if (uri != null && !uri.isEmpty()) declared.put(prefix == null ? "" : prefix, uri);
        }
        return declared;
    }

    /** In bytes of UTF-8, also where the file is something else. */
    long begins() {
        return Math.max(0, reader.getLocationInfo().getStartingByteOffset());
    }

    long ends() throws XMLStreamException {
        return Math.max(0, reader.getLocationInfo().getEndingByteOffset());
    }

    /** Aalto miscounts offsets when what it gets first ends within the XML declaration. */
    private static final class Filled extends FilterInputStream {
        Filled(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] b, int off, int len) throws IOException {
            int n = in.readNBytes(b, off, len);
            return n == 0 && len > 0 ? -1 : n;
        }
    }

    @Override
    public void close() throws XMLStreamException {
        reader.close();
    }
}
