/**
 * The local host plays Lambda: it reads template.yaml, polls the queues and streams that stand there, keeps its schedules,
 * serves the HTTP functions, and calls the same handlers with the same JSON. Nothing here is deployed.
 *
 * <p>May enter: Quarkus, Lambda's event classes, and the AWS SDK, because this package stands where AWS's own machinery would.
 */
package dev.crossdock.infra.local;
