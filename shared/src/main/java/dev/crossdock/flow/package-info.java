/**
 * The front hall: the words of the one sentence, from a source, through a mapping, to a sink. Values, and the interfaces that
 * they flow through; who writes a new source or sink needs no other room.
 *
 * <p>May enter: the JDK, and nothing else.
 */
package dev.crossdock.flow;
