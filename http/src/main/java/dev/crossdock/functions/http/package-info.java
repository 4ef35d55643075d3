/** What the HTTP functions share: one form of error, one form of list. */
package dev.crossdock.functions.http;
