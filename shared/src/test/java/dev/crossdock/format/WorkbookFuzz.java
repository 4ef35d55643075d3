package dev.crossdock.format;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Map;

/** Archives: a workbook, and one file in a zip. */
class WorkbookFuzz extends Fed {
    @Override
    @FuzzTest
    public void fuzz(byte[] bytes) throws Exception {
        read("p.xlsx", bytes);
        read("p.zip", bytes);
    }

    @Override
    protected Map<String, byte[]> seeds() {
        return all(golden("format", ".xlsx"), golden("format", ".zip"), suite("zip-slip", ".zip"));
    }
}
