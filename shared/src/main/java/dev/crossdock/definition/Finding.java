package dev.crossdock.definition;

import dev.crossdock.flow.Problem;

/** A problem that still knows where it is, so that problems can be ordered. */
record Finding(Spot spot, Problem problem) {}
