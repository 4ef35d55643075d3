package dev.crossdock.infra.cli;

import dev.crossdock.flow.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A folder that becomes a project: all files or none, and nothing that is there is touched. */
final class NewProject {
    /** The one file that a folder may have already; then it stays. */
    private static final String IGNORED = ".gitignore";

    private NewProject() {}

    /**
     * Writes them.
     *
     * @param files content by name in the project
     * @param code of the problem when one of them is there
     * @throws Failure with that code, or {@code init.unwritable}
     */
    static void write(Path project, Map<String, String> files, String code) {
        for (var name : files.keySet()) {
            if (!Files.exists(project.resolve(name)) || name.equals(IGNORED)) continue;
            throw Failure.wrongUse(new Problem(
                    code,
                    project.resolve(name).toString(),
                    "is there already; nothing was written.",
                    "Name an empty folder.",
                    ""));
        }
        try {
            for (var file : files.entrySet()) write(project.resolve(file.getKey()), file.getValue());
        } catch (IOException e) {
            throw Failure.failed(new Problem(
                    "init.unwritable",
                    project.toString(),
                    e.getMessage() + ".",
                    "See whether you may write there.",
                    ""));
        }
    }

    private static void write(Path file, String text) throws IOException {
        if (Files.exists(file)) return; // only a .gitignore comes here
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
