package dev.crossdock.functions.uploadtoazure;

import dev.crossdock.definition.To;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.mapping.TextTemplate;
import dev.crossdock.run.Work;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The blob that a run writes, and what is to be said of it; the same for every worker.
 *
 * @param name as it is, nothing encoded
 * @param onlyNew a blob of that name is never replaced
 * @param place job and file, for messages
 */
record BlobTarget(
        String name,
        String contentType,
        Map<String, String> metadata,
        Map<String, String> tags,
        Optional<To.AzureBlob.Tier> tier,
        boolean onlyNew,
        String place) {
    private static final int LONGEST_NAME = 1024;
    private static final int MOST_FOLDERS = 254;
    private static final int MOST_TAGS = 10;
    private static final int LONGEST_TAG = 128;
    private static final int LONGEST_TAG_VALUE = 256;
    private static final int SHOWN = 100;

    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern HEADER = Pattern.compile("[\\x20-\\x7e]*");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9 +./:=_-]*");

    /** @throws Refused {@code azure.blob-name}, {@code azure.metadata}, {@code azure.tags}, or what an expression says */
    static BlobTarget of(Work work) {
        var to = (To.AzureBlob) work.job().to();
        var place = place(work);
        try {
            var variables = work.variables();
            Function<String, String> render = text ->
                    TextTemplate.compile(text, "job " + work.job().name()).text(null, variables);
            var name = render.apply(to.blob());
            checkName(name, to.blob());
            return new BlobTarget(
                            name,
                            to.contentType().orElseGet(() -> ContentTypes.of(name)),
                            rendered(to.metadata(), render, BlobTarget::checkMetadata),
                            rendered(to.tags(), render, BlobTarget::checkTag),
                            to.tier(),
                            to.onlyNew(),
                            place)
                    .checked();
        } catch (Refused e) {
            throw e.problem().place().isEmpty() ? new Refused(e.problem().at(place)) : e;
        }
    }

    /** Job and file, as a message places what is wrong with them. */
    static String place(Work work) {
        return "job " + work.job().name()
                + work.run().file().map(file -> ", " + file.path()).orElse("");
    }

    private interface Check {
        void of(String name, String value);
    }

    /** An expression that gives nothing leaves its entry away. */
    private static Map<String, String> rendered(
            Map<String, String> templates, Function<String, String> render, Check check) {
        var values = new LinkedHashMap<String, String>();
        templates.forEach((name, template) -> {
            var value = render.apply(template);
            check.of(name, value);
            if (!value.isEmpty()) values.put(name, value);
        });
        return Collections.unmodifiableMap(values);
    }

    private static void checkName(String name, String template) {
        if (name.isEmpty()) {
            throw refuse(
                    "azure.blob-name",
                    "the blob's name is empty: " + template + " gives nothing for this run.",
                    "Put a fixed text beside the expression, or another one: {$file.name}.");
        }
        if (name.codePoints().anyMatch(point -> Character.isISOControl(point) || point == '\\')) {
            throw refuse(
                    "azure.blob-name",
                    "the blob's name \"" + shown(name) + "\" has a backslash or control characters.",
                    "Leave them out; folders are parted by /.");
        }
        var parts = name.split("/", -1);
        for (var part : parts) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                throw refuse(
                        "azure.blob-name",
                        "the blob's name \"" + shown(name) + "\" has the folder or name \"" + part + "\".",
                        "Name each folder, and put one slash between names.");
            }
        }
        if (name.length() > LONGEST_NAME || parts.length > MOST_FOLDERS || name.endsWith(".")) {
            throw refuse(
                    "azure.blob-name",
                    "the blob's name \"%s\" has %,d characters and %,d parts%s."
                            .formatted(
                                    shown(name),
                                    name.length(),
                                    parts.length,
                                    name.endsWith(".") ? ", and ends in a dot" : ""),
                    "Azure takes up to %,d characters and %,d parts, and none that ends in a dot."
                            .formatted(LONGEST_NAME, MOST_FOLDERS));
        }
    }

    private static void checkMetadata(String name, String value) {
        if (!IDENTIFIER.matcher(name).matches() || name.equalsIgnoreCase(AzureContainer.RUN)) {
            throw refuse(
                    "azure.metadata",
                    "\"" + shown(name) + "\" cannot be the name of a blob's metadata.",
                    "Names have letters, digits and _, begin with no digit, and are not " + AzureContainer.RUN + ".");
        }
        if (!HEADER.matcher(value).matches()) {
            throw refuse(
                    "azure.metadata",
                    "metadata " + name + " is \"" + shown(value) + "\", and only ASCII gets through.",
                    "Encode it: {$encodeUrlComponent(…)}.");
        }
    }

    private static void checkTag(String name, String value) {
        boolean fits = !name.isEmpty()
                && name.length() <= LONGEST_TAG
                && value.length() <= LONGEST_TAG_VALUE
                && TAG.matcher(name).matches()
                && TAG.matcher(value).matches();
        if (!fits) {
            throw refuse(
                    "azure.tags",
                    "the tag \"" + shown(name) + "\" with the value \"" + shown(value) + "\" is none that Azure takes.",
                    "A name has 1 to %d and a value up to %d of: letters and digits of ASCII, blank, + - . / : = _"
                            .formatted(LONGEST_TAG, LONGEST_TAG_VALUE));
        }
    }

    private BlobTarget checked() {
        if (tags.size() <= MOST_TAGS) return this;
        throw refuse(
                "azure.tags",
                "there are " + tags.size() + " tags, and a blob has " + MOST_TAGS + " at most.",
                "Leave some out, or make them metadata.");
    }

    private static String shown(String text) {
        var plain = text.replaceAll("\\p{Cntrl}", "?");
        return plain.length() <= SHOWN ? plain : plain.substring(0, SHOWN) + "…";
    }

    private static Refused refuse(String code, String message, String hint) {
        return new Refused(Problem.of(code, message, hint));
    }
}
