package dev.crossdock.format;

import dev.crossdock.flow.Problem;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * How a cell's text becomes a value. A number is as exact as spreadsheet programs count, which is 15 digits: 19.99 is stored as
 * 19.989999999999998, and is 19.99. Whole numbers keep all their digits.
 */
final class XlsxCells {
    static final int MOST_COLUMNS = 16_384;
    static final int MOST_ROWS = 1_048_576;
    private static final MathContext EXACT = new MathContext(15, RoundingMode.HALF_UP);
    private static final int LONGEST_NUMBER = 400;

    private final XlsxBook book;

    XlsxCells(XlsxBook book) {
        this.book = book;
    }

    /** @param value null when the cell is empty */
    record Read(Object value, Optional<Problem> problem) {
        static final Read NOTHING = new Read(null, Optional.empty());

        static Read of(Object value) {
            return new Read(value, Optional.empty());
        }

        static Read bad(Object value, String code, String message, String hint) {
            return new Read(value, Optional.of(Problem.of(code, message, hint)));
        }
    }

    /** A cell as its element says. @param text of its {@code v}, null when it has none @param inline null when it has none */
    record Cell(String type, String style, String text, String inline, boolean formula) {}

    Read read(Cell cell, String address) {
        if (cell.type().equals("inlineStr")) return texts(cell.inline());
        if (cell.text() == null) return cell.formula() ? unknown(address) : Read.NOTHING;
        return switch (cell.type()) {
            case "s" -> shared(cell.text(), address);
            case "str" -> texts(XlsxText.read(cell.text()));
            case "b" ->
                Read.of(cell.text().strip().equals("1") || cell.text().strip().equals("true"));
            case "d" -> texts(cell.text());
            case "e" ->
                Read.bad(
                        cell.text(),
                        "xlsx.error-cell",
                        "cell " + address + " holds the error " + cell.text() + ".",
                        "Correct the formula, or what it refers to.");
            default -> number(cell, address);
        };
    }

    private static Read texts(String text) {
        return text == null || text.isEmpty() ? Read.NOTHING : Read.of(text);
    }

    private static Read unknown(String address) {
        return Read.bad(
                "",
                "xlsx.formula",
                "cell " + address + " holds a formula without its result.",
                "Open the file in a spreadsheet program and save it: that stores the results.");
    }

    private Read shared(String text, String address) {
        try {
            int number = Integer.parseInt(text.strip());
            if (number >= 0 && number < book.strings().count())
                return texts(book.strings().at(number));
        } catch (NumberFormatException e) {
            // Said below.
        }
        return Read.bad(
                text,
                "xlsx.cell",
                "cell " + address + " refers to a text that the workbook has not.",
                "Open the file in a spreadsheet program, save it anew and drop that.");
    }

    private Read number(Cell cell, String address) {
        var text = cell.text().strip();
        if (text.isEmpty()) return Read.NOTHING;
        var number = text.length() > LONGEST_NUMBER ? Optional.<BigDecimal>empty() : decimal(text);
        if (number.isEmpty()) {
            var shown = text.length() <= 30 ? text : text.substring(0, 30) + "…";
            return Read.bad(
                    shown,
                    "xlsx.cell",
                    "cell " + address + " should hold a number, and holds \"" + shown + "\".",
                    "Open the file in a spreadsheet program, save it anew and drop that.");
        }
        var kind = book.shown(cell.style());
        if (kind != XlsxDates.Kind.NUMBER) {
            var date = XlsxDates.text(number.get(), kind, book.from1904());
            if (date.isPresent()) return Read.of(date.get());
        }
        return Read.of(value(number.get()));
    }

    private static Optional<BigDecimal> decimal(String text) {
        try {
            var number = new BigDecimal(text);
            // No double is larger.
            return Math.abs((long) number.precision() - number.scale()) > LONGEST_NUMBER
                    ? Optional.empty()
                    : Optional.of(number);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Number value(BigDecimal number) {
        boolean whole = number.scale() <= 0 || number.stripTrailingZeros().scale() <= 0;
        if (!whole) {
            var rounded = number.round(EXACT).stripTrailingZeros();
            if (rounded.scale() > 0) return rounded;
            number = rounded;
        }
        var integer = number.toBigInteger();
        if (integer.bitLength() < 32) return integer.intValue();
        return integer.bitLength() < 64 ? (Number) integer.longValue() : integer;
    }

    /** {@code C17}. @param column 0-based @param row 1-based */
    static String address(int column, int row) {
        var letters = new StringBuilder();
        for (int rest = column + 1; rest > 0; rest = (rest - 1) / 26) {
            letters.insert(0, (char) ('A' + (rest - 1) % 26));
        }
        return letters.toString() + row;
    }

    /** The column of an address, 0-based; -1 when it is none. */
    static int column(String address) {
        int column = 0;
        for (int i = 0; i < address.length() && i < 4; i++) {
            char c = address.charAt(i);
            if (c < 'A' || c > 'Z') break;
            column = column * 26 + c - 'A' + 1;
        }
        return column <= MOST_COLUMNS ? column - 1 : -1;
    }
}
