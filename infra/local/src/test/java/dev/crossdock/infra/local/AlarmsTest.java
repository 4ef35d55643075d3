package dev.crossdock.infra.local;

import static dev.crossdock.infra.local.Deployment.at;
import static dev.crossdock.infra.local.Deployment.list;
import static dev.crossdock.infra.local.Deployment.map;
import static dev.crossdock.infra.local.Deployment.ref;
import static dev.crossdock.infra.local.Deployment.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.infra.local.Deployment.Event;
import dev.crossdock.infra.local.Deployment.Resource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Nothing of template.yaml is lost, late or broken without somebody being told. */
class AlarmsTest {
    private static final Deployment DEPLOYMENT = new Deployment();
    private static final List<Resource> FUNCTIONS = DEPLOYMENT.of(Deployment.FUNCTION);
    private static final List<Resource> ALARMS = DEPLOYMENT.of(Deployment.ALARM);
    private static final int MOST_METRICS = 10;

    /** @param thing the resource whose metric it is */
    private record Metric(Resource alarm, String namespace, String name, String thing) {
        static Metric of(Resource alarm, Object metric) {
            var dimensions = list(at(metric, "Dimensions"));
            return new Metric(
                    alarm,
                    (String) at(metric, "Namespace"),
                    (String) at(metric, "MetricName"),
                    dimensions.size() == 1 ? target(at(dimensions.get(0), "Value")) : "");
        }
    }

    @Test
    void everyDeadLetterIsTold() {
        assertWatched(DEPLOYMENT.deadQueues(), "AWS/SQS", "ApproximateNumberOfMessagesVisible");
        for (var metric : metrics("ApproximateNumberOfMessagesVisible")) {
            assertThat(metric.alarm().at("Threshold")).as("%s", metric.alarm()).isEqualTo(0);
            assertThat(metric.alarm().at("ComparisonOperator"))
                    .as("%s", metric.alarm())
                    .isEqualTo("GreaterThanThreshold");
        }
    }

    @Test
    void everyQueueThatIsLateIsTold() {
        assertWatched(DEPLOYMENT.workQueues(), "AWS/SQS", "ApproximateAgeOfOldestMessage");
    }

    @Test
    void everyFunctionThatFailsIsTold() {
        assertWatched(FUNCTIONS, "AWS/Lambda", "Errors");
    }

    @Test
    void everyFunctionThatIsRefusedIsTold() {
        assertWatched(FUNCTIONS, "AWS/Lambda", "Throttles");
    }

    @Test
    void everyStreamThatIsLateIsTold() {
        assertWatched(callers("DynamoDB"), "AWS/Lambda", "IteratorAge");
    }

    @Test
    void everyEventThatWasDroppedBeforeItsFunctionIsTold() {
        assertWatched(callers("ScheduleV2"), "AWS/Lambda", "AsyncEventsDropped");
        assertWatched(callers("ScheduleV2"), "AWS/Lambda", "DestinationDeliveryFailures");
    }

    @Test
    void everyApiThatFailsIsTold() {
        assertWatched(DEPLOYMENT.of("AWS::Serverless::HttpApi"), "AWS/ApiGateway", "5xx");
    }

    @Test
    void everyAlarmTellsTheTopicAndSaysWhatItMeans() {
        for (var alarm : ALARMS) {
            assertThat(alarm.at("AlarmActions")).as("AlarmActions of %s", alarm).isEqualTo(List.of(ref("Alarms")));
            assertThat((String) alarm.at("AlarmDescription"))
                    .as("AlarmDescription of %s", alarm)
                    .hasSizeGreaterThan(15);
            assertThat(alarm.at("TreatMissingData"))
                    .as("TreatMissingData of %s: who has nothing to do tells nothing", alarm)
                    .isEqualTo("notBreaching");
        }
    }

