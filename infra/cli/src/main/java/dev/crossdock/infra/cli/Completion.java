package dev.crossdock.infra.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What a shell completes the command's words by. */
@Command(
        name = "completion",
        description = "Print what bash and zsh complete the command's words by.",
        footer = {
            "",
            "Examples:",
            "  source <(crossdock completion)                            for this shell",
            "  crossdock completion >> ~/.bashrc                         for every bash from now on",
            ""
        })
final class Completion implements Callable<Integer> {
    private final Context context;

    @Spec
    private CommandSpec spec;

    Completion(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        var root = spec.root();
        context.out.print(AutoComplete.bash(root.name(), root.commandLine()));
        return 0;
    }
}
