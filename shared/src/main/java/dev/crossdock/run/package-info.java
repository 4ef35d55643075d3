/**
 * What makes a job safe: a run is claimed under a derived key, cut into chunks, worked under leases, fenced, taken over,
 * finished once and counted. {@code JobRunner} is the only loop of the product.
 *
 * <p>May enter: {@code flow} and the tools. Never a store's library, never another room: what it needs of the world are
 * interfaces.
 */
package dev.crossdock.run;
