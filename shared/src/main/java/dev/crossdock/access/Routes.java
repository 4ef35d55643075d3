package dev.crossdock.access;

import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Every route of the API and whose it is: the one table. A route that stands nowhere in it is nobody's, also not an administrator's.
 * Listeners' routes stand here as open: who calls those proves himself to the listener.
 */
public final class Routes {
    /** Who may, then the route as the API's OpenAPI document has it. An admin may do whatever anybody may. */
    private static final String TABLE = """
            reader operator         GET /buckets
            reader operator         GET /buckets/{bucket}/files
            ingest operator         POST /buckets/{bucket}/files
            operator                DELETE /buckets/{bucket}/files
            reader operator         GET /buckets/{bucket}/files/{name}
            reader ingest operator  HEAD /buckets/{bucket}/files/{name}
            ingest operator         PUT /buckets/{bucket}/files/{name}
            operator                DELETE /buckets/{bucket}/files/{name}
            ingest operator         POST /buckets/{bucket}/uploads
            ingest operator         GET /buckets/{bucket}/uploads/{id}
            ingest operator         POST /buckets/{bucket}/uploads/{id}
            ingest operator         DELETE /buckets/{bucket}/uploads/{id}
            reader operator         GET /collections
            reader operator         GET /collections/{c}
            reader operator         GET /collections/{c}/records
            ingest operator         POST /collections/{c}/records
            reader operator         GET /collections/{c}/records/{id}
            ingest operator         PUT /collections/{c}/records/{id}
            ingest operator         PATCH /collections/{c}/records/{id}
            ingest operator         DELETE /collections/{c}/records/{id}
            reader operator         GET /collections/{c}/records/{id}/history
            reader operator         GET /collections/{c}/records/{id}/related/{other}
            reader operator         POST /collections/{c}/query
            reader ingest operator  POST /collections/{c}/validate
            operator                POST /collections/{c}/revalidate
            reader operator         GET /job-types
            reader operator         GET /jobs
            reader operator         GET /jobs/{job}
            operator                POST /jobs/{job}/runs
            reader ingest operator  GET /runs
            reader ingest operator  GET /runs/{id}
            reader operator         GET /runs/{id}/rejects
            reader operator         GET /runs/{id}/results
            reader operator         GET /runs/{id}/preview
            operator                POST /runs/{id}/cancel
            operator                POST /runs/{id}/retry
            operator                POST /runs/{id}/approve
            reader operator         GET /connections
            reader operator         GET /triggers
            reader operator         GET /triggers/{t}
            operator                POST /triggers/{t}/replay
            reader operator         GET /listeners
            reader operator         GET /listeners/{listener}/deliveries
            operator                POST /listeners/{listener}/replay
            reader operator         GET /deliveries/{id}
            operator                POST /deliveries/{id}/replay
            reader operator         GET /templates
            reader operator         GET /templates/{t}
            ingest operator         POST /templates/{t}/run
            reader operator         GET /executions
            reader operator         GET /executions/{id}
            operator                POST /executions/{id}/retry
            operator                DELETE /cache
            operator                GET /mails
            operator                GET /mails/{id}
            reader operator         GET /definitions
            reader operator         GET /definitions/versions
            reader operator         GET /definitions/versions/{version}
            reader operator         GET /definitions/{kind}/{name}
            admin                   PUT /definitions/{kind}/{name}
            admin                   DELETE /definitions/{kind}/{name}
            admin                   POST /definitions
            admin                   GET /tokens
            admin                   POST /tokens
            admin                   DELETE /tokens/{name}
            reader ingest operator  GET /openapi
            reader operator         GET /metrics
            reader operator         GET /
            open                    GET /console/assets/{name}
            open                    GET /console/login
            open                    POST /console/login
            open                    POST /console/logout
            reader operator         GET /console/runs
            reader operator         GET /console/runs/{id}
            reader operator         GET /console/runs/{id}/rejects
            reader operator         GET /console/runs/{id}/outputs/{name}
            operator                POST /console/runs/{id}/cancel
            operator                POST /console/runs/{id}/retry
            operator                POST /console/runs/{id}/approve
            reader operator         GET /console/files
            reader operator         GET /console/files/{bucket}
            reader operator         GET /console/files/{bucket}/{name}
            ingest operator         POST /console/files/{bucket}
            ingest operator         POST /console/files/{bucket}/drop
            reader operator         GET /console/collections
            reader operator         GET /console/collections/{c}
            reader operator         GET /console/collections/{c}/quality
            reader operator         GET /console/collections/{c}/quality/xlsx
            reader operator         GET /console/collections/{c}/records/{id}
            ingest operator         POST /console/collections/{c}/records/{id}
            reader operator         GET /console/deliveries
            reader operator         GET /console/deliveries/{id}
            operator                POST /console/deliveries/replay
            operator                POST /console/deliveries/{id}/replay
            reader operator         GET /console/executions
            reader operator         GET /console/executions/{id}
            operator                POST /console/executions/retry
            reader operator         GET /console/definitions
            reader operator         GET /console/definitions/{kind}/{name}
            reader operator         GET /console/map
            reader operator         GET /console/playground
            reader operator         POST /console/playground
            open                    GET /listeners/{listener}{token}
            open                    POST /listeners/{listener}{token}
            open                    PUT /listeners/{listener}{token}
            open                    PATCH /listeners/{listener}{token}
            open                    DELETE /listeners/{listener}{token}
            open                    OPTIONS /listeners/{listener}{token}
            """;

    private static final Map<String, Set<Role>> ROLES = new LinkedHashMap<>();

    static {
        for (var line : TABLE.lines().toList()) {
            var words = line.split("\\s+");
            var roles = EnumSet.of(Role.ADMIN);
            var route = words[words.length - 2] + " " + words[words.length - 1];
            for (int i = 0; i < words.length - 2; i++) Role.of(words[i]).ifPresent(roles::add);
            ROLES.put(route, words[0].equals("open") ? EnumSet.noneOf(Role.class) : roles);
        }
    }

    private Routes() {}

    /** The routes in the table's order, each with who may; empty = open to everybody. */
    public static Map<String, Set<Role>> all() {
        return Collections.unmodifiableMap(ROLES);
    }

    /** Whether it is in the table as one that asks nobody who he is. */
    public static boolean open(String route) {
        var roles = ROLES.get(route);
        return roles != null && roles.isEmpty();
    }

    /** Whether a path leads to a page for people: there, what fails is said as a page, and a browser's cookie counts. */
    public static boolean ofConsole(String path) {
        return path.equals("/") || path.isEmpty() || path.equals("/console") || path.startsWith("/console/");
    }

    /** Empty for a route that is nobody's. */
    static Set<Role> allowed(String route) {
        return ROLES.getOrDefault(route, Set.of());
    }

    /** A path of JAX-RS as OpenAPI has it: {@code /executions/{id:.+}} is {@code /executions/{id}}. */
    public static String route(String method, String path) {
        var route = new StringBuilder(method).append(' ');
        int depth = 0;
        boolean pattern = false;
        for (char c : path.toCharArray()) {
            if (c == '{') depth++;
            if (c == '}' && --depth == 0) pattern = false;
            if (c == ':' && depth == 1) pattern = true;
            if (!pattern && (depth == 0 || c != ' ')) route.append(c);
        }
        return route.toString();
    }
}
