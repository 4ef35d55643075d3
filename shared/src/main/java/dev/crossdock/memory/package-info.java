/**
 * The rooms' interfaces in memory, with a stepped clock and faults to order. For previews, tests and simulations; the contract
 * tests hold it to the same behaviour as {@code aws}.
 *
 * <p>May enter: every floor below, and nothing foreign.
 */
package dev.crossdock.memory;
