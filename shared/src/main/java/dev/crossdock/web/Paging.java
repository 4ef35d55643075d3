package dev.crossdock.web;

import dev.crossdock.definition.From;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Refused;
import dev.crossdock.mapping.Expression;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the page after a page. Thread-safe. */
final class Paging {
    /** A link and its parameters (RFC 8288, section 3). */
    private static final Pattern LINK =
            Pattern.compile("<([^>]*)>((?:\\s*;\\s*[\\w*!#$%&+.^`|~-]+\\s*(?:=\\s*(?:\"[^\"]*\"|[^\",;\\s]*))?)*)");

    private static final Pattern NEXT = Pattern.compile(
            ";\\s*rel\\s*=\\s*(?:\"(?:[^\"]*\\s)?next(?:\\s[^\"]*)?\"|next\\b)", Pattern.CASE_INSENSITIVE);

    private final Optional<From.Next> next;
    private final Optional<Expression> expression;
    private final String place;

    /** @throws Refused when an expression does not compile */
    Paging(Optional<From.Next> next, String place) {
        this.next = next;
        this.place = place;
        this.expression = next.filter(n -> n.kind() == From.Next.Kind.CURSOR || n.kind() == From.Next.Kind.URL)
                .map(n -> Expression.compile(n.value(), place));
    }

    /** The first page's, as the request says it. @param target path and query */
    PullPage.Ask first(String base, String target) {
        if (next.isPresent() && next.get().kind() == From.Next.Kind.PAGE) {
            target =
                    PullRequest.with(target, next.get().value(), "" + next.get().first());
        }
        return new PullPage.Ask(base + target, "");
    }

    /**
     * @param number of this page, from 1
     * @param records so far, this page's included
     * @return empty at the end
     * @throws Refused {@code pull.elsewhere} when the next page is on another host
     */
    Optional<PullPage.Ask> after(
            PullPage page, PullAnswer answer, int number, long records, Map<String, Object> variables) {
        if (next.isEmpty()) return Optional.empty();
        var how = next.get();
        var here = page.ask().address();
        return switch (how.kind()) {
            case PAGE ->
                answer.items().isEmpty()
                        ? Optional.empty()
                        : Optional.of(with(here, how.value(), how.first() + number));
            case OFFSET -> answer.items().isEmpty() ? Optional.empty() : Optional.of(with(here, how.value(), records));
            case LINK -> link(page.header("link")).map(link -> elsewhere(here, link));
            case URL -> text(answer, variables).map(link -> elsewhere(here, link));
            case CURSOR ->
                text(answer, variables)
                        .map(cursor -> new PullPage.Ask(
                                how.param().isEmpty() ? here : PullRequest.with(here, how.param(), cursor), cursor));
        };
    }

    private static PullPage.Ask with(String here, String name, long value) {
        return new PullPage.Ask(PullRequest.with(here, name, "" + value), "" + value);
    }

    private Optional<String> text(PullAnswer answer, Map<String, Object> variables) {
        return expression
                .orElseThrow()
                .evaluate(answer.tree(), variables)
                .filter(value -> value != Expression.NULL && !value.equals(false) && !value.equals(""))
                .map(value -> value instanceof java.math.BigDecimal number ? number.toPlainString() : "" + value);
    }

    static Optional<String> link(String header) {
        var links = LINK.matcher(header);
        while (links.find()) {
            if (NEXT.matcher(links.group(2)).find()) return Optional.of(links.group(1));
        }
        return Optional.empty();
    }

    /** Credentials go where the connection points, and nowhere else. */
    private PullPage.Ask elsewhere(String here, String link) {
        URI to;
        try {
            to = URI.create(here).resolve(link.replace(" ", "%20"));
        } catch (IllegalArgumentException e) {
            throw new Refused(Problem.of(
                            "pull.next", "the next page's address cannot be read: \"" + link + "\".", "Check next.url.")
                    .at(place));
        }
        if (!origin(to).equals(origin(URI.create(here)))) {
            throw new Refused(Problem.of(
                            "pull.elsewhere",
                            "the next page is said to be at " + origin(to) + ", and not where the connection points.",
                            "If that is right, make a connection for it.")
                    .at(place));
        }
        return new PullPage.Ask(to.toString(), "");
    }

    static String origin(URI address) {
        return address.getScheme() + "://" + address.getRawAuthority();
    }
}
