package dev.crossdock.infra.cli;

import dev.crossdock.definition.Spelling;
import dev.crossdock.flow.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, and what was probably meant. */
final class WrongUse {
    private WrongUse() {}

    /** @param given the whole command line */
    static Problem problem(ParameterException e, String[] given) {
        var line = e.getCommandLine();
        var command = line.getCommandSpec().qualifiedName();
        var help = "See: " + command + " --help";
        if (e instanceof UnmatchedArgumentException unmatched)
            return unknown(line, command, unmatched.getUnmatched().get(0), help);
        if (e instanceof MissingParameterException missing) {
            // A misspelt option is reported as what it leaves missing; the spelling is the better news.
            for (var word : given) {
                var misspelt = word.startsWith("--")
                        && word.length() > 2
                        && !options(line).contains(word.replaceFirst("=.*", ""));
                if (misspelt) return unknown(line, command, word, help);
            }
            var names = missing.getMissing().stream()
                    .map(argument -> argument.paramLabel())
                    .toList();
            return new Problem("usage.missing", command, String.join(" ", names) + " is missing.", help, "");
        }
        return new Problem("usage.wrong", command, sentence(e.getMessage()), help, "");
    }

    private static Problem unknown(CommandLine line, String command, String word, String help) {
        if (word.startsWith("-")) {
            var name = word.replaceFirst("=.*", "");
            return new Problem(
                    "usage.unknown-option",
                    command,
                    "\"" + name + "\" is no option.",
                    meant(name, options(line)).orElse(help),
                    "");
        }
        if (!line.getSubcommands().isEmpty()) {
            var hint = meant(word, List.copyOf(line.getSubcommands().keySet())).orElse(help);
            return new Problem("usage.unknown-command", command, "\"" + word + "\" is no command.", hint, "");
        }
        return new Problem("usage.too-much", command, "\"" + word + "\" is one argument too many.", help, "");
    }

    private static List<String> options(CommandLine line) {
        var names = new ArrayList<String>();
        line.getCommandSpec().options().forEach(option -> names.addAll(List.of(option.names())));
        return names;
    }

    private static Optional<String> meant(String word, List<String> known) {
        return Spelling.nearest(word, known).map(name -> "Did you mean " + name + "?");
    }

    private static String sentence(String text) {
        return text.endsWith(".") ? text : text + ".";
    }
}
