/**
 * The door for events: what Lambda delivers is opened here, and what it wants to hear is said here. Partial answers for batches
 * of queues and streams, the drop of a file in both of its envelopes, the queue that our own messages go through.
 *
 * <p>May enter: {@code flow}, and Lambda's event classes, which go no further.
 */
package dev.crossdock.event;
