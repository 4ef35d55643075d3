package dev.crossdock.infra.lab.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What happens from outside in one life: files, webhooks, people. Some of it may be left out, to make a history shorter. */
final class Script {
    private final World world;
    private final Set<String> leftOut;
    private final List<String> happenings = new ArrayList<>();

    Script(World world, Set<String> leftOut) {
        this.world = world;
        this.leftOut = leftOut;
    }

    /** @param what its name, of which there is one in a life */
    void at(Duration when, String what, Runnable act) {
        if (leftOut.contains(what)) return;
        happenings.add(what);
        world.in(when, what, act);
    }

    List<String> happenings() {
        return happenings;
    }
}
