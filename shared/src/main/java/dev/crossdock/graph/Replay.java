package dev.crossdock.graph;

import java.util.List;

/**
 * Records that a trigger is to be told of again, and how far that is.
 *
 * @param id made of the caller's key, or of the time at which it was asked for
 * @param state running, done or failed
 * @param startedAt ISO 8601
 * @param since ISO 8601: records that were written then or later; null when {@code ids} says which
 * @param ids null when {@code since} says which
 * @param shard that comes next, and {@code after} its last id that is done; of {@code ids} shard is the index that comes next
 * @param sent changes that were put on the trigger's queue
 * @param passed records for which the trigger's condition does not hold
 * @param missing ids that are not in the collection
 * @param problem why it failed; null else
 */
public record Replay(
        String id,
        String trigger,
        String state,
        String startedAt,
        String since,
        List<String> ids,
        int shard,
        String after,
        long sent,
        long passed,
        long missing,
        String problem) {
    static Replay of(String id, String trigger, String startedAt, String since, List<String> ids) {
        return new Replay(id, trigger, "running", startedAt, since, ids, 0, "", 0, 0, 0, null);
    }

    public boolean running() {
        return state.equals("running");
    }

    Replay at(int newShard, String newAfter, long newSent, long newPassed, long newMissing) {
        return new Replay(
                id,
                trigger,
                state,
                startedAt,
                since,
                ids,
                newShard,
                newAfter,
                sent + newSent,
                passed + newPassed,
                missing + newMissing,
                problem);
    }

    /** Without its ids: they may be many, and nobody needs them any more. */
    Replay ended(String newState, String newProblem) {
        return new Replay(
                id, trigger, newState, startedAt, since, null, shard, after, sent, passed, missing, newProblem);
    }
}
