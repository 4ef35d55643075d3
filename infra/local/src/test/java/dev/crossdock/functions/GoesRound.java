package dev.crossdock.functions;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLConnection;
import java.net.http.HttpClient;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLSocketFactory;

/** The ways in which somebody could leave the house without the gate, each in a class that {@code HouseTest} must find. */
public final class GoesRound {
    private GoesRound() {}

    static final class OpensAStream {
        InputStream of(URI uri) throws IOException {
            return uri.toURL().openStream();
        }
    }

    static final class OpensAConnection {
        URLConnection of(URI uri) throws IOException {
            return uri.toURL().openConnection();
        }
    }

    static final class HasTheJdksClient {
        final HttpClient client = HttpClient.newHttpClient();
    }

    static final class HasASocket {
        Object to(String host) throws IOException {
            return new Socket(host, 80);
        }
    }

    static final class HasAChannel {
        Object to() throws IOException {
            return SocketChannel.open();
        }
    }

    static final class HasTls {
        Object to(String host) throws IOException {
            return SSLSocketFactory.getDefault().createSocket(host, 443);
        }
    }

    static final class Resolves {
        Object name(String host) throws IOException {
            return InetAddress.getByName(host);
        }
    }

    static final class ResolvesByReference {
        interface Names {
            InetAddress[] of(String host) throws IOException;
        }

        final Names names = InetAddress::getAllByName;
    }

    static final class ResolvesForAnotherClient {
        Object name(String host) {
            return new InetSocketAddress(host, 22);
        }
    }
}
