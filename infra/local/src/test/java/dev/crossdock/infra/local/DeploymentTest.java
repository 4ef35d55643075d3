package dev.crossdock.infra.local;

import static dev.crossdock.infra.local.Deployment.all;
import static dev.crossdock.infra.local.Deployment.at;
import static dev.crossdock.infra.local.Deployment.list;
import static dev.crossdock.infra.local.Deployment.map;
import static dev.crossdock.infra.local.Deployment.number;
import static dev.crossdock.infra.local.Deployment.ref;
import static dev.crossdock.infra.local.Deployment.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.infra.local.Deployment.Event;
import dev.crossdock.infra.local.Deployment.Resource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The rules of the deployment, for every function, queue and mapping of template.yaml; what fails names those that break the
 * rule. Tables and the bucket: {@link StoresTest}; the API: {@link RoutesTest}; what the roles may do: {@link PermissionsTest};
 * who tells of trouble: {@link AlarmsTest}.
 */
class DeploymentTest {
    private static final Deployment DEPLOYMENT = new Deployment();
    private static final List<Resource> FUNCTIONS = DEPLOYMENT.of(Deployment.FUNCTION);
    private static final List<Resource> QUEUES = DEPLOYMENT.of(Deployment.QUEUE);
    private static final List<Event> FROM_QUEUES = DEPLOYMENT.events("SQS");
    private static final List<Event> FROM_STREAMS = DEPLOYMENT.events("DynamoDB");
    private static final List<Event> SCHEDULES = DEPLOYMENT.events("ScheduleV2");
    private static final Resource BUCKET = DEPLOYMENT.named("Bucket");
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
}
