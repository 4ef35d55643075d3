package dev.crossdock.mapping.compiled;

/** Functions of moments, and of the pictures in which moments and numbers are written. */
final class MomentFunctions {
    private MomentFunctions() {}

    static void register(Library to) {
        to.add("millis", "<:n>", 0, (a, f) -> f.run.now().toEpochMilli());
        to.add("now", "<s?s?:s>", 2, (a, f) -> written(f.run.now().toEpochMilli(), (String) a[0], (String) a[1]));
        to.add(
                "fromMillis",
                "<n-s?s?:s>",
                3,
                (a, f) -> a[0] == null ? null : written(((Number) a[0]).longValue(), (String) a[1], (String) a[2]));
        to.add("toMillis", "<s-s?:n>", 2, (a, f) -> {
            if (a[0] == null) return null;
            var text = (String) a[0];
            if (a[1] == null) return whole(MomentParse.iso(text));
            var millis = MomentParse.parse(text, new MomentPicture((String) a[1]), f.run.now());
            return millis == null ? null : whole(millis);
        });
        to.add(
                "formatInteger",
                "<n-s:s>",
                2,
                (a, f) -> a[0] == null || a[1] == null
                        ? null
                        : new IntegerPicture((String) a[1]).format(IntegerPicture.whole((Number) a[0])));
        to.add(
                "parseInteger",
                "<s-s:n>",
                2,
                (a, f) -> a[0] == null || a[1] == null ? null : new IntegerPicture((String) a[1]).parse((String) a[0]));
        to.add(
                "formatNumber",
                "<n-so?:s>",
                3,
                (a, f) -> a[0] == null || a[1] == null
                        ? null
                        : NumberPicture.format((Number) a[0], (String) a[1], (java.util.Map<?, ?>) a[2]));
    }

    private static Number whole(long number) {
        return (int) number == number ? (Number) (int) number : (Number) number;
    }

    private static String written(long millis, String picture, String zone) {
        return MomentFormat.format(millis, picture == null ? MomentPicture.ISO : new MomentPicture(picture), zone);
    }
}
