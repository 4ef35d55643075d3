package dev.crossdock.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Opens connections to addresses that {@link Egress} has checked, and resolves nothing. Beside SFTP's library nobody else in the
 * house opens one ({@code HouseTest}). Thread-safe.
 */
public final class Dial {
    public static final Dial REAL = new Dial(Dial::connected, Dial::trustOfTheJdk);

    private final Wire wire;
    private final Supplier<SSLSocketFactory> trust;

    /** The step that leaves the machine. */
    interface Wire {
        Socket connect(InetSocketAddress to, int timeoutMs) throws IOException;
    }

    Dial(Wire wire, Supplier<SSLSocketFactory> trust) {
        this.wire = wire;
        this.trust = trust;
    }

    /** @param address that was checked @param patience until it is connected */
    public Socket open(InetAddress address, int port, Duration patience) throws IOException {
        return wire.connect(new InetSocketAddress(address, port), millis(patience));
    }

    /**
     * TLS with the host by its name, as far as its certificate proves that it is this host's.
     *
     * @param plain closed with the answer; on failure the caller closes it
     * @param host as it was written: its name goes out as SNI, and the certificate must name it
     * @param patience between two answers of the other side; kept as the socket's timeout
     */
    public SSLSocket secure(Socket plain, String host, int port, Duration patience) throws IOException {
        var name = Host.bare(host);
        plain.setSoTimeout(millis(patience));
        var socket = (SSLSocket) trust.get().createSocket(plain, name, port, true);
        var parameters = socket.getSSLParameters();
        // Without it the JDK checks the certificate, but not whose it is.
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        // Set by the JDK for names with a dot only.
        if (!name.contains(":") && !name.matches("[0-9.]+")) parameters.setServerNames(List.of(new SNIHostName(name)));
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /** Zero would be for ever. */
    static int millis(Duration time) {
        return (int) Math.max(1, Math.min(time.toMillis(), Integer.MAX_VALUE));
    }

    private static Socket connected(InetSocketAddress to, int timeoutMs) throws IOException {
        var socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(to, timeoutMs);
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static SSLSocketFactory trustOfTheJdk() {
        try {
            return SSLContext.getDefault().getSocketFactory();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
