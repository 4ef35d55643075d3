/**
 * JSON Schema 2020-12 over records: a record's errors as coded problems with JSON Pointers.
 *
 * <p>{@code AcceptPath} is the schema compiled, which only says yes; all else is said by the validator.
 *
 * <p>May enter: {@code flow}, and the validator's library, which stays inside.
 */
package dev.crossdock.schema;
