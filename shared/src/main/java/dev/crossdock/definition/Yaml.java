package dev.crossdock.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads one YAML 1.2 document (core schema: {@code NO}, {@code on} and {@code 12:30} are text) with the place of everything. */
final class Yaml {
    private static final int DEEPEST = 50;
    /** Nodes after aliases are followed: what a bomb of aliases would multiply. */
    private static final int MOST = 50_000;

    /** Characters; more digits mean nothing to anybody, and the JSON in which definitions are published takes 1,000. */
    private static final int LONGEST_NUMBER = 400;
    /** Written out, a larger one would fill the memory. */
    private static final int LARGEST_EXPONENT = 400;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final String file;
    private final String[] lines;
    private int nodes;

    private Yaml(String file, String text) {
        this.file = file;
        this.lines = text.split("\n", -1);
    }

    /**
     * @param file for places
     * @return an empty branch for a file with nothing in it
     * @throws Refused {@code config.yaml}, {@code config.duplicate-key}
     */
    static Tree read(String file, String text) {
        var settings = LoadSettings.builder()
                .setLabel(file)
                .setSchema(new CoreSchema())
                .setAllowDuplicateKeys(true) // found below, with both places
                .setAllowNonScalarKeys(true)
                .setMaxAliasesForCollections(100)
                .setCodePointLimit(Integer.MAX_VALUE) // the file's size was checked when it was read
                .build();
        var yaml = new Yaml(file, text);
        Optional<Node> node;
        try {
            node = new Compose(settings).composeString(text);
        } catch (ReaderException e) {
            throw yaml.unreadableCharacter(e, text);
        } catch (MarkedYamlEngineException e) {
            throw yaml.syntax(e);
        } catch (YamlEngineException | StackOverflowError e) {
            var why = e instanceof StackOverflowError ? "it is nested too deeply" : Tree.shortened(e.getMessage());
            throw refuse(Spot.top(file), "config.yaml", "this is no readable YAML: " + why + ".", "Write it out flat.");
        }
        if (node.isEmpty()
                || node.get() instanceof ScalarNode scalar
                        && scalar.isPlain()
                        && scalar.getValue().isEmpty()) {
            return new Tree.Branch(Spot.top(file), new LinkedHashMap<>());
        }
        return yaml.tree(node.get(), 0);
    }

    private Tree tree(Node node, int depth) {
        var spot = spot(node.getStartMark());
        if (node.isRecursive()) {
            throw refuse(spot, "config.yaml", "this alias contains itself.", "Write the values out.");
        }
        if (depth > DEEPEST) {
            throw refuse(
                    spot, "config.yaml", "this is nested deeper than " + DEEPEST + " levels.", "Write it flatter.");
        }
        if (++nodes > MOST) {
            throw refuse(
                    spot,
                    "config.yaml",
                    "this file holds more than " + MOST + " values, its aliases followed.",
                    "Write what is meant without aliases of aliases.");
        }
        if (node instanceof MappingNode mapping) return branch(mapping, spot, depth);
        if (node instanceof SequenceNode sequence) {
            List<Tree> items = new ArrayList<>();
            for (var item : sequence.getValue()) items.add(tree(item, depth + 1));
            return new Tree.Row(spot, items);
        }
        return leaf((ScalarNode) node, spot);
    }

    private Tree branch(MappingNode mapping, Spot spot, int depth) {
        var keys = new LinkedHashMap<String, Tree.Branch.Entry>();
        for (var tuple : mapping.getValue()) {
            var keySpot = spot(tuple.getKeyNode().getStartMark());
            if (!(tuple.getKeyNode() instanceof ScalarNode scalar)) {
                throw refuse(
                        keySpot,
                        "config.yaml",
                        "here a key is expected, not a list or braces.",
                        "A text that begins with { or [ needs quotes.");
            }
            var key = scalar.getValue();
            var before = keys.get(key);
            if (before != null) {
                throw refuse(
                        keySpot,
                        "config.duplicate-key",
                        "\"" + key + "\" stands here a second time (first in line "
                                + before.key().line() + ").",
                        "Keep one of them.");
            }
            keys.put(key, new Tree.Branch.Entry(keySpot, tree(tuple.getValueNode(), depth + 1)));
        }
        return new Tree.Branch(spot, keys);
    }

    private Tree leaf(ScalarNode node, Spot spot) {
        var raw = node.getValue();
        return new Tree.Leaf(spot, value(node, raw, spot), raw, written(node, spot));
    }

