/**
 * Who may do what over the HTTP API: bearer tokens with a role, and the one table of routes. What a listener's sender proves is
 * {@code webhook}'s; what we prove to others is {@code web}'s.
 */
package dev.crossdock.access;
