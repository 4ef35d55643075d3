package dev.crossdock.infra.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.aws.S3ObjectStore;
import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.bucket.ObjectStoreContract;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
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

    @Test
    void aLargeObjectIsCopiedInPartsAndOnlyInTheStateThatWasRead() throws IOException {
        var objects = new S3ObjectStore(s3, "crossdock", 5 << 20);
        var content = new byte[12 << 20];
        new Random(1).nextBytes(content);
        var stored = objects.write("incoming/large.csv", content, "text/csv");
        assertThat(objects.copy("incoming/large.csv", "other", "incoming/processed/large.csv"))
                .isEmpty();
        assertThat(objects.copy("incoming/large.csv", stored.etag(), "incoming/processed/large.csv"))
                .hasValueSatisfying(copy -> assertThat(copy.sizeBytes()).isEqualTo(content.length));
        try (var in = objects.read("incoming/processed/large.csv", null, 0).orElseThrow()) {
            assertThat(in.readAllBytes()).isEqualTo(content);
        }
        assertThat(objects.copy("incoming/none.csv", null, "incoming/processed/none.csv"))
                .isEmpty();
    }

    @Override
    protected ObjectStore objects() {
        return new S3ObjectStore(s3, "crossdock");
    }
}
