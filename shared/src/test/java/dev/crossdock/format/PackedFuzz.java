package dev.crossdock.format;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Map;

/** What gzip and zstd unpack. */
class PackedFuzz extends Fed {
    @Override
    @FuzzTest
    public void fuzz(byte[] bytes) throws Exception {
        read("p.csv.gz", bytes);
        read("p.csv.zst", bytes);
    }

    @Override
    protected Map<String, byte[]> seeds() {
        return all(golden("format", ".gz"), golden("format", ".zst"));
    }
}
