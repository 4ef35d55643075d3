package dev.crossdock.functions.uploadtoazure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelineNextSyncPolicy;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.BlobServiceVersion;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import dev.crossdock.definition.Connection;
import dev.crossdock.web.Guarded;
import dev.crossdock.web.Http;
import dev.crossdock.web.Secret;
import dev.crossdock.web.SecretValues;
import java.net.URI;
import java.util.Base64;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** Makes a connection's definition and secrets into a {@link AzureContainer}. Thread-safe. */
final class AzureClients {
    /** Knows all that is asked for here, and does not move when the library does. */
    private static final BlobServiceVersion VERSION = BlobServiceVersion.V2023_11_03;

    private final Http http;
    private final SecretValues secrets;
    private final ManagedIdentity identities;
    private final Guarded guarded;

    AzureClients(Http http, SecretValues secrets, ManagedIdentity identities, Guarded guarded) {
        this.http = http;
        this.secrets = secrets;
        this.identities = identities;
        this.guarded = guarded;
    }

    /**
     * @param place job and file, for messages
     * @throws dev.crossdock.flow.Refused when what the connection says cannot be used; nothing is called
     */
    AzureContainer open(Connection connection, Connection.Azure at, String place) {
        var problems =
                new AzureProblems(connection.name(), at, place, guarded.pace().clock());
        var builder = new BlobServiceClientBuilder()
                .serviceVersion(VERSION)
                .httpClient(new GatedHttp(http, connection.limits().timeout()))
                // Tried again in one place, which is not here.
                .retryOptions(new RequestRetryOptions(RetryPolicyType.FIXED, 1, Integer.MAX_VALUE, 1L, 1L, null));
        var endpoint = at.endpoint()
                .orElseGet(() -> at.account()
                        .map(account -> "https://" + account + ".blob.core.windows.net")
                        .orElse(""));
        at.connectionString().ifPresent(text -> connectionString(builder, secrets.resolve(text), problems));
        if (!endpoint.isEmpty()) {
            BlobHosts.check(endpoint, at.endpoint().isPresent(), problems);
            builder.endpoint(endpoint);
        }
        at.sas().ifPresent(text -> builder.sasToken(sas(secrets.resolve(text), problems)));
        at.key()
                .ifPresent(text -> builder.credential(new StorageSharedKeyCredential(
                        at.account().orElseThrow(), key(secrets.resolve(text), problems))));
        at.identity().ifPresent(identity -> {
            checkPrivate(endpoint, problems);
            builder.addPolicy(bearer(() -> identities.token(identity, problems)));
        });
        var client = builder.buildClient();
        BlobHosts.check(client.getAccountUrl(), at.endpoint().isPresent(), problems);
        return new AzureContainer(client.getBlobContainerClient(at.container()), problems, connection, guarded);
    }

    private static void connectionString(BlobServiceClientBuilder builder, Secret text, AzureProblems problems) {
        try {
            builder.connectionString(text.value().strip());
        } catch (RuntimeException e) {
            // Never its message, which may show the key.
            throw problems.refused(
                    "azure.connection-string",
                    "the secret of connectionString is none.",
                    "Store it as the portal shows it: DefaultEndpointsProtocol=https;AccountName=…;AccountKey=…;EndpointSuffix=core.windows.net");
        }
    }

    private static String sas(Secret text, AzureProblems problems) {
        var token = text.value().strip();
        if (token.startsWith("?")) token = token.substring(1);
        if (token.contains("://") || !token.contains("sig=")) {
            throw problems.refused(
                    "azure.sas",
                    "the secret of sas is no signature" + (token.contains("://") ? ", it is a whole URL." : "."),
                    "Store what follows the ? of the SAS URL: sv=…&sig=…");
        }
        return token;
    }

    private static String key(Secret text, AzureProblems problems) {
        try {
            var key = text.value().strip();
            Base64.getDecoder().decode(key);
            if (!key.isEmpty()) return key;
        } catch (IllegalArgumentException e) {
            // said below, without the value
        }
        throw problems.refused(
                "azure.key",
                "the secret of key is not Base64.",
                "Store key1 or key2 of the account as the portal shows it.");
    }

    /** A token is good for every blob of the identity: it is not sent where others can read it. */
    private static void checkPrivate(String endpoint, AzureProblems problems) {
        var uri = URI.create(endpoint);
        if (!"http".equalsIgnoreCase(uri.getScheme()) || BlobHosts.loopback(uri.getHost())) return;
        throw problems.refused(
                "azure.plain",
                "the endpoint " + endpoint + " is not encrypted, and a token of a managed identity is not sent there.",
                "Write https://, or use a sas.");
    }

    private static HttpPipelinePolicy bearer(Supplier<Secret> token) {
        return new HttpPipelinePolicy() {
            @Override
            public Mono<HttpResponse> process(HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
                return Mono.defer(() -> {
                    sign(context);
                    return next.process();
                });
            }

            @Override
            public HttpResponse processSync(HttpPipelineCallContext context, HttpPipelineNextSyncPolicy next) {
                sign(context);
                return next.processSync();
            }

            private void sign(HttpPipelineCallContext context) {
                context.getHttpRequest()
                        .setHeader(
                                HttpHeaderName.AUTHORIZATION,
                                "Bearer " + token.get().value());
            }
        };
    }
}
