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
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
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
    private final Map<String, Secret> known = new ConcurrentHashMap<>();
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
    public Secret of(String name) {
        return handedOut(name, near(name).or(() -> cloud.flatMap(kept -> kept.of(name))));
    }

    @Override
    public Secret fresh(String name) {
        return handedOut(name, near(name).or(() -> cloud.flatMap(kept -> kept.fresh(name))));
    }

    @Override
    public Collection<Secret> known() {
        return known.values();
    }

    private Secret handedOut(String name, Optional<Secret> found) {
        var secret = found.orElseThrow(() -> unset(name));
        known.put(name, secret);
        return secret;
    }

    private Optional<Secret> near(String name) {
        return Optional.ofNullable(System.getenv(new Reference(name).variable()))
                .map(Secret::new)
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

    private Optional<Secret> fromFile(String name) {
        var file = project.map(folder -> folder.resolve(FILE)).filter(Files::isRegularFile);
        if (file.isEmpty()) return Optional.empty();
        try {
            var state = Files.readAttributes(file.get(), BasicFileAttributes.class);
            var looked = content;
            if (!looked.isOf(state)) {
                var text = Files.readString(file.get());
                var read = new Load(LoadSettings.builder().setLabel(FILE).build()).loadFromString(text);
                var values = new HashMap<String, Secret>();
                if (read instanceof Map<?, ?> map)
                    map.forEach((key, value) -> {
                        if (value != null) values.put(String.valueOf(key), new Secret(String.valueOf(value)));
                    });
                looked = new Content(state.lastModifiedTime(), state.size(), values);
                content = looked;
            }
            return Optional.ofNullable(looked.values().get(name));
        } catch (IOException | YamlEngineException e) {
            // Never its message, which shows the line.
            throw new Refused(Problem.of(
                    "secret.unreadable",
                    FILE + " cannot be read (" + e.getClass().getSimpleName() + ").",
                    "Write one \"name: value\" per line."));
        }
    }
}
