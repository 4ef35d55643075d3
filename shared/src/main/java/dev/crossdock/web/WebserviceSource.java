package dev.crossdock.web;

import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.definition.Connection;
import dev.crossdock.definition.From;
import dev.crossdock.flow.Batch;
import dev.crossdock.flow.Checkpoint;
import dev.crossdock.flow.Chunk;
import dev.crossdock.flow.Origin;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Refused;
import dev.crossdock.flow.Sha256;
import dev.crossdock.flow.Source;
import dev.crossdock.flow.WorldException;
import dev.crossdock.mapping.Expression;
import dev.crossdock.run.Ledger;
import dev.crossdock.run.Work;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The records of all pages of a webservice's answer, one page after the other. Each page is stored as it came before its records
 * are handed on, so a run that goes on after a crash asks for no page twice and sees no page in another state.
 */
public final class WebserviceSource implements Source {
    /** Some services filter after paging; this many pages in a row without one record are a fault of theirs. */
    private static final int MOST_EMPTY = 1_000;

    /** A dry run looks at so many pages: enough to see what comes, and no burden to whoever is asked. */
    static final int DRY_PAGES = 3;

    private static final int LARGEST_STATE = 2_000;
    private static final int NOT_MODIFIED = 304;

    private final Sender sender;
    private final Ledger ledger;
    private final ObjectStore objects;
    private final Work work;
    private final From.WebserviceRecords from;
    private final Connection connection;
    private final String place;
    private final PullRequest request;
    private final Paging paging;
    private final Optional<Expression> items;
    private final Optional<Expression> state;

    /** @throws Refused when an expression does not compile, or the connection is no webservice */
    public WebserviceSource(Sender sender, Ledger ledger, ObjectStore objects, Work work, Connection connection) {
        this.sender = sender;
        this.ledger = ledger;
        this.objects = objects;
        this.work = work;
        this.from = (From.WebserviceRecords) work.job().from();
        this.connection = connection;
        this.place = "job " + work.job().name() + ", from";
        this.request = new PullRequest(from, place);
        this.paging = new Paging(from.next(), place);
        this.items = from.items().map(text -> Expression.compile(text, place + ".items"));
        this.state = from.state().map(text -> Expression.compile(text, place + ".state"));
    }

    /** One chunk: where a page begins is only known from the page before. What was remembered is pinned with it. */
    @Override
    public List<Chunk> plan() {
        if (work.run().dryRun() && !request.onlyReads()) {
            throw new Refused(problem(
                    "pull.dry-run",
                    "the job asks by \"" + from.request()
                            + "\", which may change something there; a dry run only sends GET.",
                    "Run it for real, or ask by GET."));
        }
        return List.of(new Chunk(0, PullState.read(ledger, work.job().name()).json()));
    }

    @Override
    public Cursor open(Chunk chunk, Checkpoint from) {
        return new PullCursor(PullState.parse(chunk.range()), PullPlace.of(from));
    }

    @Override
    public void finish(List<Chunk> chunks, List<Checkpoint> ends) {
        var before = PullState.parse(chunks.get(0).range());
        var end = PullPlace.of(ends.get(0));
        var only = from.next().isEmpty() ? stored(1) : Optional.<PullPage>empty();
        boolean same = only.filter(page -> page.status() == NOT_MODIFIED).isPresent();
        new PullState(
                        work.run().order(),
                        end.state().orElse(before.values()),
                        same
                                ? before.address()
                                : only.map(page -> page.ask().address()).orElse(""),
                        same
                                ? before.etag()
                                : only.map(page -> page.header("etag")).orElse(""),
                        same
                                ? before.modified()
                                : only.map(page -> page.header("last-modified")).orElse(""),
                        work.run().jobVersion())
                .write(ledger, work.job().name());
    }

    private Optional<PullPage> stored(int page) {
        return objects.read(key(page), null, 0).map(in -> {
            try (in) {
                return PullPage.read(in.readAllBytes());
            } catch (IOException e) {
                throw new WorldException("reading " + key(page) + ": " + e.getMessage(), e);
            }
        });
    }

