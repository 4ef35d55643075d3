package dev.crossdock.definition;

import java.util.Map;

/**
 * A whole project: every definition of a folder, or of what a deployment has published. Immutable.
 *
 * @param vars {@code $vars} of expressions
 * @param allow private and loopback hosts that connections may reach
 */
public record Project(
        String name,
        String zone,
        Map<String, Object> vars,
        java.util.List<String> allow,
        Map<String, Bucket> buckets,
        Map<String, Collection> collections,
        Map<String, Connection> connections,
        Map<String, Job> jobs,
        Map<String, Trigger> triggers) {}