    private JsonNode value(ScalarNode node, String raw, Spot spot) {
        var tag = node.getTag();
        if (tag.equals(Tag.STR)) return JSON.textNode(raw);
        if (tag.equals(Tag.NULL)) return JSON.nullNode();
        if (tag.equals(Tag.BOOL))
            return JSON.booleanNode(raw.toLowerCase(Locale.ROOT).equals("true"));
        try {
            if (raw.length() > LONGEST_NUMBER) throw new NumberFormatException();
            if (tag.equals(Tag.INT)) return integer(raw);
            if (tag.equals(Tag.FLOAT)) return decimal(raw);
        } catch (NumberFormatException e) {
            throw refuse(spot, "config.type", "\"" + raw + "\" is no number that JSON has.", "Write it in quotes.");
        }
        throw refuse(spot, "config.yaml", "the tag " + tag.getValue() + " is not known here.", "Leave the tag out.");
    }

    private static JsonNode decimal(String raw) {
        var number = new BigDecimal(raw);
        if (Math.abs((long) number.scale()) > LARGEST_EXPONENT) throw new NumberFormatException();
        return JSON.numberNode(number);
    }

    private static JsonNode integer(String raw) {
        if (raw.startsWith("0o")) return JSON.numberNode(new BigInteger(raw.substring(2), 8));
        if (raw.startsWith("0x")) return JSON.numberNode(new BigInteger(raw.substring(2), 16));
        var number = new BigInteger(raw);
        return number.bitLength() < 64 ? JSON.numberNode(number.longValue()) : JSON.numberNode(number);
    }

    private Tree.Leaf.Written written(ScalarNode node, Spot spot) {
        var style = node.getScalarStyle();
        if (style != ScalarStyle.LITERAL) return new Tree.Leaf.Written(kind(style), 0);
        // The text begins in the line after the "|"; its first line with anything in it shows the indentation.
        for (int i = spot.line(); i < lines.length; i++) {
            var stripped = lines[i].stripLeading();
            if (!stripped.isEmpty()) return new Tree.Leaf.Written('|', lines[i].length() - stripped.length());
        }
        return new Tree.Leaf.Written('|', 0);
    }

    private static char kind(ScalarStyle style) {
        return switch (style) {
            case DOUBLE_QUOTED -> '"';
            case SINGLE_QUOTED -> '\'';
            case FOLDED -> '>';
            default -> ' ';
        };
    }

    private Spot spot(Optional<Mark> mark) {
        return mark.map(m -> new Spot(file, m.getLine() + 1, m.getColumn() + 1)).orElse(Spot.top(file));
    }

    private Refused syntax(MarkedYamlEngineException e) {
        var spot = spot(e.getProblemMark().or(e::getContextMark));
        var line = spot.line() <= lines.length ? lines[spot.line() - 1] : "";
        if (line.substring(0, line.length() - line.stripLeading().length()).indexOf('\t') >= 0) {
            var tab = new Spot(file, spot.line(), line.indexOf('\t') + 1);
            return refuse(tab, "config.yaml", "this line is indented by a tab.", "YAML takes only blanks: replace it.");
        }
        var what = e.getProblem() == null ? e.getContext() : e.getProblem();
        if (what.contains("but found another document")) {
            return refuse(spot, "config.yaml", "a second document begins here.", "Write one definition per file.");
        }
        var context = e.getContext() == null ? "" : e.getContext().strip();
        var where = context.isEmpty() || context.equals(what) ? "" : " " + context;
        return refuse(
                spot,
                "config.yaml",
                "the YAML cannot be read" + where + ": " + Tree.shortened(what) + ".",
                context.startsWith("while parsing a flow") && e.getContextMark().isPresent()
                        ? "Is the brace or bracket of line "
                                + (e.getContextMark().get().getLine() + 1) + " closed?"
                        : hint(what));
    }

    private static String hint(String what) {
        if (what.contains("mapping values are not allowed")) {
            return "A text with \": \" in it needs quotes; keys of one level begin in one column.";
        }
        if (what.contains("cannot start any token")) return "A text that begins with @, ` or % needs quotes.";
        if (what.contains("expected <block end>")) return "Keys of one level begin in one column.";
        if (what.contains("undefined alias")) return "A text that begins with * or & needs quotes.";
        return "Look at the indentation and the quotes here.";
    }

    private Refused unreadableCharacter(ReaderException e, String text) {
        // The reader counts code points from the text's beginning.
        int at = 0;
        int line = 1;
        int column = 1;
        for (int i = 0; i < text.length() && at < e.getPosition(); at++) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            column = point == '\n' ? 1 : column + 1;
            if (point == '\n') line++;
        }
        return refuse(
                new Spot(file, line, column),
                "config.yaml",
                "here is a character that YAML does not allow (U+%04X).".formatted(e.getCodePoint()),
                "Is this a text file? Remove the character, or write it as an escape in double quotes.");
    }

    private static Refused refuse(Spot spot, String code, String message, String hint) {
        return new Refused(Problem.of(code, message, hint).at(spot.toString()));
    }
}
