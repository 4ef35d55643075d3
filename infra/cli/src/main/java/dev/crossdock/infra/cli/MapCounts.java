package dev.crossdock.infra.cli;

/** @param read input records @param written output records @param skipped input records that gave none @param rejected input records */
record MapCounts(long read, long written, long skipped, long rejected) {
    static final MapCounts ZERO = new MapCounts(0, 0, 0, 0);

    MapCounts plus(MapCounts more) {
        return new MapCounts(
                read + more.read, written + more.written, skipped + more.skipped, rejected + more.rejected);
    }
}
