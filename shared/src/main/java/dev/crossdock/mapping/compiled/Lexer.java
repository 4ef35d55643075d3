package dev.crossdock.mapping.compiled;

import java.util.Set;
import java.util.regex.Pattern;

/** Cuts an expression into tokens, one at a time, because what a slash means hangs on what stands before it. */
final class Lexer {
    private static final Set<String> PAIRS = Set.of("..", ":=", "!=", ">=", "<=", "**", "~>", "?:", "??");
    private static final String SINGLES = ".[]{}(),@#;:?+-*/%|=<>^&!~";
    private static final String SPACE = " \t\n\r\u000b";
    private static final Pattern NUMBER = Pattern.compile("(0|[1-9][0-9]*)(\\.[0-9]+)?([Ee][-+]?[0-9]+)?");

    private final String text;
    private int at;

    Lexer(String text) {
        this.text = text;
    }

    /** @param operand whether an operand may come: then a slash begins a regular expression */
    Token next(boolean operand) {
        skip();
        if (at >= text.length()) return new Token(Token.Kind.END, "(end)", at);
        char c = text.charAt(at);
        if (c == '/' && operand) return regex();
        if (at + 1 < text.length() && PAIRS.contains(text.substring(at, at + 2))) {
            at += 2;
            return new Token(Token.Kind.OPERATOR, text.substring(at - 2, at), at);
        }
        if (SINGLES.indexOf(c) >= 0) {
            at++;
            return new Token(Token.Kind.OPERATOR, String.valueOf(c), at);
        }
        if (c == '"' || c == '\'') return string(c);
        if (c >= '0' && c <= '9') return number();
        if (c == '`') return quotedName();
        return name();
    }

    private void skip() {
        while (at < text.length()) {
            if (SPACE.indexOf(text.charAt(at)) >= 0) {
                at++;
            } else if (text.startsWith("/*", at)) {
                int end = text.indexOf("*/", at + 2);
                if (end < 0) throw Failure.at("S0106", at, null);
                at = end + 2;
            } else {
                return;
            }
        }
    }

    private Token regex() {
        int begin = ++at;
        int depth = 0;
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '/' && depth == 0) break;
            if (c == '\\') at++;
            else if (c == '(' || c == '[' || c == '{') depth++;
            else if (c == ')' || c == ']' || c == '}') depth--;
        }
        if (at >= text.length()) throw Failure.at("S0302", text.length(), null);
        var pattern = text.substring(begin, at);
        if (pattern.isEmpty()) throw Failure.at("S0301", at, null);
        int flags = ++at;
        while (at < text.length() && "im".indexOf(text.charAt(at)) >= 0) at++;
        return new Token(Token.Kind.REGEX, Regex.of(pattern, text.substring(flags, at)), at);
    }

    private Token string(char quote) {
        var value = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == quote) return new Token(Token.Kind.STRING, value.toString(), ++at);
            if (c != '\\') {
                value.append(c);
                continue;
            }
            if (++at >= text.length()) break;
            c = text.charAt(at);
            int plain = "\"\\/bfnrt'".indexOf(c);
            if (c == 'u') {
                value.append(escaped());
            } else if (plain >= 0 && c != '\'') {
                value.append("\"\\/\b\f\n\r\t".charAt(plain));
            } else {
                throw Failure.at("S0103", at, c);
            }
        }
        throw Failure.at("S0101", text.length(), null);
    }

    private char escaped() {
        int from = at + 1;
        int code = 0;
        for (int i = from; i < from + 4; i++) {
            int digit = i < text.length() ? Character.digit(text.charAt(i), 16) : -1;
            if (digit < 0) throw Failure.at("S0104", at, null);
            code = code * 16 + digit;
        }
        at += 4;
        return (char) code;
    }

    private Token number() {
        var number = NUMBER.matcher(text).region(at, text.length());
        number.lookingAt();
        at = number.end();
        double value = Double.parseDouble(number.group());
        if (!Double.isFinite(value)) throw Failure.at("S0102", at, number.group());
        return new Token(Token.Kind.NUMBER, Numbers.of(value), at);
    }

    private Token quotedName() {
        int end = text.indexOf('`', at + 1);
        if (end < 0) throw Failure.at("S0105", text.length(), null);
        var name = text.substring(at + 1, end);
        at = end + 1;
        return new Token(Token.Kind.NAME, name, at);
    }

    private Token name() {
        int begin = at;
        while (at < text.length() && SPACE.indexOf(text.charAt(at)) < 0 && SINGLES.indexOf(text.charAt(at)) < 0) at++;
        var name = text.substring(begin, at);
        if (name.startsWith("$")) return new Token(Token.Kind.VARIABLE, name.substring(1), at);
        return switch (name) {
            case "and", "or", "in" -> new Token(Token.Kind.OPERATOR, name, at);
            case "true" -> new Token(Token.Kind.VALUE, true, at);
            case "false" -> new Token(Token.Kind.VALUE, false, at);
            case "null" -> new Token(Token.Kind.VALUE, Nothing.NULL, at);
            default -> new Token(Token.Kind.NAME, name, at);
        };
    }
}