    /** CloudWatch refuses more than ten, and takes one result. */
    @Test
    void noAlarmLooksAtMoreThanItMay() {
        for (var alarm : ALARMS) {
            var all = list(alarm.at("Metrics"));
            assertThat(metrics(alarm)).as("metrics of %s", alarm).hasSizeBetween(1, MOST_METRICS);
            assertThat(all.stream().filter(m -> !Boolean.FALSE.equals(at(m, "ReturnData"))))
                    .as("results of %s", alarm)
                    .hasSize(all.isEmpty() ? 0 : 1);
        }
    }

    @Test
    void theTopicIsEncryptedByAKeyThatCloudWatchMayUse() {
        var key = DEPLOYMENT.named(target(DEPLOYMENT.named("Alarms").at("KmsMasterKeyId")));
        assertThat(key.at("EnableKeyRotation")).isEqualTo(true);
        assertThat(Deployment.statements(key.id(), key.at("KeyPolicy")))
                .anyMatch(s -> "cloudwatch.amazonaws.com".equals(at(s.body(), "Principal.Service"))
                        && s.actions().equals(List.of("kms:Decrypt", "kms:GenerateDataKey*"))
                        && ref("AWS::AccountId").equals(at(s.body(), "Condition.StringEquals.aws:SourceAccount")));
    }

    @Test
    void aMailGoesToTheAddressThatIsGiven() {
        assertThat(DEPLOYMENT.of("AWS::SNS::Subscription")).singleElement().satisfies(mail -> {
            assertThat(mail.body().get("Condition")).isEqualTo("Told");
            assertThat(mail.at("TopicArn")).isEqualTo(ref("Alarms"));
            assertThat(mail.at("Endpoint")).isEqualTo(ref("AlarmAddress"));
        });
        assertThat(map(DEPLOYMENT.root.get("Conditions")).get("Told"))
                .isEqualTo(Map.of("Not", List.of(Map.of("Equals", List.of(ref("AlarmAddress"), "")))));
    }

    @Test
    void theDashboardShowsRunsQueuesFunctionsAndTheApi() throws Exception {
        var body = (String) at(DEPLOYMENT.named("Dashboard").at("DashboardBody"), "Sub");
        var widgets = Lambda.JSON.readTree(body).path("widgets");
        var shown = widgets.toString();
        assertThat(shown)
                .contains(
                        "run.finished",
                        "ApproximateNumberOfMessagesVisible",
                        "ApproximateAgeOfOldestMessage",
                        "IteratorAge",
                        "Errors",
                        "Duration",
                        "Latency",
                        "5xx");
        // Metrics are searched for; logs are named.
        assertThat(DEPLOYMENT.events("SQS").stream()
                        .filter(e -> !DEPLOYMENT.statements(DEPLOYMENT.role(e.function())).stream()
                                .filter(s -> s.place().equals("RunsJobs"))
                                .toList()
                                .isEmpty())
                        .map(e -> "/aws/lambda/" + at(e.function().at("FunctionName"), "Sub")))
                .isNotEmpty()
                .allMatch(log -> shown.contains("SOURCE '" + log + "'"), "its runs are shown");
    }

    private static List<Resource> callers(String type) {
        return DEPLOYMENT.events(type).stream().map(Event::function).distinct().toList();
    }

    private static List<Metric> metrics(Resource alarm) {
        return alarm.at("Metrics") == null
                ? List.of(Metric.of(alarm, alarm.properties()))
                : list(alarm.at("Metrics")).stream()
                        .filter(m -> at(m, "MetricStat") != null)
                        .map(m -> Metric.of(alarm, at(m, "MetricStat.Metric")))
                        .toList();
    }

    private static List<Metric> metrics(String name) {
        return ALARMS.stream()
                .flatMap(alarm -> metrics(alarm).stream())
                .filter(m -> m.name().equals(name))
                .toList();
    }

    private static void assertWatched(List<Resource> things, String namespace, String metric) {
        var watched = metrics(metric).stream()
                .filter(m -> m.namespace().equals(namespace))
                .map(Metric::thing);
        assertThat(watched)
                .as("what alarms look at for %s (left), what there is (right)", metric)
                .containsExactlyInAnyOrderElementsOf(
                        things.stream().map(Resource::id).toList());
    }
}
