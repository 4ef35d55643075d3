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

    /** What people do once all has come to its end, and nothing breaks any more; what follows comes to its end too. */
    default void aftermath(World world) {}

    /** Holds the end against what the script should have led to. */
    void check(World world);
}
