/**
 * Webhooks: whether one is genuine, what is kept of it, and how it comes to the template that it runs.
 *
 * <p>May enter: {@code flow}, the tools, the ledger, the object store, the gate to the outside and the engine's door. Knows neither
 * HTTP frameworks nor Lambda.
 */
package dev.crossdock.webhook;
