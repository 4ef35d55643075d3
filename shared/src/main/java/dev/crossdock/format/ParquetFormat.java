package dev.crossdock.format;

import dev.crossdock.flow.Origin;
import dev.crossdock.flow.Problem;
import dev.crossdock.flow.Record;
import dev.crossdock.flow.Refused;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Parquet, read and not written; a row is a record. Decimals are exact, dates, times and points in time are their ISO texts,
 * binary data is Base64, lists, structs and maps are what they are, a value that is no number is null. Packed by snappy, zstd or
 * gzip, or not. Needs Java {@value Hardwood#JAVA}. No options. Offsets count the rows' values, not the file's bytes.
 */
public final class ParquetFormat implements FileFormat {
    /** A call gives the next pages; these are decoded in far less. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Duration patience;

    public ParquetFormat() {
        this(PATIENCE);
    }

    /** @param patience for tests, which have less */
    ParquetFormat(Duration patience) {
        this.patience = patience;
    }

    @Override
    public String name() {
        return "parquet";
    }

    @Override
    public List<String> suffixes() {
        return List.of(".parquet");
    }

    @Override
    public boolean sniff(byte[] head) {
        return head.length > 3 && head[0] == 'P' && head[1] == 'A' && head[2] == 'R' && head[3] == '1';
    }

    @Override
    public boolean seekable(Options options) {
        return false;
    }

    @Override
    public Detected detect(String file, byte[] head, Options options) {
        if (!sniff(head)) {
            Binary.refuse(name(), file, head);
            throw invalid(file, "it begins with something else");
        }
        if (!Hardwood.possible()) throw tooOld(file);
        return new Detected(new Options(name(), options.values()), "");
    }

    private static Refused tooOld(String file) {
        return new Refused(Problem.of(
                        "parquet.java",
                        "Parquet is read by Java " + Hardwood.JAVA + " and newer, and this is Java "
                                + Runtime.version().feature() + ".",
                        "Run Crossdock on a newer Java (JAVA_HOME), or drop the file in another format.")
                .at(file));
    }

    private static Refused invalid(String place, String why) {
        return new Refused(Problem.of(
                        "parquet.invalid",
                        "the file cannot be read as Parquet: " + why + ".",
                        "Look whether it arrived whole, or write it anew.")
                .at(place));
    }

    @Override
    public RecordReader reader(InputStream in, String file, Options options, Place from) {
        if (!Hardwood.possible()) throw tooOld(file);
        return new Reading(in, file, from);
    }

    @Override
    public boolean written() {
        return false;
    }

    @Override
    public RecordWriter writer(OutputStream out, Options options) {
        throw new Refused(Problem.of(
                "format.not-written", "Parquet is read, and not written.", "Write csv, json, ndjson, xlsx or xml."));
    }

    private final class Reading implements RecordReader {
        private final String file;
        private final Spooled spooled;
        private Hardwood rows;
        private long records;
        private long bytes;
        private RuntimeException failure;

        Reading(InputStream in, String file, Place from) {
            this.file = file;
            this.records = from.record();
            this.bytes = from.byteOffset();
            this.spooled = Spooled.of(in, file, "parquet");
            try {
                rows = trying(() -> new Hardwood(spooled.path(), records, patience));
            } catch (RuntimeException e) {
                spooled.close();
                throw e;
            }
        }

        private interface Act<T> {
            T get();
        }

        private <T> T trying(Act<T> act) {
            if (failure != null) throw failure;
            try {
                return act.get();
            } catch (Hardwood.Damaged | OutOfMemoryError e) {
                failure = refused(e);
                throw failure;
            }
        }

        private Refused refused(Throwable e) {
            var place = String.format(Locale.ROOT, "%s, record %,d", file, records + 1);
            for (var cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof InterruptedException) return invalid(place, "its pages make no sense");
                // A page says how large it gets, and room for that is made before it is read.
                if (cause instanceof OutOfMemoryError) {
                    return new Refused(
                            Problem.of(
                                            "parquet.limit",
                                            "a page of the file does not fit into memory.",
                                            "Write it anew with smaller pages; look where it comes from.")
                                    .at(place),
                            e);
                }
                if (cause instanceof UnsupportedOperationException) {
                    return new Refused(
                            Problem.of(
                                            "parquet.codec",
                                            "the file is written in a way that is not read: " + said(cause) + ".",
                                            "Write it anew, packed by snappy, zstd or gzip.")
                                    .at(place),
                            e);
                }
            }
            return invalid(records == 0 ? file : place, said(e.getCause()));
        }

        private static String said(Throwable e) {
            var text = e == null || e.getMessage() == null
                    ? String.valueOf(e)
                    : e.getMessage().replaceAll("\\s+", " ").replaceAll("[^ ]*crossdock-[^ ]* ?", "");
            text = text.replaceFirst("\\.$", "");
            return text.length() <= 160 ? text : text.substring(0, 160) + "…";
        }

        @Override
        public Optional<Record> next() {
            return trying(() -> {
                if (!rows.hasNext()) return Optional.empty();
                var value = rows.next();
                var origin = new Origin(file, ++records, bytes);
                bytes += rows.bytes();
                return Optional.of(Record.of(value, origin));
            });
        }

        @Override
        public Place place() {
            return new Place(bytes, records, records, "");
        }

        @Override
        public void close() {
            rows.close();
            spooled.close();
        }
    }
}
