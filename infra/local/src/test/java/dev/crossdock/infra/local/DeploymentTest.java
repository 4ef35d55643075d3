package dev.crossdock.infra.local;

import static dev.crossdock.infra.local.Deployment.at;
import static dev.crossdock.infra.local.Deployment.list;
import static dev.crossdock.infra.local.Deployment.map;
import static dev.crossdock.infra.local.Deployment.number;
import static dev.crossdock.infra.local.Deployment.ref;
import static dev.crossdock.infra.local.Deployment.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.infra.local.Deployment.Event;
import dev.crossdock.infra.local.Deployment.Resource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The rules of the deployment, for every function, queue, table and mapping of template.yaml; what fails names those that break
 * the rule. What the roles may do: {@link PermissionsTest}; who tells of trouble: {@link AlarmsTest}.
 */
class DeploymentTest {
    private static final Deployment DEPLOYMENT = new Deployment();
    private static final List<Resource> FUNCTIONS = DEPLOYMENT.of(Deployment.FUNCTION);
    private static final List<Resource> QUEUES = DEPLOYMENT.of(Deployment.QUEUE);
    private static final List<Resource> TABLES = DEPLOYMENT.of(Deployment.TABLE);
    private static final List<Event> FROM_QUEUES = DEPLOYMENT.events("SQS");
    private static final List<Event> FROM_STREAMS = DEPLOYMENT.events("DynamoDB");
    private static final List<Event> SCHEDULES = DEPLOYMENT.events("ScheduleV2");
    private static final List<Event> ROUTES = DEPLOYMENT.events("HttpApi");
    private static final Resource BUCKET = DEPLOYMENT.named("Bucket");
    private static final Resource API = DEPLOYMENT.named("Api");
    private static final int FOURTEEN_DAYS = 14 * 24 * 3600;

    // Functions

    @Test
    void everyFunctionRunsOnJava25AndArm() {
        all(
                FUNCTIONS,
                "Runtime java25, Architectures [arm64]",
                f -> "java25".equals(f.at("Runtime")) && List.of("arm64").equals(f.at("Architectures")));
    }

    @Test
    void everyFunctionStartsFromASnapshotOfAPublishedVersion() {
        all(
                FUNCTIONS,
                "SnapStart of published versions, alias live",
                f -> "PublishedVersions".equals(f.at("SnapStart.ApplyOn")) && "live".equals(f.at("AutoPublishAlias")));
    }

    @Test
    void everyMemoryAndTimeHasItsReason() {
        all(
                DEPLOYMENT
                        .text
                        .lines()
                        .filter(line -> line.strip().matches("(MemorySize|Timeout):.*"))
                        .toList(),
                "a reason behind the number",
                line -> line.matches(".*# [^#]{10,}"));
        all(
                FUNCTIONS,
                "MemorySize from 512 and Timeout to 900",
                f -> number(f.at("MemorySize")) >= 512
                        && number(f.at("Timeout")) > 0
                        && number(f.at("Timeout")) <= 900);
    }

    @Test
    void everyFunctionIsNamedByItsFolder() {
        all(
                FUNCTIONS,
                "the stack's name and its folder's",
                f -> Map.of("Sub", "${AWS::StackName}-" + ((String) f.at("CodeUri")).split("/")[1])
                        .equals(f.at("FunctionName")));
    }

    @Test
    void everyFunctionWritesItsOwnLog() {
        all(
                FUNCTIONS,
                "its own log group",
                f -> (f.id() + "Log").equals(target(f.at("LoggingConfig.LogGroup")))
                        && DEPLOYMENT.named(f.id() + "Log").type().equals("AWS::Logs::LogGroup"));
    }

    @Test
    void everyLogIsKeptForAsLongAsTheParameterSays() {
        all(
                DEPLOYMENT.of("AWS::Logs::LogGroup"),
                "RetentionInDays !Ref LogRetentionDays",
                log -> ref("LogRetentionDays").equals(log.at("RetentionInDays")));
    }

    @Test
    void nothingIsTracedUnlessItIsAskedFor() {
        all(
                FUNCTIONS,
                "Tracing by its condition",
                f -> Map.of("If", List.of("Traced", "Active", "PassThrough")).equals(f.at("Tracing")));
        assertThat(parameter("Tracing").get("Default")).isEqualTo("off");
    }

