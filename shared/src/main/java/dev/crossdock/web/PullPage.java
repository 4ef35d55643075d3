package dev.crossdock.web;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * One answer as it came. It is stored before anything is made of it, so that a run that goes on after a crash sees the same
 * page, whatever the webservice would answer by then.
 */
record PullPage(Ask ask, int status, Map<String, String> headers, byte[] body) {
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /**
     * What was asked for.
     *
     * @param address complete, without the connection's credentials
     * @param cursor what {@code $cursor} was; empty on the first page
     */
    record Ask(String address, String cursor) {}

    /** What stands before the body, in a line of its own. @param headers by lower-case name; several values by commas */
    private record Head(Ask ask, int status, Map<String, String> headers) {}

    static PullPage of(Ask ask, Http.Answer answer) {
        var headers = new TreeMap<String, String>();
        answer.headers().forEach((name, values) -> {
            if (!name.equals("set-cookie")) headers.put(name, String.join(", ", values));
        });
        return new PullPage(ask, answer.status(), headers, answer.body());
    }

    byte[] bytes() {
        try {
            var all = new ByteArrayOutputStream(body.length + 1024);
            all.write(JSON.writeValueAsBytes(new Head(ask, status, headers)));
            all.write('\n');
            all.write(body);
            return all.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static PullPage read(byte[] bytes) {
        int end = 0;
        while (bytes[end] != '\n') end++;
        try {
            var head = JSON.readValue(new String(bytes, 0, end, StandardCharsets.UTF_8), Head.class);
            return new PullPage(
                    head.ask(), head.status(), head.headers(), Arrays.copyOfRange(bytes, end + 1, bytes.length));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }
}
