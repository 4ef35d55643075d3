package dev.crossdock.functions.controlapi.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TemplatesTest {
    /** What would let text through as it is, and what the pages' own policy forbids. */
    private static final Pattern FORBIDDEN = Pattern.compile(
            "\\.raw\\b|\\.safe\\b|\\sstyle=|\\son[a-z]+=|<style|<script(?! src=\"/console/)|hx-on|https?://");

    @Test
    void whatAPageShowsIsEscaped() {
        var page = new Templates()
                .render("problem", new Answered.Said("<i>", "\"'&<script>", 400), Frame.ofNobody("<title>"));
        assertThat(page)
                .contains("&lt;i&gt;", "&quot;&#39;&amp;&lt;script&gt;", "<h1>&lt;title&gt;</h1>")
                .doesNotContain("<i>", "<script>");
    }

    @Test
    void noTemplateLetsTextThroughAsItIsNorHoldsWhatThePolicyForbids() throws IOException {
        var found = new ArrayList<String>();
        try (var files = Files.list(Path.of("src/main/resources/console"))) {
            for (var file :
                    files.filter(each -> each.toString().endsWith(".html")).toList()) {
                var matcher = FORBIDDEN.matcher(Files.readString(file));
                while (matcher.find()) found.add(file.getFileName() + ": " + matcher.group());
            }
        }
        assertThat(found).isEmpty();
    }
}
