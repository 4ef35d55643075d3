/**
 * The console: what runs, what is wrong and why, for people with a browser. Pages are made here, from the rooms and not over HTTP; each
 * page is a record and a template under {@code console/}. The browser gets a stylesheet, htmx, and no word from any other host.
 */
package dev.crossdock.functions.controlapi.console;
