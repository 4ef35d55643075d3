package dev.crossdock.infra.local;

import dev.crossdock.aws.S3ObjectStore;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.bucket.ObjectStoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import software.amazon.awssdk.services.s3.S3Client;

/** Here and not beside it: its cloud is built after it. */
class S3ObjectStoreTest extends ObjectStoreContract {
    private static S3Client s3;

    @BeforeAll
    static void connect() {
        s3 = TestCloud.s3();
    }

    @AfterAll
    static void disconnect() {
        if (s3 != null) s3.close();
    }

    @Override
    protected ObjectStore objects() {
        return new S3ObjectStore(s3, "crossdock");
    }
}
