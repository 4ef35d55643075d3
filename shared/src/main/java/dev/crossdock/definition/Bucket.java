package dev.crossdock.definition;

import java.time.Duration;
import java.util.Optional;

/** A named place for files. @param keep how long processed, invalid and skipped files stay; empty = for ever */
public record Bucket(String name, String description, Optional<Duration> keep) {}
