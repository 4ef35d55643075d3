package dev.crossdock.infra.cloud;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.pattern.Patterns;
import org.elasticmq.NodeAddress;
import org.elasticmq.StrictSQSLimits$;
import org.elasticmq.actor.QueueManagerActor;
import org.elasticmq.actor.queue.QueueEvent;
import org.elasticmq.persistence.sql.SqlQueuePersistenceActor;
import org.elasticmq.persistence.sql.SqlQueuePersistenceConfig;
import org.elasticmq.rest.sqs.TheSQSRestServerBuilder;
import org.elasticmq.util.NowProvider;
import scala.Option;

/** ElasticMQ; its queues and messages survive a kill when there is a data folder. */
final class Queues {
    /** Where drops are announced; what fails five times goes to {@code drops-dead}. */
    static final String DROPS = "drops";

    private final String url;
    private final HttpClient http = HttpClient.newHttpClient();

    private Queues(String url) {
        this.url = url;
    }

    static Queues start(String bind, int port, Optional<Path> data) {
        try {
            var system = ActorSystem.create("cloud");
            Option<ActorRef> keeper = Option.empty();
            if (data.isPresent()) {
                Files.createDirectories(data.get().getParent());
                var config =
                        new SqlQueuePersistenceConfig(true, "org.sqlite.JDBC", Sqlite.url(data.get()), "", "", false);
                keeper = Option.apply(system.actorOf(Props.create(
                        SqlQueuePersistenceActor.class,
                        config,
                        scala.collection.immutable.List.from(
                                scala.jdk.javaapi.CollectionConverters.asScala(java.util.List.of())))));
            }
            var manager = system.actorOf(
                    Props.create(QueueManagerActor.class, new NowProvider(), StrictSQSLimits$.MODULE$, keeper));
            var builder = new TheSQSRestServerBuilder(
                    Option.apply(system),
                    Option.apply(manager),
                    bind,
                    port,
                    new NodeAddress("http", bind, port, ""),
                    true,
                    StrictSQSLimits$.MODULE$,
                    "us-east-1",
                    "000000000000",
                    keeper,
                    TheSQSRestServerBuilder.$lessinit$greater$default$11());
            var binding = builder.start().waitUntilStarted();
            if (keeper.isDefined()) {
                Patterns.ask(keeper.get(), new QueueEvent.Restore(manager), Duration.ofSeconds(30))
                        .toCompletableFuture()
                        .join();
            }
            var queues =
                    new Queues("http://" + bind + ":" + binding.localAddress().getPort());
            queues.create();
            return queues;
        } catch (Exception e) {
            throw Cloud.cannotServe("sqs", bind, port, e);
        }
    }

    String url() {
        return url;
    }

    private void create() {
        call("Action=CreateQueue&QueueName=" + DROPS + "-dead");
        var redrive = "{\"maxReceiveCount\":5,\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:000000000000:" + DROPS
                + "-dead\"}";
        call("Action=CreateQueue&QueueName=" + DROPS + "&Attribute.1.Name=VisibilityTimeout&Attribute.1.Value=180"
                + "&Attribute.2.Name=RedrivePolicy&Attribute.2.Value=" + encoded(redrive));
    }

    private void call(String form) {
        post(url + "/", form);
    }

    /** Sends a message by the query protocol, which needs no SDK. @param sqs the server's address */
    static void send(HttpClient http, String sqs, String queue, String body) {
        post(http, sqs + "/000000000000/" + queue, "Action=SendMessage&MessageBody=" + encoded(body));
    }

    private void post(String to, String form) {
        post(http, to, form);
    }

    private static void post(HttpClient http, String to, String form) {
        var request = HttpRequest.newBuilder(URI.create(to))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        try {
            var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new IllegalStateException("the queue answered " + answer.statusCode() + ": " + answer.body());
            }
        } catch (java.io.IOException e) {
            throw new IllegalStateException("the queue does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
