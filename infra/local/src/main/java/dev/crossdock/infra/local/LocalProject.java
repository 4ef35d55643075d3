package dev.crossdock.infra.local;

import dev.crossdock.definition.ProjectFolder;
import dev.crossdock.graph.Revalidation;
import dev.crossdock.run.DefinitionStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the project's folder to the store, as {@code crossdock apply} does to a deployment. A definition that is broken at the moment stays as it was published last.
 */
@ApplicationScoped
class LocalProject {
    private static final Logger LOG = LoggerFactory.getLogger(LocalProject.class);

    private final DefinitionStore store;
    private final Revalidation revalidation;

    LocalProject(DefinitionStore store, Revalidation revalidation) {
        this.store = store;
        this.revalidation = revalidation;
    }

    /** Reads the folder; what it finds wrong is told and is no failure. */
    synchronized void load(Path folder) {
        var loaded = ProjectFolder.load(folder, "");
        loaded.problems().forEach(problem -> LOG.warn("{}", problem));
        var changes = store.publish(loaded.textsOver(store.texts()), true);
        for (var change : changes) LOG.info("definition.{} name={}", change.what(), change.name());
        revalidation.check();
    }
}
