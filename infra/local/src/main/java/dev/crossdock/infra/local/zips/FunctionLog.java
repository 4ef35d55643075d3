package dev.crossdock.infra.local.zips;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** What all processes of a function print, one behind the other. */
record FunctionLog(Path file) {
    /** When a process starts behind so much, the file is put aside, in place of the one before. */
    static final long LARGEST = 10L << 20;

    private static final int END = 64 << 10;

    /** The file for a new process to append to. Those that run go on in the file that was put aside. */
    Path open() throws IOException {
        if (Files.exists(file) && Files.size(file) > LARGEST)
            Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        return file;
    }

    /** @return at most so many, the last ones */
    List<String> last(int lines) throws IOException {
        try (var channel = Files.newByteChannel(file)) {
            channel.position(Math.max(0, channel.size() - END));
            var end = new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return end.subList(Math.max(0, end.size() - lines), end.size());
        }
    }
}
