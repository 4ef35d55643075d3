package dev.crossdock.aws;

import dev.crossdock.access.Access;
import dev.crossdock.access.Tokens;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.bucket.Uploads;
import dev.crossdock.engine.AnswerCache;
import dev.crossdock.engine.Engine;
import dev.crossdock.engine.Executions;
import dev.crossdock.engine.Mailbox;
import dev.crossdock.engine.Mailer;
import dev.crossdock.engine.Reach;
import dev.crossdock.engine.SmtpMailer;
import dev.crossdock.engine.TemplateRunner;
import dev.crossdock.event.Queue;
import dev.crossdock.graph.RecordStore;
import dev.crossdock.graph.Replays;
import dev.crossdock.graph.Revalidation;
import dev.crossdock.run.Announcer;
import dev.crossdock.run.Chores;
import dev.crossdock.run.DeadLetters;
import dev.crossdock.run.DefinitionStore;
import dev.crossdock.run.Drops;
import dev.crossdock.run.GoFirst;
import dev.crossdock.run.JobRunner;
import dev.crossdock.run.Ledger;
import dev.crossdock.run.Preview;
import dev.crossdock.run.Rejects;
import dev.crossdock.run.Retention;
import dev.crossdock.run.Runs;
import dev.crossdock.run.Schedules;
import dev.crossdock.run.Starter;
import dev.crossdock.run.Sweep;
import dev.crossdock.web.AllowList;
import dev.crossdock.web.Breakers;
import dev.crossdock.web.CoreHttp;
import dev.crossdock.web.Echoes;
import dev.crossdock.web.Guarded;
import dev.crossdock.web.Http;
import dev.crossdock.web.Pace;
import dev.crossdock.web.SecretValues;
import dev.crossdock.web.Sender;
import dev.crossdock.web.Watch;
import dev.crossdock.webhook.Deliveries;
import dev.crossdock.webhook.DeliveryWork;
import dev.crossdock.webhook.ListenerQueues;
import dev.crossdock.webhook.Patience;
import dev.crossdock.webhook.Reception;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.ServiceMetadata;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * The fuse box: the one place that says which implementation stands behind which interface.
 *
 * <p>Settings come from the environment as template.yaml sets it ({@code CROSSDOCK_BUCKET}, {@code CROSSDOCK_TABLE_LEDGER},
 * {@code CROSSDOCK_QUEUE_IMPORT_FILE}); the local host sets system properties of the same meaning ({@code crossdock.bucket},
 * {@code crossdock.s3.endpoint}), which win.
 */
@ApplicationScoped
public class Wiring {
    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    S3Client s3() {
        return configured(S3Client.builder(), "s3")
                .httpClient(http())
                .forcePathStyle(true)
                // Only where a request must have one: checksums in a trailer cost a second pass and not every S3 knows
                // them.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .build();
    }

    @Produces
    @Singleton
    S3Presigner presigner(S3Client s3) {
        var builder = S3Presigner.builder().s3Client(s3);
        setting("s3.endpoint")
                .ifPresent(endpoint -> builder.endpointOverride(URI.create(endpoint))
                        .region(Region.US_EAST_1)
                        .credentialsProvider(local())
                        .serviceConfiguration(S3Configuration.builder()
                                .pathStyleAccessEnabled(true)
                                .build()));
        return builder.build();
    }

    @Produces
    @Singleton
    DynamoDbClient dynamo() {
        return configured(DynamoDbClient.builder(), "dynamodb")
                .httpClient(http())
                .build();
    }

    @Produces
    @Singleton
    SqsClient sqs() {
        return configured(SqsClient.builder(), "sqs").httpClient(http()).build();
    }

    @Produces
    @Singleton
    ObjectStore objects(S3Client s3) {
        return new S3ObjectStore(s3, setting("bucket").orElse("crossdock"));
    }

    @Produces
    @Singleton
    RecordStore records(DynamoDbClient dynamo, Clock clock) {
        return new DynamoRecordStore(dynamo, table("records"), table("history"), clock);
    }

    @Produces
    @Singleton
    Ledger ledger(DynamoDbClient dynamo, Clock clock) {
        return new DynamoLedger(dynamo, table("ledger"), clock);
    }

    @Produces
    @Singleton
    Queue queue(SqsClient sqs) {
        return new SqsQueue(sqs, name -> setting("queue." + name).orElse(""));
    }

