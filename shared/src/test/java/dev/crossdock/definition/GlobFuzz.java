package dev.crossdock.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.crossdock.flow.Refused;
import dev.crossdock.fuzz.Fuzzed;
import java.util.Map;

/** Patterns for file names, a line with the pattern and a line with the name. */
class GlobFuzz extends Fuzzed {
    @Override
    @FuzzTest
    public void fuzz(byte[] bytes) {
        var text = text(bytes);
        int line = text.indexOf('\n');
        var pattern = line < 0 ? text : text.substring(0, line);
        var name = line < 0 ? "products-2.csv" : text.substring(line + 1);
        try {
            boolean matches = Glob.of(pattern).matches(name);
            if (pattern.equals("*")) assertThat(matches).isEqualTo(!name.contains("/"));
        } catch (Refused e) {
            coded(e);
        }
        // A name with a \ before every character is a pattern that only it matches.
        var quoted = new StringBuilder();
        name.codePoints().forEach(c -> quoted.append('\\').appendCodePoint(c));
        if (name.isEmpty() || quoted.length() > Glob.LIMIT) return;
        assertThat(Glob.of(quoted.toString()).matches(name)).isTrue();
        assertThat(Glob.of(quoted.toString()).matches(name + "x")).isFalse();
    }

    @Override
    protected Map<String, byte[]> seeds() {
        return all(lines("""
                        *
                        products-*.csv
                        [a-z]*.{csv,tsv}
                        [!a-z]?\\*
                        *a*a*a*a*b
                        {a,{b,{c,d}}}*/x
                        """), Map.of("deep", "{a,".repeat(12).getBytes(), "two", "a*b\naxxb".getBytes()));
    }
}
