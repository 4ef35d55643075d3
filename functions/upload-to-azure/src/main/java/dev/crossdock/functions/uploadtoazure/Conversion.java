package dev.crossdock.functions.uploadtoazure;

import dev.crossdock.definition.From;
import dev.crossdock.definition.Job;
import dev.crossdock.definition.To;
import dev.crossdock.flow.FileRef;
import dev.crossdock.flow.Refused;
import dev.crossdock.format.Compression;
import dev.crossdock.format.Formats;
import dev.crossdock.format.Options;
import java.util.Optional;

/** Whether a file must be read and written anew, or its bytes are what is wanted. */
final class Conversion {
    private Conversion() {}

    /**
     * @return true with a map, a schema, or a format that is said for the blob; else when both names tell a format and not the
     *     same one, or the same one packed otherwise
     */
    static boolean needed(Job job, FileRef file, String blob) {
        var from = (From.BucketFiles) job.from();
        var to = (To.AzureBlob) job.to();
        if (!job.map().isEmpty() || job.schema().isPresent()) return true;
        if (!to.format().equals(Options.NONE)) return true;
        var read = format(file.name(), from.format());
        var written = format(blob, Options.NONE);
        if (read.isEmpty() || written.isEmpty()) return false;
        return !read.equals(written) || Compression.bySuffix(file.name()) != Compression.bySuffix(blob);
    }

    private static Optional<String> format(String name, Options said) {
        if (!said.format().isEmpty()) return Optional.of(said.format());
        try {
            return Optional.of(Formats.written(name, Options.NONE).format());
        } catch (Refused e) {
            return Optional.empty();
        }
    }
}
