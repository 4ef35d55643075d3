/** What the HTTP functions share: the way in from API Gateway, one form of error, one form of list. */
package dev.crossdock.functions.http;
