/**
 * The syntax of files: bytes to records and back, by streaming. {@code Formats.ALL} is the list; lint, detection and the
 * contract test walk it.
 *
 * <p>May enter: {@code flow}, and the parsers' libraries, which stay behind {@link dev.crossdock.format.FileFormat}.
 */
package dev.crossdock.format;
