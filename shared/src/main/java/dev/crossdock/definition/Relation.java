package dev.crossdock.definition;

/**
 * How a record points to those of a collection, its own included.
 *
 * @param collection that it points to
 * @param by JSONata over the record: the id there, or a list of ids
 * @param many whether it is shown as a list, also when it is one; a list of ids always is
 */
public record Relation(String collection, String by, boolean many) {}
