package dev.crossdock.engine;

import dev.crossdock.bucket.ObjectStore;
import dev.crossdock.flow.WorldException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Keeps mails as objects under {@code .runs/mails/} instead of sending them, to be looked at. Thread-safe. */
public final class Mailbox implements Mailer {
    private static final String FOLDER = ".runs/mails/";
    private static final int MOST = 1_000;

    private final ObjectStore objects;

    public Mailbox(ObjectStore objects) {
        this.objects = objects;
    }

    @Override
    public void send(Mail mail) {
        // Only where nothing is: a mail that is there was sent.
        objects.create(key(mail.id()), Json.write(mail).getBytes(StandardCharsets.UTF_8), "application/json");
    }

    /** The newest first, of the first thousand. */
    public List<Mail> mails() {
        var mails = new ArrayList<Mail>();
        for (var stored : objects.list(FOLDER, "", MOST).items())
            read(stored.key()).ifPresent(mails::add);
        mails.sort(Comparator.comparing(Mail::at).reversed());
        return mails;
    }

    public Optional<Mail> mail(String id) {
        return read(key(id));
    }

    private Optional<Mail> read(String key) {
        var content = objects.read(key, null, 0);
        if (content.isEmpty()) return Optional.empty();
        try (var in = content.get()) {
            return Optional.of(Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8), Mail.class));
        } catch (IOException e) {
            throw new WorldException("reading " + key + ": " + e.getMessage(), e);
        }
    }

    private static String key(String id) {
        return FOLDER + id + ".json";
    }
}
