package dev.crossdock.format;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Map;

/** XML with all that a document type can do. */
class XmlFuzz extends Fed {
    @Override
    @FuzzTest
    public void fuzz(byte[] bytes) throws Exception {
        read("p.xml", bytes);
    }

    @Override
    protected Map<String, byte[]> seeds() {
        return golden("format", ".xml");
    }
}
