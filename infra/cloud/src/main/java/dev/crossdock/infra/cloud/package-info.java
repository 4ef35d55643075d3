/**
 * The embedded cloud: S3, DynamoDB with streams and SQS in one JVM of its own, on loopback, for the local host and for tests. Never
 * deployed, and on no other class path: its parts want other versions of what Quarkus brings.
 */
package dev.crossdock.infra.cloud;