    private String key(int page) {
        return ".runs/%s/pages/%06d".formatted(work.run().id(), page);
    }

    /** Pages have complete addresses, which a next-URL may put beside the connection's own path. */
    private static Connection atOrigin(Connection connection) {
        return new Connection(
                connection.name(),
                Paging.origin(URI.create(connection.url())),
                connection.auth(),
                connection.limits(),
                connection.retry(),
                connection.delivery());
    }

    private Problem problem(String code, String message, String hint) {
        return Problem.of(code, message, hint).at(place);
    }

    private final class PullCursor implements Cursor {
        private final PullState before;
        private final Fetch fetch = new Fetch(sender, atOrigin(connection));
        private PullPlace at;
        private PullPage page;
        private PullAnswer answer;
        private final Instant began;
        private boolean ended;

        PullCursor(PullState before, PullPlace at) {
            this.before = before;
            this.at = at;
            this.began =
                    work.run().startedAt().orElseGet(() -> sender.pace.clock().instant());
        }

        @Override
        public Optional<Batch> next() {
            while (!ended) {
                if (page == null) see(load(at.page()));
                if (at.item() < answer.items().size()) return Optional.of(batch());
                remember();
                turn();
            }
            return Optional.empty();
        }

        private Batch batch() {
            var records = new ArrayList<Record>();
            var file = "%s %s, page %d".formatted(connection.name(), from.request(), at.page());
            int to = Math.min(answer.items().size(), at.item() + Batch.LIMIT);
            for (int i = at.item(); i < to; i++) {
                var item = answer.items().get(i);
                var origin = new Origin(file, at.records() + 1 + i - at.item(), 0);
                records.add(
                        item.unreadable().isPresent()
                                ? Record.unreadable(
                                        item.value(), origin, item.unreadable().get())
                                : Record.of(item.value(), origin));
            }
            at = at.taken(records.size());
            return new Batch(records);
        }

        private void see(PullPage loaded) {
            page = loaded;
            answer = page.status() == NOT_MODIFIED
                    ? new PullAnswer(Map.of(), List.of())
                    : PullAnswer.of(page, from.format(), items, variables(page), place + ", page " + at.page());
        }

        /** @return the page as it was stored, by this worker or one before it */
        private PullPage load(int number) {
            var there = stored(number);
            if (there.isPresent()) return there.get();
            var ask = number == 1 ? first() : after(stored(number - 1).orElseThrow());
            var variables = variables(ask.cursor());
            var origin = Paging.origin(URI.create(ask.address()));
            var asked = request.of(ask.address().substring(origin.length()), variables);
            if (number == 1) asked = conditional(asked, ask);
            var came = PullPage.of(ask, fetch.send(asked));
            // Whoever stored it first is right: two workers go on from the same page.
            var first = objects.create(key(number), came.bytes(), "application/octet-stream");
            return first.isPresent() ? came : stored(number).orElse(came);
        }

        private PullPage.Ask first() {
            var base = connection.url().endsWith("/")
                    ? connection.url().substring(0, connection.url().length() - 1)
                    : connection.url();
            return paging.first(base, request.target(variables("")));
        }

        /** The ask that follows a page that lies in the store and was handed on. */
        private PullPage.Ask after(PullPage previous) {
            var parsed = PullAnswer.of(previous, from.format(), items, variables(previous), place);
            return paging.after(previous, parsed, at.page() - 1, at.records(), variables(previous))
                    .orElseThrow();
        }

        /** Only where there is one page can it tell that nothing has changed. */
        private Request conditional(Request asked, PullPage.Ask ask) {
            if (from.next().isPresent()
                    || !before.address().equals(ask.address())
                    || before.jobVersion() != work.run().jobVersion()) return asked;
            var headers = new HashMap<>(asked.headers());
            if (!before.etag().isEmpty()) headers.putIfAbsent("If-None-Match", before.etag());
            else if (!before.modified().isEmpty()) headers.putIfAbsent("If-Modified-Since", before.modified());
            return new Request(asked.method(), asked.target(), headers, asked.body());
        }

