package dev.crossdock.functions.importfile;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.crossdock.event.Invocation;
import dev.crossdock.event.Sqs;
import dev.crossdock.event.SqsFunction;
import io.quarkus.funqy.Funq;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/** 1.5 Files of a bucket become records of a collection. */
@ApplicationScoped
public class ImportFile implements SqsFunction {
    private static final Clock CLOCK = Clock.systemUTC();

    @Override
    public String name() {
        return "import-file";
    }

    @Override
    public SQSBatchResponse handle(SQSEvent event, Invocation invocation) {
        return Sqs.each(event, message -> {});
    }

    @Funq("import-file")
    public SQSBatchResponse lambda(SQSEvent event) {
        return handle(event, Invocation.begin(CLOCK));
    }
}
