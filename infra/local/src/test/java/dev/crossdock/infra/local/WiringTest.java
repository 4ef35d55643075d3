package dev.crossdock.infra.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import dev.crossdock.event.EventFunction;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Four lists say which functions there are: the folders, the modules and dependencies of functions/pom.xml, the handlers on the
 * class path, and the template. They must say the same; what fails here names the line that is missing.
 */
class WiringTest {
    @Test
    void everyFolderIsAModuleAndADependency() throws IOException {
        var pom = Files.readString(TestCloud.ROOT.resolve("functions/pom.xml"));
        for (var folder : folders()) {
            assertThat(pom).contains("<module>" + folder + "</module>");
            assertThat(pom).contains("<artifactId>crossdock-" + folder + "</artifactId>");
        }
        assertThat(all(pom, "<module>(.*?)</module>")).isEqualTo(plus(folders(), "parent"));
        assertThat(all(pom, "<artifactId>crossdock-(?!functions)(.*?)</artifactId>"))
                .isEqualTo(folders());
    }

    @Test
    void everyFolderHasABlockInTheTemplate() throws IOException {
        assertThat(wires().functions().stream().map(Wires.Function::name).collect(Collectors.toSet()))
                .as("functions of template.yaml (left), folders of functions/ (right)")
                .isEqualTo(folders());
    }

    /** A function with an event has a handler of its name; one with paths alone has resources. */
    @Test
    void everyBlockHasItsHandlerOnTheClassPath() throws IOException {
        var wired = wires().functions().stream()
                .filter(f -> !f.queues().isEmpty()
                        || !f.streams().isEmpty()
                        || !f.schedules().isEmpty())
                .map(f -> "dev.crossdock.functions." + f.name().replace("-", ""))
                .collect(Collectors.toSet());
        var handlers = HouseTest.HOUSE.stream()
                .filter(c -> c.getPackageName().startsWith("dev.crossdock.functions."))
                .filter(c -> c.isAssignableTo(EventFunction.class))
                .filter(c -> !c.getModifiers().contains(JavaModifier.ABSTRACT))
                .map(JavaClass::getPackageName)
                .collect(Collectors.toSet());
        assertThat(handlers)
                .as("packages with a handler (left), functions of the template with an event (right)")
                .isEqualTo(wired);
    }

    @Test
    void everyQueueIsToldToTheFunctions() throws IOException {
        var template = Files.readString(TestCloud.ROOT.resolve("template.yaml"));
        for (var function : wires().functions()) {
            for (var source : function.queues()) {
                var variable = "CROSSDOCK_QUEUE_"
                        + source.queue().name().toUpperCase().replace('-', '_').replace('.', '_');
                assertThat(template).contains(variable + ": !Ref ");
            }
        }
        for (var table : wires().tables()) {
            assertThat(template).contains("CROSSDOCK_TABLE_" + table.name().toUpperCase() + ": !Ref ");
        }
    }

    private static Wires wires() throws IOException {
        try (var in = Files.newInputStream(TestCloud.ROOT.resolve("template.yaml"))) {
            return Template.parse(in);
        }
    }

    private static Set<String> folders() throws IOException {
        try (var folders = Files.list(TestCloud.ROOT.resolve("functions"))) {
            return folders.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                    .map(folder -> folder.getFileName().toString())
                    .filter(name -> !name.equals("parent"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static Set<String> all(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(m -> m.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> plus(Set<String> names, String name) {
        var more = new TreeSet<>(names);
        more.add(name);
        return more;
    }
}