    @Produces
    @Singleton
    DefinitionStore definitions(DynamoDbClient dynamo, Clock clock) {
        return new DefinitionStore(new DynamoLedger(dynamo, table("definitions"), clock), clock);
    }

    @Produces
    @Singleton
    Runs runs(Ledger ledger, Clock clock) {
        return new Runs(ledger, clock);
    }

    @Produces
    @Singleton
    Starter starter(Ledger ledger, Queue queue, ObjectStore objects, DefinitionStore definitions, Clock clock) {
        return new Starter(ledger, queue, objects, definitions, clock);
    }

    @Produces
    @Singleton
    Drops drops(Starter starter, DefinitionStore definitions) {
        return new Drops(starter, definitions);
    }

    @Produces
    @Singleton
    Schedules schedules(Ledger ledger, Starter starter, DefinitionStore definitions, Clock clock) {
        return new Schedules(ledger, starter, definitions, clock);
    }

    @Produces
    @Singleton
    Revalidation revalidation(DefinitionStore definitions, RecordStore records, Starter starter, Clock clock) {
        return new Revalidation(definitions, records, starter, clock);
    }

    @Produces
    @Singleton
    Retention retention(DefinitionStore definitions, ObjectStore objects, Ledger ledger, Clock clock) {
        return new Retention(definitions, objects, ledger, clock);
    }

    @Produces
    @Singleton
    Chores chores(Schedules schedules, Watch watch, Replays replays, ListenerQueues queues, Retention retention) {
        return new Chores(List.of(
                deadline -> schedules.tick(), deadline -> watch.round(), replays::work, queues::round, retention));
    }

    @Produces
    @Singleton
    Sweep sweep(Ledger ledger, Queue queue, Clock clock) {
        return new Sweep(ledger, queue, clock);
    }

    @Produces
    @Singleton
    Rejects rejects(ObjectStore objects) {
        return new Rejects(objects);
    }

    @Produces
    @Singleton
    Preview preview(ObjectStore objects) {
        return new Preview(objects);
    }

    @Produces
    @Singleton
    JobRunner runner(
            Ledger ledger,
            Queue queue,
            ObjectStore objects,
            DefinitionStore definitions,
            Clock clock,
            Instance<GoFirst> others) {
        return new JobRunner(
                ledger, queue, objects, definitions, clock, others.isResolvable() ? others.get() : GoFirst.NOBODY);
    }

    @Produces
    @Singleton
    Uploads uploads(S3Client s3, S3Presigner presigner) {
        return new S3Uploads(s3, presigner, setting("bucket").orElse("crossdock"));
    }

    @Produces
    @Singleton
    Tokens tokens(Ledger ledger, Clock clock) {
        return new Tokens(ledger, clock);
    }

    /** Everybody needs a token, unless the host says that it listens to its machine alone. */
    @Produces
    @Singleton
    Access access(Tokens tokens, Instance<Access.Issuer> issuer, Clock clock) {
        var open = setting("access").equals(Optional.of("open"));
        var first = setting("token")
                .filter(token -> !token.isBlank())
                .map(Access::hash)
                .or(() -> setting("token.sha256"));
        return new Access(open, first, tokens, issuer.isResolvable() ? issuer.get() : Access.Issuer.NONE, clock);
    }

    @Produces
    @Singleton
    SecretValues secrets(Clock clock) {
        return new Secrets(
                setting("project").map(Path::of),
                setting("secrets").map(named -> new KeptSecrets(secretStore(named), clock)));
    }

    /** @param named {@code secrets-manager:crossdock/prod/} */
    private static SecretStore secretStore(String named) {
        var kind = SecretStore.kind(named);
        var region = new DefaultAwsRegionProviderChain().getRegion();
        var endpoint = setting("secrets.endpoint")
                .orElseGet(() -> "https://" + ServiceMetadata.of(kind.service).endpointFor(region));
        var place = new SecretStore.Place(URI.create(endpoint), region.id(), DefaultCredentialsProvider.create());
        return new SecretStore(kind, named.substring(named.indexOf(':') + 1), place, http());
    }

    @Produces
    @Singleton
    Http calls(DefinitionStore definitions, SecretValues secrets) {
        return new Echoes(
                new CoreHttp(new AllowList(), () -> definitions.project().allow()), secrets::known);
    }

    @Produces
    @Singleton
    Sender sender(Http http, Ledger ledger, ObjectStore objects, SecretValues secrets, Clock clock) {
        return new Sender(http, ledger, objects, secrets, Pace.real(clock));
    }

