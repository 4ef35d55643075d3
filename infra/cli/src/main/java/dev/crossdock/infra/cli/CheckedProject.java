package dev.crossdock.infra.cli;

import dev.crossdock.definition.Connection;
import dev.crossdock.definition.Project;
import dev.crossdock.definition.ProjectFolder;
import dev.crossdock.flow.Refused;
import dev.crossdock.web.AllowList;
import dev.crossdock.web.CoreHttp;
import dev.crossdock.web.Http;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a project's folder says, and whether the webservices that it names answer. */
final class CheckedProject {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Set<PosixFilePermission> OTHERS =
            Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

    private final Path folder;

    CheckedProject(Path folder) {
        this.folder = folder;
    }

    List<Checked> all() {
        var all = new ArrayList<Checked>();
        all.add(lint());
        var secrets = folder.resolve("secrets.yaml");
        if (Files.exists(secrets)) all.add(secrets(secrets));
        var project = ProjectFolder.load(folder, "").project();
        var http = new CoreHttp(new AllowList(), project::allow);
        for (var connection : project.connections().values()) {
            if (!connection.url().isEmpty()) all.add(answers(http, connection, project));
        }
        return all;
    }

    private Checked lint() {
        var found = dev.crossdock.definition.Lint.all(folder);
        int problems = found.problems().size();
        if (problems > 0)
            return Checked.bad(
                    "project",
                    problems + (problems == 1 ? " problem" : " problems") + ", the first: "
                            + found.problems().get(0) + " See all with: crossdock lint");
        return found.warnings().isEmpty()
                ? Checked.good("project", folder + " has no problems")
                : Checked.odd("project", found.warnings().size() + " warnings. See them with: crossdock lint");
    }

    private static Checked secrets(Path file) {
        try {
            var open = Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains);
            return open
                    ? Checked.odd("secrets", "other users of this machine can read secrets.yaml. chmod 600 " + file)
                    : Checked.good("secrets", "secrets.yaml is for its owner alone");
        } catch (UnsupportedOperationException e) {
            return Checked.good("secrets", "secrets.yaml is there");
        } catch (IOException e) {
            return Checked.bad("secrets", file + " cannot be looked at: " + e.getMessage() + ".");
        }
    }

    /** Any answer will do: who asks without saying who he is may well be refused. */
    private static Checked answers(Http http, Connection connection, Project project) {
        var what = "connection " + connection.name();
        if (connection.url().contains("${")) return Checked.odd(what, "its address is known only to a run.");
        long began = System.nanoTime();
        try {
            var call = new Http.Call("HEAD", URI.create(connection.url()), Map.of(), new byte[0], 1, true);
            var answer = http.send(call, PATIENCE);
            long ms = Duration.ofNanos(System.nanoTime() - began).toMillis();
            return Checked.good(
                    what, connection.url() + " answers after " + ms + " ms (status " + answer.status() + ")");
        } catch (Http.NotSent | Http.Lost e) {
            return Checked.bad(
                    what,
                    connection.url() + " cannot be reached: " + e.getMessage()
                            + ". Look at the address, the firewall and the other side.");
        } catch (Refused e) {
            return Checked.bad(what, e.problem());
        } catch (IllegalArgumentException e) {
            return Checked.bad(
                    what, "\"" + connection.url() + "\" is no address. Write it as https://api.example.com.");
        }
    }
}
