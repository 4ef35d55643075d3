package dev.crossdock.aws;

import dev.crossdock.definition.Reference;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.web.Secret;
import dev.crossdock.web.SecretValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Values of secrets by their names: from {@code CROSSDOCK_SECRET_SHOP_API_KEY}, else from the project's {@code secrets.yaml} where
 * there is a project folder, else from the deployment's store. The file is looked at each time and read when it has changed: a secret
 * that was corrected holds at once. Thread-safe.
 */
final class Secrets implements SecretValues {
    private static final String FILE = "secrets.yaml";
    private final Optional<Path> project;
    private final Optional<KeptSecrets> cloud;
    private volatile Content content = new Content(null, -1, Map.of());

    private record Content(FileTime modified, long size, Map<String, Secret> values) {
        boolean isOf(BasicFileAttributes file) {
            return file.lastModifiedTime().equals(modified) && file.size() == size;
        }
    }

    /** @param cloud of a deployment */
    Secrets(Optional<Path> project, Optional<KeptSecrets> cloud) {
        this.project = project;
        this.cloud = cloud;
    }

    /** @throws Refused {@code secret.unset} */
    @Override
    public String of(String name) {
        return near(name)
                .or(() -> cloud.flatMap(kept -> kept.of(name)).map(Secret::value))
                .orElseThrow(() -> unset(name));
    }

    @Override
    public String fresh(String name) {
        return near(name)
                .or(() -> cloud.flatMap(kept -> kept.fresh(name)).map(Secret::value))
                .orElseThrow(() -> unset(name));
    }

    private Optional<String> near(String name) {
        return Optional.ofNullable(System.getenv(new Reference(name).variable()))
                .or(() -> fromFile(name));
    }

    private Refused unset(String name) {
        return new Refused(Problem.of(
                "secret.unset",
                "there is no value for the secret \"" + name + "\".",
                cloud.isPresent()
                        ? "Put it into the store that the deployment names (SecretStore); see docs/deploy.md."
                        : "Set " + new Reference(name).variable() + ", or write it into " + FILE
                                + " beside crossdock.yaml."));
    }

    private Optional<String> fromFile(String name) {
        var file = project.map(folder -> folder.resolve(FILE)).filter(Files::isRegularFile);
        if (file.isEmpty()) return Optional.empty();
        try {
            var state = Files.readAttributes(file.get(), BasicFileAttributes.class);
            var known = content;
            if (!known.isOf(state)) {
                var text = Files.readString(file.get());
                var read = new Load(LoadSettings.builder().setLabel(FILE).build()).loadFromString(text);
                var values = new HashMap<String, Secret>();
                if (read instanceof Map<?, ?> map)
                    map.forEach((key, value) -> {
                        if (value != null) values.put(String.valueOf(key), new Secret(String.valueOf(value)));
                    });
                known = new Content(state.lastModifiedTime(), state.size(), values);
                content = known;
            }
            return Optional.ofNullable(known.values().get(name)).map(Secret::value);
        } catch (IOException | YamlEngineException e) {
            // Never its message, which shows the line.
            throw new Refused(Problem.of(
                    "secret.unreadable",
                    FILE + " cannot be read (" + e.getClass().getSimpleName() + ").",
                    "Write one \"name: value\" per line."));
        }
    }
}
