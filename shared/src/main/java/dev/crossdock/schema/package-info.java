/**
 * JSON Schema 2020-12 over records: a record's errors as coded problems with JSON Pointers.
 *
 * <p>May enter: {@code flow}, and the validator's library, which stays inside.
 */
package dev.crossdock.schema;
