package dev.crossdock.functions.controlapi.console;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.InputStream;

/** Files as a browser saves them: never shown by it, whatever they hold. */
final class Downloads {
    private Downloads() {}

    /** The bytes as they come; the stream is closed when they are sent. */
    static Response of(InputStream content, String name) {
        StreamingOutput bytes = out -> {
            try (content) {
                content.transferTo(out);
            }
        };
        return of(bytes, name);
    }

    static Response of(StreamingOutput content, String name) {
        return Response.ok(content, "application/octet-stream")
                .header("Content-Disposition", "attachment; filename*=UTF-8''" + Told.encoded(name))
                .build();
    }
}
