package dev.crossdock.run;

import dev.crossdock.event.SqsFunction;

/** The whole of a job type as it is deployed: what it joins, behind its queue. */
public interface JobFunction extends JobType, SqsFunction {
    @Override
    default String name() {
        return type();
    }
}