    /** Lambda's own queue stands before a function that Scheduler calls. */
    @Test
    void whoIsCalledWithoutAnAnswerPutsAsideWhatFailed() {
        all(
                SCHEDULES.stream().map(Event::function).distinct().toList(),
                "EventInvokeConfig with few retries, a short life and a dead-letter queue",
                f -> number(f.at("EventInvokeConfig.MaximumRetryAttempts")) >= 0
                        && number(f.at("EventInvokeConfig.MaximumEventAgeInSeconds")) > 0
                        && isDead(f.at("EventInvokeConfig.DestinationConfig.OnFailure.Destination")));
    }

    // Queues and what reads them

    @Test
    void everyQueueIsEncrypted() {
        all(QUEUES, "SqsManagedSseEnabled", q -> Boolean.TRUE.equals(q.at("SqsManagedSseEnabled")));
    }

    @Test
    void everyQueueHasItsOwnDeadLetterQueueOfItsKind() {
        var taken = new HashSet<String>();
        all(DEPLOYMENT.workQueues(), "a dead-letter queue of its own, FIFO as it is, after ten receives or more", q -> {
            var dead = DEPLOYMENT.named(target(q.at("RedrivePolicy.deadLetterTargetArn")));
            return taken.add(dead.id())
                    && isDead(q.at("RedrivePolicy.deadLetterTargetArn"))
                    && Boolean.TRUE.equals(q.at("FifoQueue")) == Boolean.TRUE.equals(dead.at("FifoQueue"))
                    && number(q.at("RedrivePolicy.maxReceiveCount")) >= 10;
        });
    }

    @Test
    void everyQueueThatIsReadHasADeadLetterQueue() {
        all(
                FROM_QUEUES,
                "a queue with a dead-letter queue",
                e -> DEPLOYMENT.workQueues().stream()
                        .anyMatch(q -> Deployment.arn(q).equals(e.at("Queue"))));
        all(
                DEPLOYMENT.workQueues(),
                "read by one function",
                q -> FROM_QUEUES.stream()
                                .filter(e -> Deployment.arn(q).equals(e.at("Queue")))
                                .count()
                        == 1);
    }

    @Test
    void everyDeadLetterIsKeptFor14Days() {
        all(
                DEPLOYMENT.deadQueues(),
                "named -dead, MessageRetentionPeriod 1209600",
                q -> q.id().endsWith("Dead") && number(q.at("MessageRetentionPeriod")) == FOURTEEN_DAYS);
    }

    @Test
    void aMessageIsVisibleAgainAfterSixTimesItsFunctionsTime() {
        all(
                FROM_QUEUES,
                "VisibilityTimeout of its queue 6 x Timeout or more",
                e -> number(DEPLOYMENT.named(target(e.at("Queue"))).at("VisibilityTimeout"))
                        >= 6 * number(e.function().at("Timeout")));
    }

    @Test
    void everyMappingAnswersForEachOfItsMessages() {
        all(
                Stream.concat(FROM_QUEUES.stream(), FROM_STREAMS.stream()).toList(),
                "ReportBatchItemFailures",
                e -> list(e.at("FunctionResponseTypes")).contains("ReportBatchItemFailures"));
    }

    @Test
    void everyQueueMappingHasAMostAtOnce() {
        all(
                FROM_QUEUES,
                "MaximumConcurrency from 2 to 1000",
                e -> number(e.at("ScalingConfig.MaximumConcurrency")) >= 2
                        && number(e.at("ScalingConfig.MaximumConcurrency")) <= 1000);
    }

    @Test
    void everyStreamMappingLosesNothingAndStopsForNothing() {
        all(
                FROM_STREAMS,
                "from TRIM_HORIZON, cut in halves",
                e -> "TRIM_HORIZON".equals(e.at("StartingPosition"))
                        && Boolean.TRUE.equals(e.at("BisectBatchOnFunctionError")));
        all(
                FROM_STREAMS,
                "finite retries and age, within the stream's day",
                e -> number(e.at("MaximumRetryAttempts")) > 0
                        && number(e.at("MaximumRecordAgeInSeconds")) > 60
                        && number(e.at("MaximumRecordAgeInSeconds")) < 24 * 3600);
        all(
                FROM_STREAMS,
                "what is given up goes to S3, which keeps the changes themselves",
                e -> "S3".equals(e.at("DestinationConfig.OnFailure.Type"))
                        && Deployment.arn(BUCKET).equals(e.at("DestinationConfig.OnFailure.Destination")));
        all(FROM_STREAMS, "ParallelizationFactor", e -> number(e.at("ParallelizationFactor")) > 1);
    }

