package dev.crossdock.run;

import dev.crossdock.definition.Collection;
import dev.crossdock.definition.Job;

/**
 * What a job function is given to wire a source and a sink.
 *
 * @param job the definition as it was when the run began
 */
public record Work(Run run, Job job, DefinitionStore definitions) {
    /** @throws dev.crossdock.flow.Refused when no such collection is published */
    public Collection collection(String name) {
        return definitions.collection(name);
    }
}
