package dev.crossdock.mapping.compiled;

import java.util.ArrayList;
import java.util.List;

/** Which arguments a function takes, as {@code <s-n?:s>} says it: fills in the context, makes one thing an array of one. */
final class Signature {
    private static final String ANY = "asnblfom";
    private static final String JSON = "asnblom";

    /**
     * @param letters of {@link Types} that fit
     * @param array whether a single thing becomes an array
     * @param members letter of an array's members; 0 = any
     * @param context whether what is missing is taken from the context, of these letters
     */
    private record Parameter(
            String letters, boolean array, char members, boolean optional, boolean context, boolean many) {
        boolean fits(char letter) {
            return letters.indexOf(letter) >= 0;
        }
    }

    private final Parameter[] parameters;

    private Signature(List<Parameter> parameters) {
        this.parameters = parameters.toArray(Parameter[]::new);
    }

    /** @throws Failure S0401, S0402 */
    static Signature of(String text, int at) {
        var parameters = new ArrayList<Parameter>();
        for (int i = 1; i < text.length() && text.charAt(i) != ':' && text.charAt(i) != '>'; i++) {
            char c = text.charAt(i);
            switch (c) {
                case '-', '?', '+' -> {
                    if (parameters.isEmpty()) continue;
                    var last = parameters.remove(parameters.size() - 1);
                    parameters.add(new Parameter(
                            last.letters,
                            last.array,
                            last.members,
                            last.optional || c != '+',
                            last.context || c == '-',
                            last.many || c == '+'));
                }
                case '(' -> {
                    int end = closing(text, i, '(', ')');
                    var choice = text.substring(i + 1, end);
                    if (choice.indexOf('<') >= 0) throw Failure.at("S0402", at, null, choice);
                    parameters.add(new Parameter(choice + "m", false, (char) 0, false, false, false));
                    i = end;
                }
                case '<' -> {
                    var last = parameters.isEmpty() ? null : parameters.remove(parameters.size() - 1);
                    if (last == null || !last.array && !last.letters.equals("f")) {
                        throw Failure.at("S0401", at, null, last == null ? "" : last.letters.substring(0, 1));
                    }
                    int end = closing(text, i, '<', '>');
                    char members = last.array && end > i + 1 ? text.charAt(i + 1) : 0;
                    parameters.add(new Parameter(last.letters, last.array, members, false, false, false));
                    i = end;
                }
                case 'a' -> parameters.add(new Parameter(ANY, true, (char) 0, false, false, false));
                case 'f' -> parameters.add(new Parameter("f", false, (char) 0, false, false, false));
                case 'j' -> parameters.add(new Parameter(JSON, false, (char) 0, false, false, false));
                case 'x' -> parameters.add(new Parameter(ANY, false, (char) 0, false, false, false));
                default -> parameters.add(new Parameter(c + "m", false, (char) 0, false, false, false));
            }
        }
        return new Signature(parameters);
    }

