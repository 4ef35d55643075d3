package dev.crossdock.infra.cli;

/** The thirteen scenarios that the product is for, and which of them the demo shows. */
enum Scenario {
    S11("1.1", "a file is put into a bucket, by API, S3, folder or SFTP", true),
    S12("1.2", "file → mapped file", true),
    S13("1.3", "file → webservice", true),
    S14("1.4", "file → Azure Blob Storage", true),
    S15("1.5", "file → collection, validated", true),
    S16("1.6", "webservice → file", true),
    S17("1.7", "webservice → collection", true),
    S18("1.8", "collection → file", true),
    S19("1.9", "collection → webservice", true),
    S21("2.1", "changed record → webservice, straight or by a template", true),
    S22("2.2", "webhook → template", true),
    S23("2.3", "records by API", true),
    S24("2.4", "template → webservice", true);

    final String number;
    final String title;
    /** In this version. */
    final boolean exists;

    Scenario(String number, String title, boolean exists) {
        this.number = number;
        this.title = title;
        this.exists = exists;
    }
}
