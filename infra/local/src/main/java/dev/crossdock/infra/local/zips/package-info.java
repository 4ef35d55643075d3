/**
 * Lambda and API Gateway, played on this machine: every function runs from its zip, in processes of its own that are started on demand,
 * several at once under load, stopped when idle and killed at their timeout.
 */
package dev.crossdock.infra.local.zips;
