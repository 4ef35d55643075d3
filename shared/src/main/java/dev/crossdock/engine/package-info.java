/**
 * Templates: named lists of steps, run as executions that are stored step by step, so that a killed one goes on after the steps that
 * are done. May use records, files, calls to the outside and the ledger; knows neither HTTP frameworks nor Lambda.
 */
package dev.crossdock.engine;
