/**
 * Files in named buckets: the door to the object store, and files as sources and sinks.
 *
 * <p>May enter: {@code flow} and the tools ({@code format} above all). Never a store's library.
 */
package dev.crossdock.bucket;
