package dev.crossdock.infra.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a host needs of the machine that it starts on. */
final class CheckedMachine {
    private static final int OLDEST_JAVA = 17;
    /** Less is soon full of what a large file becomes on its way. */
    private static final long SMALL_DISK = 2L << 30;

    private final Map<String, Integer> ports;

    /** @param ports by the option of {@code crossdock up} that says another */
    CheckedMachine(Map<String, Integer> ports) {
        this.ports = ports;
    }

    /** @param running a host answers, so its ports are its own @param folder where data will be */
    List<Checked> all(boolean running, Path folder) {
        var all = new ArrayList<Checked>();
        all.add(java());
        all.add(disk(folder));
        if (!running) ports.forEach((option, port) -> all.add(port(option, port)));
        return all;
    }

    private static Checked java() {
        var version = Runtime.version();
        var said = version + " of " + System.getProperty("java.vendor");
        return version.feature() >= OLDEST_JAVA
                ? Checked.good("java", said)
                : Checked.bad("java", said + " is too old. Install a JDK " + OLDEST_JAVA + " or newer.");
    }

    private static Checked disk(Path folder) {
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            var said = Screen.size(free) + " free for " + folder;
            if (!Files.isWritable(folder))
                return Checked.bad("disk", folder + " cannot be written to. Choose another with crossdock up --data.");
            return free < SMALL_DISK ? Checked.odd("disk", said + ", which is little.") : Checked.good("disk", said);
        } catch (IOException e) {
            return Checked.bad("disk", folder + " cannot be looked at: " + e.getMessage() + ".");
        }
    }

    private static Checked port(String option, int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return Checked.good("port " + socket.getLocalPort(), "free for crossdock up");
        } catch (IOException e) {
            return Checked.bad(
                    "port " + port,
                    "another program uses it (" + e.getMessage() + "). Stop that, or say another with crossdock up "
                            + option + " N.");
        }
    }
}
