package dev.crossdock.access;

import java.util.Set;

/** Who asks, once that is proved. @param name for logs: a token's name, or the subject that an issuer names */
public record Caller(String name, Set<Role> roles) {
    public Caller {
        roles = Set.copyOf(roles);
    }
}