    private static int closing(String text, int from, char open, char close) {
        int depth = 0;
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) == open) depth++;
            if (text.charAt(i) == close && --depth == 0) return i;
        }
        return text.length() - 1;
    }

    /** @throws Failure T0410, T0411, T0412 */
    Object[] fit(Object[] arguments, Object context, String name) {
        if (arguments.length == parameters.length) {
            boolean plain = true;
            for (int i = 0; plain && i < arguments.length; i++) plain = plain(parameters[i], arguments[i]);
            if (plain) return arguments;
        }
        var counts = new int[parameters.length];
        if (!matches(arguments, 0, 0, counts)) throw misfit(arguments, name);
        return fitted(arguments, counts, context, name);
    }

    private static boolean plain(Parameter parameter, Object argument) {
        char letter = Types.letter(argument);
        if (parameter.many || !parameter.fits(letter)) return false;
        return !parameter.array || letter == 'a' && parameter.members == 0 || letter == 'm';
    }

    /** Greedy, with a way back: how many arguments each parameter takes. */
    private boolean matches(Object[] arguments, int parameter, int argument, int[] counts) {
        if (parameter == parameters.length) return argument == arguments.length;
        var p = parameters[parameter];
        int most = 0;
        int limit = p.many ? arguments.length : 1;
        while (most < limit && argument + most < arguments.length && p.fits(Types.letter(arguments[argument + most])))
            most++;
        for (int n = most; n >= (p.optional ? 0 : 1); n--) {
            counts[parameter] = n;
            if (matches(arguments, parameter + 1, argument + n, counts)) return true;
        }
        return false;
    }

    private Object[] fitted(Object[] arguments, int[] counts, Object context, String name) {
        var fitted = new ArrayList<Object>(Math.max(parameters.length, arguments.length));
        int at = 0;
        for (int i = 0; i < parameters.length; i++) {
            var p = parameters[i];
            if (counts[i] == 0) {
                if (p.context) {
                    var taken = context instanceof Seq seq && seq.wrapper ? seq.get(0) : context;
                    if (!p.fits(Types.letter(taken))) throw Failure.of("T0411", name, at + 1);
                    fitted.add(p.array && taken != null && !(taken instanceof List) ? Seq.sequenceOf(taken) : taken);
                } else {
                    fitted.add(at < arguments.length ? arguments[at] : null);
                    at++;
                }
                continue;
            }
            for (int n = 0; n < counts[i]; n++, at++) {
                var argument = at < arguments.length ? arguments[at] : null;
                // The reference makes a list of JSON's null; a field that is null has always counted as one that is not
                // there.
                if (p.array && argument == Nothing.NULL) argument = null;
                if (p.array && argument != null) {
                    members(p, argument, at, name);
                    if (!(argument instanceof List)) {
                        var one = Seq.array(1);
                        one.add(Nothing.into(argument));
                        argument = one;
                    }
                }
                fitted.add(argument);
            }
        }
        while (fitted.size() < parameters.length) fitted.add(null);
        return fitted.toArray();
    }

    private static void members(Parameter p, Object argument, int at, String name) {
        if (p.members == 0) return;
        boolean fine;
        if (argument instanceof List<?> list) {
            fine = true;
            if (!list.isEmpty() && Types.letter(Nothing.outOf(list.get(0))) != p.members) fine = false;
            for (int i = 1; fine && i < list.size(); i++) {
                fine = Types.letter(Nothing.outOf(list.get(i))) == p.members;
            }
        } else {
            fine = Types.letter(argument) == p.members;
        }
        if (!fine) throw Failure.of("T0412", name, at + 1, plural(p.members));
    }

    private static String plural(char letter) {
        return switch (letter) {
            case 'n' -> "numbers";
            case 's' -> "texts";
            case 'b' -> "booleans";
            case 'o' -> "objects";
            case 'a' -> "arrays";
            case 'f' -> "functions";
            default -> "values";
        };
    }

    private Failure misfit(Object[] arguments, String name) {
        int good = 0;
        for (int length = 1; length <= parameters.length; length++) {
            int reach = reach(arguments, 0, 0, length);
            if (reach < 0) break;
            good = reach;
        }
        return Failure.of("T0410", name, good + 1);
    }

    /** How many arguments the first parameters take, as many as they can; -1 when they do not fit. */
    private int reach(Object[] arguments, int parameter, int argument, int length) {
        if (parameter == length) return argument;
        var p = parameters[parameter];
        int most = 0;
        while (most < (p.many ? arguments.length : 1)
                && argument + most < arguments.length
                && p.fits(Types.letter(arguments[argument + most]))) most++;
        for (int n = most; n >= (p.optional ? 0 : 1); n--) {
            int reach = reach(arguments, parameter + 1, argument + n, length);
            if (reach >= 0) return reach;
        }
        return -1;
    }
}
