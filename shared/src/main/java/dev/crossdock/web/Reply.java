package dev.crossdock.web;

import dev.crossdock.flow.Problem;
import java.util.Optional;

/** Looks at the answer to an effect's call, for those who need more of it than its status. Asked once for each answer. */
public interface Reply {
    /** For those who do not. */
    Reply NOBODY = new Reply() {};

    /** What is wrong with an answer of 200 to 299; then the effect counts as refused. Empty = nothing. */
    default Optional<Problem> wrong(Http.Answer answer) {
        return Optional.empty();
    }

    /**
     * What the ledger keeps of the answer of a call that ended the effect, and gives to everybody who asks for the effect again.
     *
     * @return at most {@link Note#LARGEST_BODY} characters
     */
    default Optional<String> keep(Http.Answer answer) {
        return Optional.empty();
    }
}
