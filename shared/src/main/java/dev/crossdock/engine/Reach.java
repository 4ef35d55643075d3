package dev.crossdock.engine;

import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.graph.RecordStore;
import dev.crossdock.web.SecretValues;
import dev.crossdock.web.Sender;

/** What steps act on. @param secrets for {@code $secret} in headers and bodies of calls */
public record Reach(
        Sender sender,
        RecordStore records,
        ObjectStore objects,
        Mailer mailer,
        SecretValues secrets,
        AnswerCache cache) {}
