/**
 * The {@code crossdock} command: picocli, the JDK's HTTP client, no framework, so that it starts in a blink. It speaks to a host
 * by the public API only; {@code up} and {@code demo} start the host as a child JVM, {@code lint} and {@code init} need none.
 */
package dev.crossdock.infra.cli;
