package dev.crossdock.functions.controlapi.console;

import dev.crossdock.flow.Origin;
import dev.crossdock.flow.Record;
import dev.crossdock.format.Formats;
import dev.crossdock.format.Options;
import dev.crossdock.graph.Profile;
import dev.crossdock.run.DefinitionStore;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** How good a collection's data is: a page that prints, and the same as a workbook, for whoever owns the data. */
@Path("/console/collections/{c}/quality")
public class QualityPage {
    private final Console console;
    private final DefinitionStore definitions;
    private final Quality quality;

    QualityPage(Console console, DefinitionStore definitions, Quality quality) {
        this.console = console;
        this.definitions = definitions;
        this.quality = quality;
    }

    /**
     * @param records looked at @param share of them that are invalid
     * @param limited what was not looked at; empty when everything was
     */
    public record Page(
            String name,
            String records,
            String invalid,
            String share,
            String limited,
            List<Rule> broken,
            List<FieldLine> fields,
            List<RunLineOf> runs) {}

    public record Rule(String rule, String field, String times) {}

    /** @param full of 100, for its bar */
    public record FieldLine(
            String path,
            String filled,
            int full,
            String types,
            String distinct,
            String length,
            String range,
            String common) {}

    /** @param part of 100 that were refused, for its bar */
    public record RunLineOf(
            RunLine run, String read, String refused, String share, int part, List<Rule> broken, String more) {}

    @GET
    public Response page(@Context ContainerRequestContext request, @PathParam("c") String name) {
        definitions.collection(name);
        var seen = quality.of(name, definitions.project());
        var told = console.told();
        long records = seen.profile().records();
        var page = new Page(
                name,
                Told.number(records),
                Told.number(seen.invalid()),
                percent(seen.invalid(), records),
                limited(seen),
                seen.broken().stream().map(QualityPage::rule).toList(),
                seen.profile().fields().stream().map(QualityPage::line).toList(),
                seen.runs().stream().map(run -> line(run, told)).toList());
        return console.page(request, "records", "quality", "Quality of " + name, page);
    }

    private static String limited(Quality.Seen seen) {
        if (seen.whole() && !seen.profile().more()) return "";
        return (seen.whole()
                        ? ""
                        : "There are more records: these are the first "
                                + Told.number(seen.profile().records())
                                + " in the order in which they are stored, which is none of the data's. ")
                + (seen.profile().more() ? "There are more fields than are told here." : "");
    }

    private static Rule rule(Quality.Broken broken) {
        return new Rule(broken.rule(), broken.field(), Told.number(broken.times()));
    }

    private static FieldLine line(Profile.Field field) {
        return new FieldLine(
                field.path(),
                percent(field.filled(), field.of()),
                (int) (field.of() == 0 ? 0 : 100 * field.filled() / field.of()),
                field.types().keySet().stream().sorted().collect(Collectors.joining(", ")),
                distinct(field),
                length(field),
                field.least().isEmpty() ? "" : field.least() + " … " + field.most(),
                field.common().stream()
                        .map(one -> one.times() > 1 && !field.uncounted()
                                ? one.value() + " (" + Told.number(one.times()) + ")"
                                : one.value())
                        .collect(Collectors.joining(", ")));
    }

    private static String distinct(Profile.Field field) {
        // Objects and lists are not told apart.
        if (field.distinct() == 0) return "";
        return Told.number(field.distinct()) + (field.uncounted() ? " or more" : "");
    }

    private static String length(Profile.Field field) {
        if (field.longest() == 0) return "";
        return field.shortest() == field.longest() ? "" + field.longest() : field.shortest() + " … " + field.longest();
    }

    private static RunLineOf line(Quality.RunSeen seen, Told told) {
        var counts = seen.run().counts();
        long read = counts.read();
        long counted = seen.broken().stream().mapToLong(Quality.Broken::times).sum();
        return new RunLineOf(
                RunLine.of(seen.run(), 1, told),
                Told.number(read),
                Told.number(counts.rejected()),
                percent(counts.rejected(), read),
                (int) (read == 0 ? 0 : 100 * counts.rejected() / read),
                seen.broken().stream().limit(3).map(QualityPage::rule).toList(),
                counted < counts.rejected() ? "of the first " + Told.number(counted) : "");
    }

    private static String percent(long part, long of) {
        if (of == 0) return "–";
        if (part == 0) return "0 %";
        if (part == of) return "100 %";
        double percent = 100.0 * part / of;
        return percent < 0.1 ? "< 0.1 %" : percent > 99.9 ? "> 99.9 %" : "%.1f %%".formatted(percent);
    }

    /** The fields as a workbook, a row each. */
    @GET
    @Path("/xlsx")
    public Response workbook(@PathParam("c") String name) {
        definitions.collection(name);
        var seen = quality.of(name, definitions.project());
        var format = Formats.byName("xlsx");
        return Downloads.of(
                out -> {
                    try (var writer = format.writer(out, Options.NONE)) {
                        long number = 0;
                        for (var field : seen.profile().fields())
                            writer.write(Record.of(row(field), new Origin(name, ++number, 0)));
                    }
                },
                name + "-quality.xlsx");
    }

    private static Map<String, Object> row(Profile.Field field) {
        var row = new LinkedHashMap<String, Object>();
        row.put("field", field.path());
        row.put("could have it", field.of());
        row.put("filled", field.filled());
        row.put("types", String.join(", ", new java.util.TreeSet<>(field.types().keySet())));
        row.put("different values", field.distinct());
        row.put("more were not counted", field.uncounted() ? "yes" : "");
        row.put("shortest", field.longest() == 0 ? null : field.shortest());
        row.put("longest", field.longest() == 0 ? null : field.longest());
        row.put("least", field.least());
        row.put("most", field.most());
        row.put("values", field.common().stream().map(Profile.Common::value).collect(Collectors.joining(", ")));
        return row;
    }
}
