/**
 * What all HTTP functions answer alike. It stands in this library, and not with one of them, because each of them is built
 * alone; where there is no HTTP, nothing of it is loaded.
 *
 * <p>May enter: the rooms, and JAX-RS.
 */
package dev.crossdock.functions.http;
