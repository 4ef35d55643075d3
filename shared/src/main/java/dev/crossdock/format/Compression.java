package dev.crossdock.format;

import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** How a file's bytes are packed. */
public enum Compression {
    NONE(""),
    GZIP(".gz"),
    ZSTD(".zst"),
    /** With one file in it. */
    ZIP(".zip");

    /** First entries of what is a zip archive, and a document of an office program all the same. */
    private static final List<String> DOCUMENT =
            List.of("[Content_Types].xml", "_rels/", "docProps/", "xl/", "customXml/", "word/", "ppt/", "mimetype");

    private static final int NAME_LENGTH = 26;
    private static final int NAME = 30;
    /** A zip archive's oldest, so that the same records give the same bytes. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private final String suffix;

    Compression(String suffix) {
        this.suffix = suffix;
    }

    /** With the dot; empty for {@link #NONE}. */
    public String suffix() {
        return suffix;
    }

    /** By the bytes it begins with; the name only misleads when a file is unpacked and not renamed. */
    static Compression of(byte[] head) {
        if (begins(head, 0x1f, 0x8b)) return GZIP;
        if (begins(head, 0x28, 0xb5, 0x2f, 0xfd)) return ZSTD;
        if (begins(head, 'P', 'K', 5, 6)) return ZIP;
        return begins(head, 'P', 'K', 3, 4) && !document(head) ? ZIP : NONE;
    }

    private static boolean begins(byte[] head, int... with) {
        if (head.length < with.length) return false;
        for (int i = 0; i < with.length; i++) if ((head[i] & 0xff) != with[i]) return false;
        return true;
    }

    /** Whether what begins as a zip archive is a workbook or the like. */
    static boolean document(byte[] head) {
        if (head.length < NAME) return false;
        int length = (head[NAME_LENGTH] & 0xff) | (head[NAME_LENGTH + 1] & 0xff) << 8;
        var name = new String(head, NAME, Math.min(length, head.length - NAME), StandardCharsets.ISO_8859_1);
        return DOCUMENT.stream().anyMatch(name::startsWith);
    }

    /** As a file's name says. */
    public static Compression bySuffix(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(kind -> kind != NONE && lower.endsWith(kind.suffix))
                .findFirst()
                .orElse(NONE);
    }

    /** The name without the compression's suffix. */
    static String bareName(String name) {
        return name.substring(0, name.length() - bySuffix(name).suffix.length());
    }

    /**
     * The bytes unpacked, by streaming.
     *
     * @throws dev.crossdock.flow.Refused while reading: {@code gzip.invalid}, {@code gzip.truncated}, {@code gzip.bomb}, and so
     *     for {@code zstd} and {@code zip}
     */
    public InputStream open(InputStream in, String file) {
        return switch (this) {
            case NONE -> in;
            case GZIP -> new Gunzip(in, file);
            case ZSTD -> new Unzstd(in, file);
            case ZIP -> new Unzip(in, file);
        };
    }

    /** Packs what is written; closing completes it, and closes {@code out}. @param file its name, for a zip archive's entry */
    public OutputStream pack(OutputStream out, String file) throws IOException {
        return switch (this) {
            case NONE -> out;
            case GZIP -> fastGzip(out);
            case ZSTD -> new ZstdOutputStream(out);
            case ZIP -> zip(out, file);
        };
    }

    /** Level 1: 139 MB/s and a little larger; the default level's 33 MB/s are slower than all else that a run does. */
    private static OutputStream fastGzip(OutputStream out) throws IOException {
        return new GZIPOutputStream(out, 64 << 10) {
            {
                def.setLevel(1);
            }
        };
    }

    private static OutputStream zip(OutputStream out, String file) throws IOException {
        var zip = new ZipOutputStream(out);
        zip.setLevel(1);
        var entry = new ZipEntry(bareName(file.substring(file.lastIndexOf('/') + 1)));
        entry.setTimeLocal(NO_TIME);
        zip.putNextEntry(entry);
        return zip;
    }
}
