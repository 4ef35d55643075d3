/**
 * JSONata as a {@link dev.crossdock.flow.Mapping}: compiled once, then bounded in time, depth, length and range, so that no
 * expression of a user can hold a worker.
 *
 * <p>May enter: {@code flow}, and the JSONata library, which stays inside.
 */
package dev.crossdock.mapping;
