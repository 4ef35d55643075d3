package dev.crossdock.functions.controlapi.console;

import dev.crossdock.definition.Job;
import dev.crossdock.definition.Project;
import dev.crossdock.definition.To;
import dev.crossdock.graph.CollectionRules;
import dev.crossdock.graph.Profile;
import dev.crossdock.graph.RecordStore;
import dev.crossdock.graph.RecordText;
import dev.crossdock.run.Rejects;
import dev.crossdock.run.Run;
import dev.crossdock.run.Runs;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Looks at a collection's records and at what its runs refused. Reads much; thread-safe. */
@Singleton
class Quality {
    /** Records looked at: enough to see what they are like, few enough to be waited for. */
    static final int MOST_RECORDS = 10_000;

    private static final int PAGE = 1_000;
    private static final int RUNS = 12;
    private static final int REFUSED = 1_000;
    private static final int MOST_RULES = 50;

    private final RecordStore store;
    private final Runs runs;
    private final LastRuns last;
    private final Rejects rejects;

    Quality(RecordStore store, Runs runs, LastRuns last, Rejects rejects) {
        this.store = store;
        this.runs = runs;
        this.last = last;
        this.rejects = rejects;
    }

    /**
     * @param whole whether all records were looked at
     * @param invalid of those that were looked at
     * @param broken what invalid records break, the most frequent first
     * @param runs that wrote to the collection, the newest first
     */
    record Seen(Profile profile, boolean whole, long invalid, List<Broken> broken, List<RunSeen> runs) {}

    /** @param rule the problem's code @param field JSON Pointer; empty when no single field is concerned */
    record Broken(String rule, String field, long times) {}

    /** @param broken of the first {@value #REFUSED} records that it refused */
    record RunSeen(Run run, List<Broken> broken) {}

    Seen of(String collection, Project project) {
        var profile = new Profile();
        var broken = new LinkedHashMap<List<String>, Long>();
        long invalid = 0;
        var cursor = "";
        boolean whole = false;
        while (!whole && profile.records() < MOST_RECORDS) {
            var page = store.page(collection, RecordStore.Filter.ALL, cursor, PAGE);
            for (var record : page.items()) {
                profile.add(RecordText.read(record.data()));
                if (record.valid()) continue;
                invalid++;
                for (var error : CollectionRules.errors(record.errors())) count(broken, error.code(), error.field());
            }
            whole = page.next().isEmpty();
            cursor = page.next().orElse("");
        }
        return new Seen(profile, whole, invalid, ranked(broken), runs(collection, project));
    }

    private static void count(Map<List<String>, Long> broken, String rule, String field) {
        broken.merge(List.of(rule, general(field)), 1L, Long::sum);
    }

    /** Which item of a list it was tells nothing about many records. */
    private static String general(String pointer) {
        return pointer.replaceAll("/\\d+(?=/|$)", "/*");
    }

    private static List<Broken> ranked(Map<List<String>, Long> broken) {
        return broken.entrySet().stream()
                .map(each -> new Broken(each.getKey().get(0), each.getKey().get(1), each.getValue()))
                .sorted(Comparator.comparingLong(Broken::times)
                        .reversed()
                        .thenComparing(Broken::field)
                        .thenComparing(Broken::rule))
                .limit(MOST_RULES)
                .toList();
    }

    private List<RunSeen> runs(String collection, Project project) {
        var jobs = project.jobs().values().stream()
                .filter(job -> job.to() instanceof To.CollectionTarget target
                        && target.collection().equals(collection))
                .map(Job::name)
                .toList();
        return last.of(jobs, RUNS).values().stream()
                .flatMap(List::stream)
                .filter(run -> run.state().ended() && !run.dryRun())
                .sorted(Comparator.comparing(Run::createdAt).reversed())
                .limit(RUNS)
                .map(run -> new RunSeen(run, refused(run)))
                .toList();
    }

    private List<Broken> refused(Run run) {
        if (run.counts().rejected() == 0) return List.of();
        var broken = new LinkedHashMap<List<String>, Long>();
        for (var reject : rejects.first(run.id(), REFUSED, runs.recordsBefore(run)))
            count(broken, reject.code(), reject.field());
        return ranked(broken);
    }
}
