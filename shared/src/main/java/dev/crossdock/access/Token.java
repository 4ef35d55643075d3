package dev.crossdock.access;

import java.time.Instant;
import java.util.Optional;

/** What is known of a token; never the token. @param expiresAt empty = it holds until it is revoked */
public record Token(String name, Role role, String createdBy, Instant createdAt, Optional<Instant> expiresAt) {}
