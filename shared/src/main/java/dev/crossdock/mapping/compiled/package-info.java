/**
 * JSONata compiled: an own lexer, parser and tree, and a closure for each node. {@link Program} is the front door; nothing else is
 * public.
 *
 * <p>Inside, Java's null is JSONata's nothing and {@link Nothing#NULL} is JSON's null; in lists and maps JSON's null is Java's, as in
 * records. May enter: {@code mapping}'s limits, RE2/J, and the JDK.
 */
package dev.crossdock.mapping.compiled;
