package dev.crossdock.functions.controlapi.console;

import jakarta.ws.rs.core.Response;

/** Files as a browser saves them: never shown by it, whatever they hold. */
final class Downloads {
    private Downloads() {}

    static Response of(Object content, String name) {
        return Response.ok(content, "application/octet-stream")
                .header("Content-Disposition", "attachment; filename*=UTF-8''" + Told.encoded(name))
                .build();
    }
}