    @Test
    void everyScheduleIsInTheGroupAndPutsAsideWhatFailed() {
        all(
                SCHEDULES,
                "the group, a role, finite retries, a dead-letter queue",
                e -> "AWS::Scheduler::ScheduleGroup"
                                .equals(DEPLOYMENT
                                        .named(target(e.at("GroupName")))
                                        .type())
                        && "SchedulerRole".equals(target(e.at("RoleArn")))
                        && number(e.at("RetryPolicy.MaximumRetryAttempts")) >= 0
                        && number(e.at("RetryPolicy.MaximumEventAgeInSeconds")) > 0
                        && isDead(e.at("DeadLetterConfig.Arn")));
    }

    @Test
    void everyTargetOfARuleTriesAgainAndPutsAsideWhatFailed() {
        all(
                DEPLOYMENT.of("AWS::Events::Rule"),
                "retries and a dead-letter queue",
                rule -> list(rule.at("Targets")).stream()
                        .allMatch(to -> number(at(to, "RetryPolicy.MaximumRetryAttempts")) > 0
                                && number(at(to, "RetryPolicy.MaximumEventAgeInSeconds")) > 0
                                && isDead(at(to, "DeadLetterConfig.Arn"))));
    }

    @Test
    void onlyTheRuleMaySendDropsAndPutAsideWhatFailed() {
        var policy = DEPLOYMENT.named("DropsPolicy");
        var statements = Deployment.statements("DropsPolicy", policy.at("PolicyDocument"))
                .toList();
        assertThat(statements).singleElement().satisfies(s -> {
            assertThat(s.actions()).containsExactly("sqs:SendMessage");
            assertThat(s.resources())
                    .isEqualTo(List.of(Map.of("GetAtt", "DropsQueue.Arn"), Map.of("GetAtt", "EventsDead.Arn")));
            assertThat(at(s.body(), "Condition.ArnEquals.aws:SourceArn")).isEqualTo(Map.of("GetAtt", "DropsRule.Arn"));
        });
        assertThat(policy.at("Queues")).isEqualTo(List.of(ref("DropsQueue"), ref("EventsDead")));
    }

    // Stores

    @Test
    void everyTableIsPaidByTheRequest() {
        all(TABLES, "BillingMode PAY_PER_REQUEST", t -> "PAY_PER_REQUEST".equals(t.at("BillingMode")));
    }

    @Test
    void everyTableCanBeSetBackToAnyMoment() {
        all(
                TABLES,
                "PointInTimeRecoveryEnabled",
                t -> Boolean.TRUE.equals(t.at("PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled")));
    }

    @Test
    void everyTableIsEncrypted() {
        all(TABLES, "SSEEnabled", t -> Boolean.TRUE.equals(t.at("SSESpecification.SSEEnabled")));
    }

    @Test
    void everyStoreOutlivesItsStackAndATableOfProductionItsOwner() {
        all(
                Stream.concat(TABLES.stream(), Stream.of(BUCKET)).toList(),
                "DeletionPolicy and UpdateReplacePolicy Retain",
                s -> "Retain".equals(s.body().get("DeletionPolicy"))
                        && "Retain".equals(s.body().get("UpdateReplacePolicy")));
        all(
                TABLES,
                "DeletionProtectionEnabled by the condition Protected",
                t -> Map.of("If", List.of("Protected", true, false)).equals(t.at("DeletionProtectionEnabled")));
    }

    /** The ledger and the history write when an entry expires; definitions and records never do. */
    @Test
    void whereEntriesExpireTheTableTakesThemAway() {
        assertThat(TABLES.stream()
                        .filter(t -> Boolean.TRUE.equals(t.at("TimeToLiveSpecification.Enabled"))
                                && "expires".equals(t.at("TimeToLiveSpecification.AttributeName")))
                        .map(Resource::id))
                .containsExactlyInAnyOrder("Ledger", "History");
    }

