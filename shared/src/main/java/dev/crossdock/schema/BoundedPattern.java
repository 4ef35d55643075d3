package dev.crossdock.schema;

import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressions;
import java.util.regex.Pattern;

/**
 * A schema's pattern that comes to an end over every text. The JDK's engine tries ways without number for some patterns
 * ({@code ^(a|a)*$}) and recurses for others; where it gives up, RE2/J decides in one pass, unless the pattern looks around or
 * back.
 */
final class BoundedPattern implements RegularExpression {
    /** Characters looked at for one text, about 50 ms; a text of 380 KB against a usual pattern takes a tenth. */
    private static final int MOST_LOOKS = 5_000_000;

    private final String written;
    private final String translated;
    private final Pattern pattern;

    /** @throws java.util.regex.PatternSyntaxException when it is no pattern */
    BoundedPattern(String written) {
        this.written = written;
        this.translated =
                RegularExpressions.replaceLongformCharacterProperties(RegularExpressions.replaceDollarAnchors(written));
        this.pattern = Pattern.compile(translated);
    }

    /** Whether RE2/J knows the pattern, so that no text is left {@link Undecided}. */
    boolean alwaysDecided() {
        try {
            com.google.re2j.Pattern.compile(translated);
            return true;
        } catch (com.google.re2j.PatternSyntaxException e) {
            return false;
        }
    }

    /** Neither engine can say. */
    static final class Undecided extends RuntimeException {
        private static final long serialVersionUID = 1;

        final String pattern;
        final String text;

        private Undecided(String pattern, String text) {
            super(pattern, null, false, false);
            this.pattern = pattern;
            this.text = text;
        }
    }

    @Override
    public boolean matches(String text) {
        try {
            return pattern.matcher(new Counted(text)).find();
        } catch (Counted.Enough | StackOverflowError e) {
            return inOnePass(text);
        }
    }

    private boolean inOnePass(String text) {
        try {
            return com.google.re2j.Pattern.compile(translated).matcher(text).find();
        } catch (com.google.re2j.PatternSyntaxException e) {
            throw new Undecided(written, text);
        }
    }

    private static final class Counted implements CharSequence {
        private static final class Enough extends RuntimeException {
            private static final long serialVersionUID = 1;

            private Enough() {
                super(null, null, false, false);
            }
        }

        private final String text;
        private int looks;

        private Counted(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (++looks > MOST_LOOKS) throw new Enough();
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
