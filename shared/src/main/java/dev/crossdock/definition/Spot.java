package dev.crossdock.definition;

/**
 * A place in a definition.
 *
 * @param file path from the project's folder, with {@code /}: {@code jobs/import-products.yaml}; of a published definition
 *     {@code job/import-products}
 * @param line 1-based; 0 = unknown, as in a published definition
 * @param column 1-based, in characters
 */
record Spot(String file, int line, int column) {
    static Spot top(String file) {
        return new Spot(file, 1, 1);
    }

    @Override
    public String toString() {
        return line == 0 ? file : file + ":" + line + ":" + column;
    }
}
