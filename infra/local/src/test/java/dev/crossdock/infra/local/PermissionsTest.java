package dev.crossdock.infra.local;

import static dev.crossdock.infra.local.Deployment.all;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.infra.local.Deployment.Resource;
import dev.crossdock.infra.local.Deployment.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the roles of template.yaml may do, by what is written; that it is what they need is for the scenarios to show. */
class PermissionsTest {
    private static final Deployment DEPLOYMENT = new Deployment();
    private static final List<Resource> FUNCTIONS = DEPLOYMENT.of(Deployment.FUNCTION);
    private static final List<Resource> ROLES = DEPLOYMENT.of("AWS::IAM::Role");
    private static final List<Resource> POLICIES = DEPLOYMENT.of("AWS::IAM::ManagedPolicy");
    private static final String COUNTS = "sqs:GetQueueAttributes";
    private static final List<String> TAKES = List.of("sqs:ReceiveMessage", "sqs:DeleteMessage", COUNTS);
    /** Who sees to traces, which belong to no resource, and only when they are asked for. */
    private static final String NO_RESOURCE = "Traces";

    @Test
    void everyFunctionHasARoleOfItsOwn() {
        var roles = new HashSet<String>();
        all(
                FUNCTIONS,
                "a role of its own",
                f -> Deployment.target(f.at("Role")).equals(f.id() + "Role")
                        && roles.add(DEPLOYMENT.role(f).id()));
    }

    @Test
    void everyRoleIsTakenByOneServiceAlone() {
        all(ROLES, "one service, by its name", role -> {
            var trust = Deployment.statements(role.id(), role.at("AssumeRolePolicyDocument"))
                    .toList();
            var service = Deployment.at(trust.get(0).body(), "Principal.Service");
            var lambda = roleOfAFunction(role);
            return trust.size() == 1
                    && trust.get(0).actions().equals(List.of("sts:AssumeRole"))
                    && (lambda ? "lambda.amazonaws.com" : "scheduler.amazonaws.com").equals(service)
                    && (lambda || Deployment.at(trust.get(0).body(), "Condition.StringEquals") != null);
        });
    }

    @Test
    void noRoleTakesPartInAPolicyThatIsNotWrittenHere() {
        all(
                ROLES,
                "only policies of this template",
                role -> Deployment.list(role.at("ManagedPolicyArns")).stream()
                        .allMatch(arn -> POLICIES.stream().anyMatch(p -> p.id().equals(Deployment.policy(arn)))));
        all(FUNCTIONS, "nothing that SAM would write by itself", f -> f.at("Policies") == null);
    }

    @Test
    void everyPolicyIsTakenPartIn() {
        all(
                POLICIES,
                "taken part in by a role",
                policy -> ROLES.stream()
                        .flatMap(role -> Deployment.list(role.at("ManagedPolicyArns")).stream())
                        .anyMatch(arn -> Deployment.policy(arn).equals(policy.id())));
    }

    @Test
    void everyActionIsNamedInFull() {
        all(
                written(),
                "allowed, and each action by its name",
                statement -> "Allow".equals(statement.body().get("Effect"))
                        && !statement.body().containsKey("NotAction")
                        && !statement.actions().isEmpty()
                        && statement.actions().stream().allMatch(a -> a.matches("[a-z0-9]+:[A-Za-z]+")));
    }

    @Test
    void everyResourceIsOneOfThisStack() {
        all(
                written(),
                "resources of this stack by their names",
                statement -> statement.place().equals(NO_RESOURCE)
                        || !statement.resources().isEmpty()
                                && statement.resources().stream().allMatch(PermissionsTest::ofThisStack));
    }

    @Test
    void tracesAreAllowedOnlyWhenTheyAreAskedFor() {
        var traces = DEPLOYMENT.named(NO_RESOURCE);
        assertThat(traces.body().get("Condition")).isEqualTo("Traced");
        assertThat(Deployment.statements(NO_RESOURCE, traces.at("PolicyDocument")))
                .allMatch(s -> s.actions().stream().allMatch(a -> a.startsWith("xray:Put")));
        all(
                FUNCTIONS,
                "may send traces, if there are any",
                f -> Deployment.list(DEPLOYMENT.role(f).at("ManagedPolicyArns"))
                        .contains(Map.of(
                                "If", List.of("Traced", Deployment.ref(NO_RESOURCE), Deployment.ref("AWS::NoValue")))));
    }

