package dev.crossdock.web;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Listens on every address that this machine has, loopback included, as the runtime API of Lambda and the services of a private
 * network would, and counts who comes.
 */
final class Canary implements AutoCloseable {
    private final AtomicInteger connections = new AtomicInteger();
    private final ServerSocket socket = new ServerSocket();
    private final Thread thread = new Thread(this::listen, "canary");

    Canary() throws IOException {
        // The wildcard of IPv6 takes IPv4 too.
        socket.bind(new InetSocketAddress(0), 1_000);
        thread.setDaemon(true);
        thread.start();
    }

    private void listen() {
        while (true) {
            try (var caller = socket.accept()) {
                connections.incrementAndGet();
            } catch (IOException e) {
                return;
            }
        }
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Whatever has connected until now is in it. */
    int connections() throws IOException {
        int before = connections.get();
        try (var last = new java.net.Socket()) {
            last.connect(new InetSocketAddress("127.0.0.1", port()));
            // The queue is served in order: when this one was accepted, all before it were counted.
            last.getInputStream().read();
        }
        connections.decrementAndGet();
        return Math.max(before, connections.get());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
