package dev.crossdock.event;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** The event server that plays Lambda in tests listens on a port that is free. A function's tests name it as a service. */
public class FreePort implements ConfigSource {
    private static final String PORT = "quarkus.lambda.mock-event-server.test-port";

    @Override
    public Set<String> getPropertyNames() {
        return Set.of(PORT);
    }

    @Override
    public String getValue(String name) {
        return name.equals(PORT) ? port() : null;
    }

    @Override
    public Map<String, String> getProperties() {
        return Map.of(PORT, port());
    }

    @Override
    public String getName() {
        return "a free port";
    }

    /** One per process; class loaders share nothing but system properties. */
    public static synchronized String port() {
        var known = System.getProperty("crossdock.test.port");
        if (known != null) return known;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            System.setProperty("crossdock.test.port", Integer.toString(socket.getLocalPort()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return System.getProperty("crossdock.test.port");
    }
}
