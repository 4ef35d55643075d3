package dev.crossdock.infra.local;

import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * DynamoDB may answer from a copy that lags, unless it is asked not to; what stands in for it here never lags. So each read must ask.
 * Only of an index it cannot be asked: there is one, by which people find invalid records, and nothing is decided by it.
 */
final class ConsistentReads implements ExecutionInterceptor {
    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        if (!consistent(context.request())) throw new AssertionError("may be stale: " + context.request());
    }

    private static boolean consistent(SdkRequest request) {
        if (request instanceof GetItemRequest get) return Boolean.TRUE.equals(get.consistentRead());
        if (request instanceof BatchGetItemRequest batch) {
            return batch.requestItems().values().stream().allMatch(keys -> Boolean.TRUE.equals(keys.consistentRead()));
        }
        if (request instanceof QueryRequest query) {
            return query.indexName() != null || Boolean.TRUE.equals(query.consistentRead());
        }
        return true;
    }
}
