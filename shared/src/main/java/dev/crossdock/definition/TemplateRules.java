package dev.crossdock.definition;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What of a template does not go together, although each key alone is right. One use, one thread. */
final class TemplateRules {
    private static final Map<String, String> ONLY_WITH =
            Map.of("as", "each", "parallel", "each", "steps", "each", "output", "each", "input", "template");
    private static final Map<String, List<String>> OF_RECORD = Map.of(
            "get", List.of("id"),
            "query", List.of("where", "limit"),
            "upsert", List.of("id", "data", "ifExists"),
            "delete", List.of("id"));
    private static final Pattern VARIABLE = Pattern.compile("\\$([a-z][A-Za-z0-9]*)(?![A-Za-z0-9_]*\\s*\\()");
    private static final Set<String> GIVEN =
            Set.of("input", "execution", "vars", "error", "states", "status", "headers");

    private final Findings findings;
    private final Sources sources;
    private final Set<String> ids = new HashSet<>();

    TemplateRules(Findings findings, Sources sources) {
        this.findings = findings;
        this.sources = sources;
    }

    void check(Tree.Branch template) {
        steps(template, "steps", "");
        // Where something is wrong with the ids already, a second message about the same would confuse.
        if (findings.problems().isEmpty()) seen(template);
    }

    private void steps(Tree.Branch in, String key, String pointer) {
        if (!(in.get(key).orElse(null) instanceof Tree.Row row)) return;
        int index = 0;
        for (var item : row.items()) {
            var at = pointer + "/" + key + "/" + index++;
            if (item instanceof Tree.Branch step) step(step, at);
        }
    }

    private void step(Tree.Branch step, String at) {
        if (step.get("id").orElse(null) instanceof Tree.Leaf id && id.isText() && !ids.add(id.text())) {
            findings.problem(
                    id.spot(),
                    at + "/id",
                    "config.conflict",
                    "a second step has the id \"" + id.text() + "\".",
                    "Choose another: its result is $" + id.text() + "2, for example.");
        }
        ONLY_WITH.forEach((key, with) -> {
            if (step.has(key) && !step.has(with)) conflict(step, key, at, "\"" + key + "\" goes with " + with + ".");
        });
        if (step.has("each") && !step.has("steps")) {
            findings.problem(
                    step.spot(), at, "config.missing", "each needs \"steps\".", "They are taken for each item.");
        }
        if (step.has("on404") && !step.has("call") && !step.has("record") && !step.has("file")) {
            conflict(step, "on404", at, "\"on404\" goes with call, record and file.");
        }
        if (step.get("record").orElse(null) instanceof Tree.Branch record) record(record, at + "/record");
        if (step.get("file").orElse(null) instanceof Tree.Branch file) file(file, at + "/file");
        if (step.get("call").orElse(null) instanceof Tree.Branch call) call(call, at + "/call");
        mail(step, at, findings);
        steps(step, "steps", at);
        if (step.get("onError").orElse(null) instanceof Tree.Branch onError) steps(onError, "steps", at + "/onError");
    }

    /** Whatever tells by a mail has something to say. */
    static void mail(Tree.Branch around, String at, Findings findings) {
        if (around.get("mail").orElse(null) instanceof Tree.Branch mail && !mail.has("text") && !mail.has("html")) {
            findings.problem(
                    mail.spot(),
                    at + "/mail",
                    "config.missing",
                    "mail needs one of text, html.",
                    "It is what is sent.");
        }
    }

    private void record(Tree.Branch record, String at) {
        var does = OF_RECORD.keySet().stream().filter(record::has).toList();
        if (does.size() != 1) return;
        var fitting = OF_RECORD.get(does.get(0));
        for (var key : List.of("id", "where", "limit", "data", "ifExists")) {
            if (record.has(key) && !fitting.contains(key)) {
                conflict(record, key, at, "\"" + key + "\" does not go with " + does.get(0) + ".");
            }
        }
        if ((record.has("get") || record.has("delete")) && !record.has("id")) {
            findings.problem(
                    record.spot(),
                    at,
                    "config.missing",
                    does.get(0) + " needs \"id\".",
                    "JSONata for the record's id.");
        }
    }

    private void file(Tree.Branch file, String at) {
        for (var key : List.of("data", "contentType")) {
            if (file.has("read") && file.has(key)) conflict(file, key, at, "\"" + key + "\" does not go with read.");
        }
        if (file.has("write") && file.has("as")) conflict(file, "as", at, "\"as\" does not go with write.");
    }

    private void call(Tree.Branch call, String at) {
        boolean get = call.get("request").orElse(null) instanceof Tree.Leaf request
                && request.isText()
                && request.text().startsWith("GET ");
        if (call.has("cache") && !get) {
            conflict(call, "cache", at, "only the answer of a GET can be kept: other calls do something.");
        }
    }

    private void conflict(Tree.Branch at, String key, String pointer, String what) {
        findings.problem(
                at.keys().get(key).key(), pointer + "/" + key, "config.conflict", what, "Remove \"" + key + "\".");
    }

    /** Warns of {@code $names} in expressions that no step has: misspelt ones, as a rule. */
    private void seen(Tree.Branch template) {
        var known = new LinkedHashSet<>(ids);
        known.addAll(GIVEN);
        known.add("item");
        names(template, known);
        each(template, known, "");
    }

    /** What {@code as} and expressions themselves name. */
    private void names(Tree tree, Set<String> known) {
        if (tree instanceof Tree.Row row) row.items().forEach(item -> names(item, known));
        if (!(tree instanceof Tree.Branch branch)) return;
        branch.keys().forEach((key, entry) -> {
            if (key.equals("as") && entry.value() instanceof Tree.Leaf leaf && leaf.isText()) known.add(leaf.text());
            names(entry.value(), known);
        });
    }

    private void each(Tree tree, Set<String> known, String pointer) {
        if (tree instanceof Tree.Row row) {
            for (int i = 0; i < row.items().size(); i++) each(row.items().get(i), known, pointer + "/" + i);
        }
        if (tree instanceof Tree.Branch branch) {
            branch.keys().forEach((key, entry) -> {
                if (!Set.of("description", "input", "on404", "tags").contains(key)
                        || key.equals("input") && !pointer.isEmpty()) each(entry.value(), known, pointer + "/" + key);
            });
        }
        if (!(tree instanceof Tree.Leaf leaf) || !leaf.isText() || leaf.text().indexOf('$') < 0) return;
        var text = sources.expression(leaf).text();
        // What an expression names itself, by := or as a function's parameter, it knows.
        if (text.contains(":=") || text.contains("function") || text.contains("λ")) return;
        var variables = VARIABLE.matcher(text.replaceAll("\"(\\\\.|[^\"\\\\])*\"|'(\\\\.|[^'\\\\])*'", "\"\""));
        while (variables.find()) {
            var name = variables.group(1);
            if (known.contains(name)) continue;
            if (Type.isTaken(name)) continue;
            findings.warning(
                    leaf.spot(),
                    pointer,
                    "config.reference",
                    "no step is called \"" + name + "\", so $" + name + " is nothing.",
                    Spelling.nearest(name, List.copyOf(known))
                            .map(near -> "Did you mean $" + near + "?")
                            .orElse(""));
        }
    }
}
