package dev.crossdock.infra.lab.sim;

/**
 * How bad a life is: shares of all calls to stores, queues and webservices at which something happens. Half of the lives are fair, and
 * find what breaks in order; the others are storms.
 *
 * @param kill the process ends at this moment
 * @param lost the call took effect, and its answer was lost
 * @param throttle the call was refused
 * @param stall the process stands still for a second to ten minutes, while others go on
 * @param turn others go on for a moment
 * @param failing of webservices' calls
 * @param odds the rest, of which each place has its own share: late, double and unprocessed; 0 = none of it, 1 = all
 * @param skew clocks of processes differ by up to so many seconds
 * @param copies of each event and message, 1 = as chance wants it
 */
record Weather(
        double kill,
        double lost,
        double throttle,
        double stall,
        double turn,
        double failing,
        double odds,
        int skew,
        int copies) {
    static final Weather CALM = new Weather(0, 0, 0, 0, 0, 0, 0, 0, 1);
    /** Processes stand still and go on, and nothing else happens. */
    static final Weather STALLS = new Weather(0, 0, 0, 0.01, 0.05, 0, 0, 0, 1);
    /** Everything is delivered three times, within ten minutes. */
    static final Weather THRICE = new Weather(0, 0, 0, 0, 0.02, 0, 0, 0, 3);

    static Weather of(Chance chance) {
        boolean storm = chance.happens("weather", 0.5);
        double size = (1 + chance.below("weather", 10)) / 10.0 * (storm ? 1 : 0.15);
        return new Weather(
                0.004 * size,
                0.002 * size,
                0.004 * size,
                0.0008 * size,
                0.02,
                0.3 * size,
                1,
                chance.happens("weather", 0.3) ? 1 + chance.below("weather", 180) : 0,
                1);
    }
}