    @Test
    void everyFunctionMayWriteItsOwnLogAndNoOther() {
        all(FUNCTIONS, "its own log and no other", f -> {
            var logs = granted(f).stream()
                    .filter(s -> s.actions().stream().anyMatch(a -> a.startsWith("logs:")))
                    .toList();
            return logs.size() == 1
                    && logs.get(0).actions().equals(List.of("logs:CreateLogStream", "logs:PutLogEvents"))
                    && logs.get(0).resources().equals(List.of(Map.of("GetAtt", f.id() + "Log.Arn")));
        });
    }

    @Test
    void everyFunctionMayTakeFromItsOwnQueuesAndNoOther() {
        for (var queue : DEPLOYMENT.of(Deployment.QUEUE)) {
            for (var function : FUNCTIONS) {
                boolean its = Deployment.events(function).stream()
                        .anyMatch(e ->
                                e.type().equals("SQS") && Deployment.arn(queue).equals(e.at("Queue")));
                assertThat(TAKES.stream().filter(action -> may(function, action, Deployment.arn(queue))))
                        .as("what %s may do with messages of %s", function, queue)
                        .isEqualTo(its ? TAKES : counts(function, queue) ? List.of(COUNTS) : List.of());
            }
        }
    }

    /** Whoever tells of dead letters has them counted, and touches none. */
    private static boolean counts(Deployment.Resource function, Deployment.Resource queue) {
        return function.id().equals("Dispatch") && queue.id().endsWith("Dead");
    }

    @Test
    void onlyWhoReadsAStreamMayReadIt() {
        for (var function : FUNCTIONS) {
            var stream = Deployment.events(function).stream()
                    .filter(e -> e.type().equals("DynamoDB"))
                    .map(e -> e.at("Stream"))
                    .findFirst();
            for (var action : List.of("DescribeStream", "GetRecords", "GetShardIterator")) {
                assertThat(granted(function).stream()
                                .filter(s -> s.actions().contains("dynamodb:" + action))
                                .flatMap(s -> s.resources().stream()))
                        .as("streams of which %s may %s", function, action)
                        .isEqualTo(stream.map(List::of).orElse(List.of()));
            }
        }
    }

    /** The mapping writes them with the function's role. */
    @Test
    void whoReadsAStreamMayPutAsideWhatWasGivenUp() {
        all(
                FUNCTIONS,
                "may put aside, in a bucket of this account",
                f -> Deployment.events(f).stream()
                        .filter(e -> e.type().equals("DynamoDB"))
                        .map(e -> Deployment.target(e.at("DestinationConfig.OnFailure.Destination")))
                        .allMatch(bucket -> ours(f, "s3:ListBucket", Map.of("GetAtt", bucket + ".Arn"))
                                && ours(f, "s3:PutObject", Map.of("Sub", "${" + bucket + ".Arn}/aws/lambda/*"))));
    }

    @Test
    void whoFeedsItsOwnQueueSaysSo() {
        all(FUNCTIONS, "RecursiveLoop: Allow where it may send to its own queue, and only there", f -> {
            boolean feeds = Deployment.events(f).stream()
                    .filter(e -> e.type().equals("SQS"))
                    .anyMatch(e -> may(f, "sqs:SendMessage", e.at("Queue")));
            return feeds == "Allow".equals(f.at("RecursiveLoop"));
        });
    }

