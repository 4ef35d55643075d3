package dev.crossdock.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** A webservice behind TLS, with a certificate made by the JDK's {@code keytool}; notes which name it was asked for. */
final class TlsServer implements AutoCloseable {
    private static final char[] PASSWORD = "changeit".toCharArray();

    final List<String> names = new CopyOnWriteArrayList<>();
    final List<String> heads = new CopyOnWriteArrayList<>();
    private final KeyStore keys;
    private final SSLServerSocket socket;

    /** @param whose the certificate's names: {@code dns:shop.example,ip:93.184.216.34} */
    TlsServer(Path folder, String whose) throws IOException, GeneralSecurityException {
        keys = keys(folder.resolve("keys.p12"), whose);
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        var context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        socket = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var thread = new Thread(this::listen, "tls");
        thread.setDaemon(true);
        thread.start();
    }

    private static KeyStore keys(Path file, String whose) throws IOException, GeneralSecurityException {
        var tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var made = new ProcessBuilder(List.of(
                        tool,
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=test",
                        "-validity",
                        "2",
                        "-ext",
                        "san=" + whose,
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        file.toString()))
                .redirectErrorStream(true)
                .start();
        var said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!Files.exists(file)) throw new AssertionError(said);
        try (var in = Files.newInputStream(file)) {
            var keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD);
            return keys;
        }
    }

    InetSocketAddress address() {
        return new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
    }

    /** Who trusts this certificate, and no other. */
    SSLSocketFactory trust() {
        try {
            var trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("a", keys.getCertificate("a"));
            var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            var context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private void listen() {
        while (true) {
            try {
                var caller = (SSLSocket) socket.accept();
                var thread = new Thread(() -> serve(caller), "tls");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(SSLSocket caller) {
        try (caller) {
            caller.startHandshake();
            names.add(((ExtendedSSLSession) caller.getSession())
                    .getRequestedServerNames().stream()
                            .map(name -> new String(name.getEncoded(), StandardCharsets.US_ASCII))
                            .findFirst()
                            .orElse(""));
            for (var head = RawServer.head(caller.getInputStream());
                    !head.isEmpty();
                    head = RawServer.head(caller.getInputStream())) {
                heads.add(head);
                caller.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine".getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            // the other side has gone
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
