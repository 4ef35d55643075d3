/**
 * What the YAML of a project says, as records: one per kind, its components are the keys. Loads a folder, refuses what is
 * unknown or inconsistent with file, line, column and the nearest right spelling. Other rooms trust what comes out of here.
 *
 * <p>May enter: {@code flow}, {@code format}, {@code mapping} and {@code schema} (to check what definitions hold), and the YAML
 * parser, which stays inside.
 */
package dev.crossdock.definition;