    @Test
    void everyTableThatIsReadAsAStreamTellsBothImages() {
        all(
                FROM_STREAMS,
                "NEW_AND_OLD_IMAGES",
                e -> "NEW_AND_OLD_IMAGES"
                        .equals(DEPLOYMENT.named(target(e.at("Stream"))).at("StreamSpecification.StreamViewType")));
    }

    private static final List<Resource> BUCKETS = DEPLOYMENT.of("AWS::S3::Bucket");

    @Test
    void everyBucketIsEncryptedVersionedAndItsOwnersAlone() {
        all(
                BUCKETS,
                "encrypted",
                b -> list(b.at("BucketEncryption.ServerSideEncryptionConfiguration")).stream()
                        .anyMatch(rule -> at(rule, "ServerSideEncryptionByDefault.SSEAlgorithm") != null));
        all(BUCKETS, "versioned", b -> "Enabled".equals(b.at("VersioningConfiguration.Status")));
        all(
                BUCKETS,
                "BucketOwnerEnforced",
                b -> List.of(Map.of("ObjectOwnership", "BucketOwnerEnforced")).equals(b.at("OwnershipControls.Rules")));
        all(
                BUCKETS,
                "closed to the public",
                b -> Stream.of("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
                        .allMatch(key -> Boolean.TRUE.equals(b.at("PublicAccessBlockConfiguration." + key))));
    }

    @Test
    void everyBucketTellsEventBridge() {
        all(
                BUCKETS,
                "EventBridgeEnabled",
                b -> Boolean.TRUE.equals(
                        b.at("NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled")));
    }

    @Test
    void everyBucketTakesEncryptedLinesOnly() {
        all(
                BUCKETS,
                "a policy that denies everything without TLS",
                b -> DEPLOYMENT.of("AWS::S3::BucketPolicy").stream()
                        .filter(policy -> ref(b.id()).equals(policy.at("Bucket")))
                        .flatMap(policy -> Deployment.statements(policy.id(), policy.at("PolicyDocument")))
                        .anyMatch(s -> "Deny".equals(s.body().get("Effect"))
                                && "*".equals(s.body().get("Principal"))
                                && s.actions().equals(List.of("s3:*"))
                                && s.resources()
                                        .equals(List.of(Deployment.arn(b), Map.of("Sub", "${" + b.id() + ".Arn}/*")))
                                && Boolean.FALSE.equals(at(s.body(), "Condition.Bool.aws:SecureTransport"))));
    }

    @Test
    void everyBucketForgetsBegunUploadsAndOldVersions() {
        all(
                BUCKETS,
                "AbortIncompleteMultipartUpload of all",
                b -> rules(b).anyMatch(rule -> at(rule, "AbortIncompleteMultipartUpload.DaysAfterInitiation") != null
                        && at(rule, "Prefix") == null));
        all(
                BUCKETS,
                "NoncurrentVersionExpiration of all",
                b -> rules(b).anyMatch(rule ->
                        at(rule, "NoncurrentVersionExpiration.NoncurrentDays") != null && at(rule, "Prefix") == null));
    }

    /** What a person has dropped, or a job has made, goes by nobody's calendar here. */
    @Test
    void nothingExpiresButWhatLiesBesideTheLedger() {
        all(
                BUCKETS.stream()
                        .flatMap(DeploymentTest::rules)
                        .filter(r -> at(r, "ExpirationInDays") != null)
                        .toList(),
                "a prefix of ours",
                rule -> at(rule, "Prefix") instanceof String prefix
                        && (prefix.matches("\\.runs/[a-z]+/") || prefix.equals("aws/lambda/")));
        all(
                BUCKETS.stream().flatMap(DeploymentTest::rules).toList(),
                "Status Enabled",
                rule -> "Enabled".equals(at(rule, "Status")));
    }

    private static Stream<?> rules(Resource bucket) {
        return list(bucket.at("LifecycleConfiguration.Rules")).stream();
    }

    // The API

    @Test
    void everyRouteSaysWhoMayCall() {
        var listener = Set.of("Listener");
        var asked = Map.of("If", List.of("Secured", List.of(Map.of("Jwt", List.of())), List.of()));
        all(ROUTES, "ApiId !Ref Api", e -> ref("Api").equals(e.at("ApiId")));
        all(ROUTES, "open when it is the listener's, else by token when there is an issuer", e -> {
            var wanted = listener.contains(e.function().id()) ? List.of() : asked;
            return wanted.equals(
                    map(map(paths().get((String) e.at("Path"))).get(key(e))).get("security"));
        });
    }

    @Test
    void theApiHasNoRouteWithoutAFunction() {
        var wired = ROUTES.stream().map(e -> e.at("Path") + " " + key(e)).collect(Collectors.toSet());
        var said = new ArrayList<String>();
        paths().forEach((path, methods) -> map(methods).keySet().forEach(method -> said.add(path + " " + method)));
        assertThat(said)
                .as("routes of Api (left), events of functions (right)")
                .containsExactlyInAnyOrderElementsOf(wired);
    }

    @Test
    void tokensAreAskedForWhenThereIsAnIssuer() {
        var scheme = list(at(API.at("DefinitionBody"), "components.securitySchemes.If"));
        assertThat(scheme.get(0)).isEqualTo("Secured");
        assertThat(at(scheme.get(1), "Jwt.x-amazon-apigateway-authorizer.jwtConfiguration"))
                .isEqualTo(Map.of("issuer", ref("JwtIssuer"), "audience", ref("JwtAudience")));
        assertThat(scheme.get(2)).isEqualTo(ref("AWS::NoValue"));
        assertThat(map(DEPLOYMENT.root.get("Conditions")).get("Secured"))
                .isEqualTo(Map.of("Not", List.of(Map.of("Equals", List.of(ref("JwtIssuer"), "")))));
    }

    @Test
    void theApiIsThrottledAndLogged() {
        assertThat(API.at("DefaultRouteSettings.ThrottlingRateLimit")).isEqualTo(ref("ThrottleRate"));
        assertThat(API.at("DefaultRouteSettings.ThrottlingBurstLimit")).isEqualTo(ref("ThrottleBurst"));
        assertThat(DEPLOYMENT
                        .named(target(API.at("AccessLogSettings.DestinationArn")))
                        .type())
                .isEqualTo("AWS::Logs::LogGroup");
        // A listener's address may hold its token.
        assertThat((String) API.at("AccessLogSettings.Format"))
                .contains("$context.routeKey", "$context.status")
                .doesNotContain("$context.path", "authorization");
    }

    @Test
    void noOtherOriginMayCall() {
        assertThat(API.at("CorsConfiguration")).isNull();
        assertThat(map(API.at("DefinitionBody"))).doesNotContainKey("x-amazon-apigateway-cors");
    }

    private static Map<String, Object> paths() {
        return map(at(API.at("DefinitionBody"), "paths"));
    }

    private static String key(Event route) {
        var method = (String) route.at("Method");
        return method.equals("ANY") ? "x-amazon-apigateway-any-method" : method.toLowerCase(java.util.Locale.ROOT);
    }

    // What is asked and what is told

    @Test
    void everyParameterHasADefaultAndSaysWhatItIsFor() {
        var parameters = map(DEPLOYMENT.root.get("Parameters"));
        assertThat(parameters.keySet())
                .contains(
                        "Stage", "LogLevel", "LogRetentionDays", "JwtIssuer", "JwtAudience", "AlarmAddress", "Tracing");
        all(
                List.copyOf(parameters.keySet()),
                "Default and Description",
                name -> parameter(name).containsKey("Default")
                        && parameter(name).containsKey("Description"));
        for (var empty : List.of("JwtIssuer", "AlarmAddress"))
            assertThat(parameter(empty).get("Default")).isEqualTo("");
        assertThat(at(DEPLOYMENT.root, "Globals.Function.Environment.Variables.QUARKUS_LOG_LEVEL"))
                .isEqualTo(ref("LogLevel"));
    }

    @Test
    void theStackTellsWhereEverythingIs() {
        assertThat(map(DEPLOYMENT.root.get("Outputs")).keySet())
                .contains("ApiUrl", "ConsoleUrl", "BucketName", "AlarmTopic");
    }

    private static Map<String, Object> parameter(String name) {
        return map(at(DEPLOYMENT.root, "Parameters." + name));
    }

    private static boolean isDead(Object arn) {
        return DEPLOYMENT.deadQueues().stream().anyMatch(q -> Deployment.arn(q).equals(arn));
    }

    private static <T> void all(List<T> things, String rule, Predicate<T> holds) {
        assertThat(things).isNotEmpty();
        assertThat(things.stream().filter(holds.negate())).as(rule).isEmpty();
    }
}
