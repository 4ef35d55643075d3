/**
 * The rooms' interfaces over AWS: S3, DynamoDB, SQS. {@code Wiring} is the fuse box, the one place that says which
 * implementation stands behind which interface.
 *
 * <p>May enter: every floor below, and the AWS SDK, which is named nowhere else.
 */
package dev.crossdock.aws;