    @Produces
    @Singleton
    Guarded guarded(Ledger ledger, Clock clock) {
        return new Guarded(ledger, Pace.real(clock));
    }

    @Produces
    @Singleton
    Breakers breakers(Ledger ledger, Clock clock) {
        return new Breakers(ledger, clock);
    }

    @Produces
    @Singleton
    Watch watch(Breakers breakers, DefinitionStore definitions, Queue queue, Ledger ledger, Clock clock) {
        return new Watch(breakers, new DeadLetters(queue, ledger, clock), new Announcer(definitions, queue));
    }

    @Produces
    @Singleton
    Replays replays(
            DefinitionStore definitions,
            RecordStore records,
            Ledger ledger,
            Queue queue,
            ObjectStore objects,
            Clock clock) {
        return new Replays(definitions, records, ledger, queue, objects, clock);
    }

    @Produces
    @Singleton
    Executions executions(Ledger ledger, ObjectStore objects, Clock clock) {
        return new Executions(ledger, objects, clock);
    }

    @Produces
    @Singleton
    AnswerCache answerCache(Ledger ledger, Clock clock) {
        return new AnswerCache(ledger, clock);
    }

    @Produces
    @Singleton
    @Typed(Mailbox.class)
    Mailbox mailbox(ObjectStore objects) {
        return new Mailbox(objects);
    }

    @Produces
    @Singleton
    Mailer mailer(DefinitionStore definitions, Mailbox mailbox, SecretValues secrets, Ledger ledger, Clock clock) {
        var smtp = new SmtpMailer(
                () -> definitions.project().mail(), () -> definitions.project().allow(), secrets, ledger, clock);
        // The host on a laptop sends nobody a mail, whatever crossdock.yaml says.
        boolean local = setting("project").isPresent();
        return mail -> (local || definitions.project().mail().isEmpty() ? mailbox : smtp).send(mail);
    }

    @Produces
    @Singleton
    TemplateRunner engine(
            DefinitionStore definitions,
            Executions executions,
            Sender sender,
            RecordStore records,
            ObjectStore objects,
            Mailer mailer,
            SecretValues secrets,
            AnswerCache cache,
            Clock clock) {
        return new TemplateRunner(
                definitions, executions, new Reach(sender, records, objects, mailer, secrets, cache), Pace.real(clock));
    }

    @Produces
    @Singleton
    Deliveries deliveries(Ledger ledger, ObjectStore objects, Queue queue, Clock clock) {
        return new Deliveries(ledger, objects, queue, clock);
    }

    @Produces
    @Singleton
    DeliveryWork deliveryWork(DefinitionStore definitions, Deliveries deliveries, Engine engine) {
        return new DeliveryWork(definitions, deliveries, engine);
    }

    @Produces
    @Singleton
    Reception reception(
            DefinitionStore definitions, SecretValues secrets, Deliveries deliveries, DeliveryWork work, Http http) {
        var patience = Patience.by(Executors.newCachedThreadPool(task -> {
            var thread = new Thread(task, "answering");
            thread.setDaemon(true);
            return thread;
        }));
        return new Reception(definitions, secrets, deliveries, work, http, patience);
    }

    @Produces
    @Singleton
    ListenerQueues listenerQueues(DefinitionStore definitions, Queue queue, Reception reception, Clock clock) {
        return new ListenerQueues(definitions, queue, reception, clock);
    }

    private static String table(String name) {
        return setting("table." + name).orElse(name);
    }

    /** {@code queue.import-file}: property {@code crossdock.queue.import-file}, else {@code CROSSDOCK_QUEUE_IMPORT_FILE}. */
    static Optional<String> setting(String name) {
        var property = System.getProperty("crossdock." + name);
        if (property != null) return Optional.of(property);
        var variable =
                "CROSSDOCK_" + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
        return Optional.ofNullable(System.getenv(variable));
    }

    private static <B extends AwsClientBuilder<B, ?>> B configured(B builder, String service) {
        setting(service + ".endpoint")
                .ifPresent(endpoint -> builder.endpointOverride(URI.create(endpoint))
                        .region(Region.US_EAST_1)
                        .credentialsProvider(local()));
        return builder;
    }

    private static SdkHttpClient http() {
        return UrlConnectionHttpClient.create();
    }

    /** The embedded cloud's keys: public, and good for nothing else. */
    private static StaticCredentialsProvider local() {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "locallocal"));
    }
}
