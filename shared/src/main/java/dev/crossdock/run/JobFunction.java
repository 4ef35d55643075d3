package dev.crossdock.run;

import dev.crossdock.event.SqsFunction;
import java.util.Optional;

/** The whole of a job type as it is deployed: what it joins, behind its queue. */
public interface JobFunction extends JobType, SqsFunction {
    @Override
    default String name() {
        return type();
    }

    /** Work on a run that nobody knows. */
    @Override
    default Optional<String> idleMessage() {
        return Optional.of("{\"run\":\"r-0000000000000000\"}");
    }
}
