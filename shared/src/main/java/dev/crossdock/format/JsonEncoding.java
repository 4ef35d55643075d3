package dev.crossdock.format;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;

/** JSON is UTF-8 (RFC 8259, 8.1); what is UTF-16 all the same is transcoded, and is told from here to the readers. */
final class JsonEncoding {
    private static final String KEY = "encoding";

    private JsonEncoding() {}

    static Options detected(byte[] head, Options options, String format) {
        var values = new LinkedHashMap<>(options.values());
        Encoding.wide(head).ifPresent(encoding -> values.put(KEY, encoding));
        return new Options(format, values);
    }

    static boolean transcoded(Options options) {
        return options.values().containsKey(KEY);
    }

    static InputStream utf8(InputStream in, Options options) {
        return transcoded(options)
                ? new Transcoded(in, Encoding.of(String.valueOf(options.values().get(KEY))))
                : in;
    }

    /** A file's beginning, without what may stand before its first value. */
    static String text(byte[] head) {
        var text = new String(head, Encoding.wide(head).map(Encoding::of).orElse(StandardCharsets.UTF_8));
        return (text.startsWith("\uFEFF") ? text.substring(1) : text).stripLeading();
    }
}