        private void turn() {
            var ask = page.status() == NOT_MODIFIED
                    ? Optional.<PullPage.Ask>empty()
                    : paging.after(page, answer, at.page(), at.records(), variables(page));
            if (ask.isEmpty() || work.run().dryRun() && at.page() >= DRY_PAGES) {
                ended = true;
                return;
            }
            var hash =
                    Sha256.hex(ask.get().address() + "\n" + ask.get().cursor()).substring(0, 16);
            if (at.page() == 1 && ask.get().equals(page.ask()) || at.seen(hash)) {
                throw new Refused(problem(
                        "pull.loop",
                        "page %,d asks for a page that was read before.".formatted(at.page()),
                        "See whether next names the cursor that changes from page to page, and param the parameter that"
                                + " takes it. What was read so far is written."));
            }
            at = at.turned(hash, page.body().length);
            page = null;
            if (at.empty() > MOST_EMPTY) {
                throw new Refused(problem(
                        "pull.endless",
                        "%,d pages in a row had no record, and there is still one more.".formatted(at.empty()),
                        "See whether items and next fit the answers."));
            }
            keepLimits();
        }

        private void keepLimits() {
            var limits = from.limits();
            var spent = Duration.between(began, sender.pace.clock().instant());
            var which = at.page() > limits.pages()
                    ? "pages"
                    : at.bytes() > limits.bytes() ? "bytes" : spent.compareTo(limits.within()) > 0 ? "for" : "";
            if (which.isEmpty()) return;
            throw new Refused(problem(
                    "pull.limit",
                    "after %,d pages, %,d bytes and %,d minutes there is still one more, which is more than limits.%s allows."
                            .formatted(at.page() - 1, at.bytes(), spent.toMinutes(), which),
                    "Ask for less at a time or for larger pages, or raise from.limits." + which
                            + ". What is remembered stays as it was: the next run begins where this one did."));
        }

        /** JSONata's own words for it lead nowhere: times are texts. */
        private Refused explained(Refused e) {
            var text = from.state().orElse("");
            if (!e.problem().code().equals("map.failed") || !text.contains("$max(") && !text.contains("$min("))
                return e;
            return new Refused(
                    problem(
                            "pull.state",
                            e.problem().message(),
                            "$max and $min take numbers only; of texts, as times are, $sort(items.updatedAt)[-1] gives the last."));
        }

        private void remember() {
            if (state.isEmpty() || answer.items().isEmpty()) return;
            Optional<Object> given;
            try {
                given = state.get().evaluate(answer.forState(), variables(page));
            } catch (Refused e) {
                throw explained(e);
            }
            if (given.isEmpty() || given.get() == Expression.NULL) return;
            if (!(given.get() instanceof Map<?, ?> map)) {
                throw new Refused(
                        problem("pull.state", "state gives no object.", "Write: {since: $sort(items.updatedAt)[-1]}"));
            }
            var values = new LinkedHashMap<String, Object>(before.values());
            map.forEach((name, value) -> values.put(String.valueOf(name), value));
            if (values.toString().length() > LARGEST_STATE) {
                throw new Refused(problem(
                        "pull.state",
                        "state is longer than %,d characters.".formatted(LARGEST_STATE),
                        "Remember a time or an id, not records."));
            }
            at = at.remembering(values);
        }

        private Map<String, Object> variables(PullPage of) {
            var variables = variables(of.ask().cursor());
            variables.put("headers", of.headers());
            variables.put("status", of.status());
            return variables;
        }

        private Map<String, Object> variables(String cursor) {
            var variables = new HashMap<>(work.variables());
            variables.put("state", before.values());
            if (!cursor.isEmpty()) variables.put("cursor", cursor);
            return variables;
        }

        @Override
        public Checkpoint position() {
            return at.checkpoint();
        }

        @Override
        public double progress() {
            return ended ? 1 : 0;
        }

        @Override
        public void close() {
            // Nothing is held between pages.
        }
    }
}
