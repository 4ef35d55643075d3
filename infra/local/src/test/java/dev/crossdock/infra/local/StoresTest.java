package dev.crossdock.infra.local;

import static dev.crossdock.infra.local.Deployment.all;
import static dev.crossdock.infra.local.Deployment.at;
import static dev.crossdock.infra.local.Deployment.list;
import static dev.crossdock.infra.local.Deployment.ref;
import static dev.crossdock.infra.local.Deployment.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.infra.local.Deployment.Event;
import dev.crossdock.infra.local.Deployment.Resource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of the deployment for tables and buckets. */
class StoresTest {
    private static final Deployment DEPLOYMENT = new Deployment();
    private static final List<Resource> TABLES = DEPLOYMENT.of(Deployment.TABLE);
    private static final List<Resource> BUCKETS = DEPLOYMENT.of("AWS::S3::Bucket");
    private static final List<Event> FROM_STREAMS = DEPLOYMENT.events("DynamoDB");

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
                Stream.concat(TABLES.stream(), BUCKETS.stream()).toList(),
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
                        .flatMap(StoresTest::rules)
                        .filter(r -> at(r, "ExpirationInDays") != null)
                        .toList(),
                "a prefix of ours",
                rule -> at(rule, "Prefix") instanceof String prefix
                        && (prefix.matches("\\.runs/[a-z]+/") || prefix.equals("aws/lambda/")));
        all(
                BUCKETS.stream().flatMap(StoresTest::rules).toList(),
                "Status Enabled",
                rule -> "Enabled".equals(at(rule, "Status")));
    }

    private static Stream<?> rules(Resource bucket) {
        return list(bucket.at("LifecycleConfiguration.Rules")).stream();
    }
}
