package dev.crossdock.format;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Map;

/** JSON as one array, and line by line. */
class JsonFuzz extends Fed {
    @Override
    @FuzzTest
    public void fuzz(byte[] bytes) throws Exception {
        read("p.json", bytes);
        read("p.ndjson", bytes);
    }

    @Override
    protected Map<String, byte[]> seeds() {
        return all(suite("json", ".json"), golden("format", ".json"), golden("format", ".ndjson"));
    }
}
