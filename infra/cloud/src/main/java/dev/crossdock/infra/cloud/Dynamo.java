package dev.crossdock.infra.cloud;

import com.amazonaws.services.dynamodbv2.local.server.DynamoDBProxyServer;
import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBRequestHandler;
import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBServerHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** DynamoDB Local, on one address only: its own runner listens on all of them. */
final class Dynamo {
    /** DynamoDB Local's name for the one database of all keys and regions. */
    private static final String FILE = "shared-local-instance.db";

    private final String url;

    private Dynamo(String url) {
        this.url = url;
    }

    /** @param data empty = in memory */
    static Dynamo start(String bind, int port, Optional<Path> data) {
        try {
            if (data.isPresent())
                Sqlite.ahead(Files.createDirectories(data.get()).resolve(FILE));
            // One database for all keys and regions: whoever looks at it with other tools finds the same tables.
            var requests = new LocalDynamoDBRequestHandler(
                    0, data.isEmpty(), data.map(Path::toString).orElse(null), true, false);
            var handler = new LocalDynamoDBServerHandler(requests, null);
            var server = new Server();
            var connector = new ServerConnector(server);
            connector.setHost(bind);
            connector.setPort(port);
            server.addConnector(connector);
            server.setHandler(new DynamoDBProxyServer(0, handler).setUpHandler(handler));
            server.start();
            return new Dynamo("http://" + bind + ":" + connector.getLocalPort());
        } catch (Exception e) {
            throw Cloud.cannotServe("dynamodb", bind, port, e);
        }
    }

    String url() {
        return url;
    }
}