    @Test
    void theSchedulerMayCallWhomItsSchedulesCallAndPutAsideWhatFailed() {
        var role = DEPLOYMENT.named("SchedulerRole");
        var called = DEPLOYMENT.events("ScheduleV2").stream()
                .map(e -> Map.of("Sub", "${" + e.function().id() + ".Arn}:live"))
                .distinct();
        var dead = DEPLOYMENT.events("ScheduleV2").stream()
                .map(e -> e.at("DeadLetterConfig.Arn"))
                .distinct();
        assertThat(DEPLOYMENT.statements(role).stream().flatMap(s -> s.actions().stream()))
                .containsExactly("lambda:InvokeFunction", "sqs:SendMessage");
        assertThat(DEPLOYMENT.statements(role).stream().flatMap(s -> s.resources().stream()))
                .isEqualTo(Stream.concat(called, dead).toList());
    }

    @Test
    void onlyWhoCallsOthersOrChecksWhatTheySignReadsSecrets() {
        assertThat(FUNCTIONS.stream()
                        .filter(f -> granted(f).stream().anyMatch(s -> s.place().equals("ReadsSecrets")))
                        .map(Resource::id))
                .containsExactlyInAnyOrder(
                        "Dispatch",
                        "SendFile",
                        "ExportToWebservice",
                        "UploadToAzure",
                        "PullFiles",
                        "PullToFile",
                        "PullToCollection",
                        "CallWebservice",
                        "CallEngine",
                        "Listener",
                        "Engine");
        assertThat(Deployment.statements("", DEPLOYMENT.named("ReadsSecrets").at("PolicyDocument"))
                        .flatMap(s -> s.actions().stream()))
                .containsExactly("ssm:GetParameter", "secretsmanager:GetSecretValue");
    }

    @Test
    void everyFunctionOfTheApiMayAskWhoCalls() {
        all(
                FUNCTIONS,
                "reads tokens, which are in the ledger, when a request may come to it",
                f -> f.id().equals("Listener")
                        || Deployment.events(f).stream().noneMatch(e -> e.type().equals("HttpApi"))
                        || may(f, "dynamodb:GetItem", Deployment.arn(DEPLOYMENT.named("Ledger"))));
    }

    private static List<Statement> granted(Resource function) {
        return DEPLOYMENT.statements(DEPLOYMENT.role(function));
    }

    private static boolean may(Resource function, String action, Object resource) {
        return granted(function).stream().anyMatch(s -> s.grants(action, resource));
    }

    private static boolean ours(Resource function, String action, Object resource) {
        return granted(function).stream()
                .anyMatch(s -> s.grants(action, resource)
                        && Deployment.ref("AWS::AccountId")
                                .equals(Deployment.at(s.body(), "Condition.StringEquals.s3:ResourceAccount")));
    }

    private static boolean roleOfAFunction(Resource role) {
        return FUNCTIONS.stream().anyMatch(f -> Deployment.target(f.at("Role")).equals(role.id()));
    }

    /** Each statement of a role or of a policy, once. */
    private static List<Statement> written() {
        var own = ROLES.stream()
                .flatMap(role -> Deployment.list(role.at("Policies")).stream()
                        .flatMap(p -> Deployment.statements(
                                role.id(), Deployment.map(p).get("PolicyDocument"))));
        var shared = POLICIES.stream().flatMap(p -> Deployment.statements(p.id(), p.at("PolicyDocument")));
        return Stream.concat(own, shared).toList();
    }

    private static final Pattern PART = Pattern.compile("\\$\\{(\\w+)(\\.Arn)?}[^$]*");

    private static final Pattern SECRETS = Pattern.compile("arn:\\$\\{AWS::Partition}:(ssm|secretsmanager):"
            + "\\$\\{AWS::Region}:\\$\\{AWS::AccountId}:(parameter/|secret:)crossdock/\\$\\{Stage}/\\*");

    /** A resource by reference, part of one, the queues of others that a parameter lists, or the secrets of this stage. */
    private static boolean ofThisStack(Object resource) {
        if (Deployment.map(resource).get("Sub") instanceof String text
                && SECRETS.matcher(text).matches()) return true;
        var sub = Deployment.map(resource).get("Sub") instanceof String text ? PART.matcher(text) : null;
        var name = sub != null && sub.matches() ? sub.group(1) : Deployment.target(resource);
        return name.equals("ListenerQueues") || !name.isEmpty() && DEPLOYMENT.named(name) != null;
    }
}
