/**
 * Keyed records: the door to the record store, collections as sources and sinks, changes, and the rules that turn a change into
 * a call.
 *
 * <p>May enter: {@code flow} and the tools. Never a store's library.
 */
package dev.crossdock.graph;
