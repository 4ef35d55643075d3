/**
 * Calls to webservices: one gate that every outgoing request passes, with timeouts, classified outcomes, retries, and an
 * effect noted before each call that must count once.
 *
 * <p>May enter: {@code flow}, the tools and an HTTP client, which stays inside.
 */
package dev.crossdock.web;
