package dev.crossdock.infra.lab.granted;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/**
 * Writes down which IAM actions a function's calls need, on which resources: one line each, {@code dynamodb:GetItem table/ledger}, into
 * {@code CROSSDOCK_RECORD/<function>.txt}. The SDK finds it by itself when it is on the class path; without the variable it does
 * nothing. Which action a call needs is AWS's service authorization reference's word. Thread-safe.
 */
public final class Recorder implements ExecutionInterceptor {
    private static final String FOLDER = System.getenv("CROSSDOCK_RECORD");
    private static final String FUNCTION = System.getenv("AWS_LAMBDA_FUNCTION_NAME");
    private static final Set<String> SEEN = ConcurrentHashMap.newKeySet();

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        if (FOLDER == null || FUNCTION == null) return;
        var service = attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME);
        var operation = attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
        lines(service, operation, context.request()).filter(SEEN::add).forEach(Recorder::write);
    }

    private static Stream<String> lines(String service, String operation, SdkRequest request) {
        return switch (service.toLowerCase(Locale.ROOT)) {
            case "dynamodb" -> dynamo(operation, request);
            case "sqs" ->
                Stream.of("sqs:" + single(operation) + " queue/" + lastPart(field(request, "QueueUrl", "QueueName")));
            case "s3" -> s3(operation, request);
            default -> Stream.of(service + ":" + operation + " ?");
        };
    }

    private static Stream<String> dynamo(String operation, SdkRequest request) {
        if (request instanceof TransactWriteItemsRequest transaction) {
            return transaction.transactItems().stream().map(Recorder::dynamo);
        }
        if (operation.startsWith("Batch")) {
            // Each of them names its tables as keys of what it asks for.
            return ((java.util.Map<?, ?>) request.getValueForField("RequestItems", Object.class)
                            .orElseThrow())
                    .keySet().stream().map(table -> "dynamodb:" + operation + " table/" + table);
        }
        var index = request.getValueForField("IndexName", String.class)
                .map(name -> "/index/" + name)
                .orElse("");
        return Stream.of("dynamodb:" + operation + " table/" + field(request, "TableName") + index);
    }

    private static String dynamo(TransactWriteItem item) {
        if (item.put() != null) return "dynamodb:PutItem table/" + item.put().tableName();
        if (item.update() != null)
            return "dynamodb:UpdateItem table/" + item.update().tableName();
        if (item.delete() != null)
            return "dynamodb:DeleteItem table/" + item.delete().tableName();
        return "dynamodb:ConditionCheckItem table/" + item.conditionCheck().tableName();
    }

    private static Stream<String> s3(String operation, SdkRequest request) {
        var key = request.getValueForField("Key", String.class).orElse("");
        return switch (operation) {
            case "GetObject", "HeadObject" -> Stream.of("s3:GetObject bucket/" + place(key));
            case "PutObject", "CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload" ->
                Stream.of("s3:PutObject bucket/" + place(key));
            case "CopyObject", "UploadPartCopy" ->
                Stream.of(
                        "s3:PutObject bucket/" + place(field(request, "DestinationKey", "Key")),
                        "s3:GetObject bucket/" + place(field(request, "SourceKey")));
            case "ListObjectsV2" -> Stream.of("s3:ListBucket bucket");
            case "ListMultipartUploads" -> Stream.of("s3:ListBucketMultipartUploads bucket");
            case "ListParts" -> Stream.of("s3:ListMultipartUploadParts bucket/" + place(key));
            default -> Stream.of("s3:" + operation + " bucket/" + place(key));
        };
    }

    /** A key without what differs from run to run and from file to file, so that there are few lines: only its folders count. */
    private static String place(String key) {
        var parts = key.split("/");
        if (key.startsWith("."))
            return parts[0] + "/" + (parts.length < 2 || parts[1].startsWith("r-") ? "r" : parts[1]) + "/x";
        boolean moved =
                parts.length > 2 && List.of("processed", "invalid", "skipped").contains(parts[1]);
        return "b/" + (moved ? parts[1] + "/" : "") + "x";
    }

    private static String single(String operation) {
        return operation.endsWith("Batch") ? operation.substring(0, operation.length() - "Batch".length()) : operation;
    }

    private static String field(SdkRequest request, String... names) {
        for (var name : names) {
            var value = request.getValueForField(name, String.class);
            if (value.isPresent()) return value.get();
        }
        return "?";
    }

    private static String lastPart(String url) {
        return url.substring(url.lastIndexOf('/') + 1);
    }

    private static synchronized void write(String line) {
        try {
            var folder = Files.createDirectories(Path.of(FOLDER));
            Files.write(
                    folder.resolve(FUNCTION.replaceFirst("^crossdock-", "") + ".txt"),
                    List.of(line),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
