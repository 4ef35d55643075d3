package dev.crossdock.infra.cloud;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;

/** S3Proxy over the file system, with one bucket, and with announcements of what was created in it. */
final class Objects {
    static final String BUCKET = "crossdock";
    private static final String KEY = "local";
    private static final String SECRET = "locallocal";
    /** A single PUT without chunks is held in memory by S3Proxy; presigned parts come so. */
    private static final long LARGEST_UNCHUNKED = 256L << 20;

    private static final long LARGEST_PUT = 5L << 30;

    private final String url;

    private Objects(String url) {
        this.url = url;
    }

    static Objects start(String bind, int port, Path folder, String sqs) {
        try {
            var properties = new Properties();
            properties.setProperty(
                    "jclouds.filesystem.basedir",
                    Files.createDirectories(folder.resolve("s3")).toString());
            var files = BlobStores.create("filesystem-nio2", properties);
            var announcing = new AnnouncingBlobStore(
                    files,
                    new FileTree(folder.resolve("s3").resolve(BUCKET)),
                    new Drops(folder.resolve("unannounced"), sqs),
                    new Unfinished(folder.resolve("unfinished")));
            if (!announcing.containerExists(BUCKET)) announcing.createContainer(BUCKET);
            announcing.removeHalves(BUCKET);
            announcing.announceAll(BUCKET);
            var proxy = S3Proxy.builder()
                    .blobStore(announcing)
                    .endpoint(URI.create("http://" + bind + ":" + port))
                    .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, KEY, SECRET)
                    .v4MaxNonChunkedRequestSize(LARGEST_UNCHUNKED)
                    .maxSinglePartObjectSize(LARGEST_PUT)
                    .ignoreUnknownHeaders(true)
                    .build();
            ReadToEnd.in(proxy);
            proxy.start();
            return new Objects("http://" + bind + ":" + proxy.getPort());
        } catch (Exception e) {
            throw Cloud.cannotServe("s3", bind, port, e);
        }
    }

    String url() {
        return url;
    }
}
