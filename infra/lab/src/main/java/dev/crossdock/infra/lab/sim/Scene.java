package dev.crossdock.infra.lab.sim;

import java.time.Duration;
import java.util.Map;

/**
 * A part of the product under attack, with what it is told and what must have come of it. One is made for each life. To join, a job type,
 * a trigger, a listener or a template needs no more than this.
 */
interface Scene {
    /** Of its definitions and happenings. */
    String name();

    /** {@code kind/name} to the definition's JSON; the same in each life. */
    Map<String, String> definitions();

    /** The other side, which is there also in lives in which nothing happens here. */
    void open(World world);

    /** Puts happenings into the script. @param within all of them @param happenings about so many */
    void play(World world, Script script, Duration within, int happenings);

    /** Holds the end against what the script should have led to. */
    void check(World world);
}
