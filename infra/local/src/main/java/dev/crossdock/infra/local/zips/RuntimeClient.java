package dev.crossdock.infra.local.zips;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.ZipFile;

/**
 * AWS's runtime interface client: what stands before a function's zip on the class path. Its native half is unpacked once, here: by
 * itself each process would write it to the same place in {@code /tmp}, also while another loads it.
 */
final class RuntimeClient {
    private static final String JAR = "aws-lambda-java-runtime-interface-client-";
    private static final String PROPERTY =
            "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";

    /** Of the class path. */
    final String classPath;

    private final Path library;

    /**
     * @param folder with its jars
     * @param more of the class path; empty = nothing
     * @param data where its native half may lie
     */
    RuntimeClient(Path folder, String more, Path data) {
        classPath = folder + "/*" + (more.isEmpty() ? "" : File.pathSeparator + more);
        try (var jars = Files.list(folder)) {
            var jar = jars.filter(path -> path.getFileName().toString().startsWith(JAR))
                    .findFirst()
                    .orElseThrow(() -> new IOException("there is no " + JAR + "….jar in " + folder));
            library = unpacked(jar, Files.createTempFile(data, "libaws-lambda-jni", ".so"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path unpacked(Path jar, Path library) throws IOException {
        var arch = System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64";
        boolean musl = Files.exists(Path.of("/lib/ld-musl-" + (arch.equals("x86_64") ? arch : "aarch64") + ".so.1"));
        var name = "jni/libaws-lambda-jni.linux" + (musl ? "_musl" : "") + "-" + arch + ".so";
        try (var zip = new ZipFile(jar.toFile())) {
            var entry = zip.getEntry(name);
            if (entry == null) throw new IOException(jar + " has no " + name);
            try (var in = zip.getInputStream(entry)) {
                Files.copy(in, library, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        library.toFile().deleteOnExit();
        return library;
    }

    String flag() {
        return "-D" + PROPERTY + "=" + library;
    }
}
