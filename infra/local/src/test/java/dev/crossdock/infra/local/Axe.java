package dev.crossdock.infra.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Asks axe-core what on a page keeps people from using it; axe is put in by the driver, past the page's own policy. */
final class Axe {
    private static final String TEXT = text();

    private Axe() {}

    /** What is serious or critical, with where it is. */
    static List<String> serious(Browser browser) {
        browser.script(TEXT);
        var found = browser.scriptLater(
                "const done = arguments[arguments.length - 1]; axe.run(document, {resultTypes: ['violations']}).then(r => done("
                        + "r.violations), e => done([{impact: 'critical', id: String(e), nodes: []}]))");
        var serious = new ArrayList<String>();
        for (var violation : found) {
            var impact = violation.path("impact").asText();
            if (!impact.equals("serious") && !impact.equals("critical")) continue;
            for (var node : violation.path("nodes"))
                serious.add(
                        violation.path("id").asText() + " " + node.path("html").asText() + " "
                                + node.path("failureSummary").asText());
        }
        return serious;
    }

    private static String text() {
        try (var in = Axe.class.getResourceAsStream("/axe.min.js")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
