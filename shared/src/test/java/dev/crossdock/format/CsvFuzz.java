package dev.crossdock.format;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Map;

/** Tables, with what is guessed about them. */
class CsvFuzz extends Fed {
    @Override
    @FuzzTest
    public void fuzz(byte[] bytes) throws Exception {
        read("p.csv", bytes);
    }

    @Override
    protected Map<String, byte[]> seeds() {
        return all(
                suite("csv-spectrum", ".csv"),
                suite("csv-test-data", ".csv"),
                suite("pollock", ".csv"),
                golden("format", ".csv"));
    }
}
