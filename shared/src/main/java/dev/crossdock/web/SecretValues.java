package dev.crossdock.web;

import dev.crossdock.definition.Reference;
import java.util.Collection;
import java.util.List;

/** Values of secrets. Thread-safe. */
@FunctionalInterface
public interface SecretValues {
    /** @throws dev.crossdock.flow.Refused when there is no secret of this name */
    Secret of(String name);

    /**
     * The value as its store has it now, for who was refused with the one that is known here: it may have been rotated. A store that is
     * far away is asked again only when its last answer is some seconds old.
     *
     * @throws dev.crossdock.flow.Refused as {@link #of}
     */
    default Secret fresh(String name) {
        return of(name);
    }

    /** Those that were handed out lately, for who looks whether they come back where they should not. */
    default Collection<Secret> known() {
        return List.of();
    }

    /** What a definition says, with the secrets that it refers to. */
    default Secret resolve(String text) {
        return new Secret(Reference.resolve(text, name -> of(name).value()));
    }

    /** As {@link #resolve}, with values as of {@link #fresh}. */
    default Secret resolveFresh(String text) {
        return new Secret(Reference.resolve(text, name -> fresh(name).value()));
    }
}
