package dev.crossdock.definition;

import static dev.crossdock.definition.Key.key;
import static dev.crossdock.definition.Shape.either;
import static dev.crossdock.definition.Shape.items;
import static dev.crossdock.definition.Shape.some;
import static dev.crossdock.definition.Shape.value;
import static dev.crossdock.definition.Shape.words;

import dev.crossdock.definition.Shape.Any;
import dev.crossdock.definition.Shape.Free;
import dev.crossdock.definition.Shape.Keys;
import dev.crossdock.definition.Shape.Name;
import dev.crossdock.definition.Shape.Variants;
import dev.crossdock.definition.Shape.Variants.Variant;
import dev.crossdock.definition.Shape.Whole;
import dev.crossdock.format.FileFormat;
import dev.crossdock.format.Formats;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Every key that a project may have, declared once: lint, the JSON Schemas and the reference page are made from it. */
final class Kinds {
    private Kinds() {}

    private static final Key DESCRIPTION = key("description", value(Type.TEXT), "What it is for, shown to people.");
    private static final Shape TEXTS = items(value(Type.TEXT));
    static final Shape SCHEMA = either(value(Type.SCHEMA), new Any());

    private static final Keys CSV = Keys.of(
            "csv",
            key(
                            "delimiter",
                            either(value(Type.CHARACTER), words("tab")),
                            "Between the fields: one character, or `tab`.")
                    .or("detected"),
            key(
                            "quote",
                            either(value(Type.CHARACTER), words("none")),
                            "Around a field that holds delimiters or line ends; `none` when quotes are ordinary characters.")
                    .or("`\"`, or `'` where the file shows it"),
            key(
                            "escape",
                            either(value(Type.CHARACTER), words("none")),
                            "Before a quote inside a quoted field: one character, as `\\`; with `none` a quote closes its field"
                                    + " only where the field ends.")
                    .or("the quote itself, or `\\` where the file shows it"),
            key(
                            "strayQuotes",
                            words("keep", "reject"),
                            "A quote that neither opens nor closes a field: `keep` takes it for text, `reject` rejects the"
                                    + " record, as RFC 4180 has it.")
                    .or("text in an unquoted field; behind a closing quote the record is rejected"),
            key("trim", value(Type.FLAG), "Drops blanks around fields, also before an opening quote.")
                    .or("false, or as the file shows"),
            key("skip", new Whole(0, 1000), "Lines above the header that are passed over.")
                    .or("0, or the title lines that the file shows"),
            key(
                            "header",
                            either(words("none"), new Whole(1, 1000)),
                            "Lines of the header; the names of several are joined by a blank. With `none` the columns are"
                                    + " `_1`, `_2` …, or as `columns` says.")
                    .or("1"),
            key("columns", TEXTS, "The columns that the file must have, in this order; else the whole file is refused.")
                    .or("as the header says"),
            key("encoding", value(Type.CHARSET), "How characters are written: `utf-8`, `windows-1252`, `utf-16` …")
                    .or("detected"));
    private static final Keys CSV_TO = Keys.of(
            "csv",
            key(
                            "delimiter",
                            either(value(Type.CHARACTER), words("tab")),
                            "Between the fields: one character, or `tab`.")
                    .or("`,`; `tab` for .tsv"),
            key(
                            "quote",
                            either(value(Type.CHARACTER), words("none")),
                            "Around a field that holds delimiters or line ends; `none` when nothing is quoted.")
                    .or("`\"`"),
            key("encoding", value(Type.CHARSET), "How characters are written.").or("`utf-8`"),
            key(
                            "columns",
                            some(value(Type.TEXT)),
                            "The columns in their order; a record with another field is rejected, a missing field is empty.")
                    .or("all fields of all records, in the order in which they first come"),
            key(
                            "guard",
                            value(Type.FLAG),
                            "For files that people open in a spreadsheet: a text that it would take for a formula (it begins with `=`, `+`, `-`, `@`, a tab or a line end, and is no number) gets a `'` before it.")
                    .or("`false`; `true` when invalid records are exported"));
    private static final Keys XLSX = Keys.of(
            "xlsx",
            key("sheet", either(new Whole(1, 10_000), value(Type.TEXT)), "The sheet: its name, or its number.")
                    .or("the first"),
            key("header", new Whole(1, 1_048_576), "The row that holds the columns' names.")
                    .or("the first row that is not empty"));
    private static final Keys XLSX_TO = Keys.of(
            "xlsx",
            key("sheet", value(Type.TEXT), "What the sheet is called.").or("`Sheet1`"),
            key(
                            "columns",
                            some(value(Type.TEXT)),
                            "The columns in their order; a record with another field is rejected, a missing field is empty.")
                    .or("all fields of all records, in the order in which they first come"));
    private static final Key REPEATED = key(
                    "repeated",
                    words("reject", "last"),
                    "An object that has a key twice: the record is rejected, or the last value counts.")
            .or("`reject`");
    private static final Keys JSON = Keys.of(
            "json",
            key("path", value(Type.TEXT), "Where the array of records is: names joined by dots.")
                    .or("the file is the array"),
            REPEATED);
    private static final Keys NDJSON = Keys.of("ndjson", REPEATED);
    private static final Keys NDJSON_TO = Keys.of("ndjson");
    private static final Keys XML = Keys.of(
            "xml",
            key(
                            "record",
                            value(Type.TEXT),
                            "The element that is a record: its name, or the path to it (`catalog/product`). For writing, the path from the outermost element.")
                    .or("the first elements that repeat"),
            key("encoding", value(Type.CHARSET), "How characters are written.").or("as the file declares"),
            key(
                            "namespaces",
                            new Free(value(Type.TEXT)),
                            "A prefix for each namespace: fields are named with it, whatever prefix the file has.")
                    .or("as in the file"));
    private static final Keys XML_TO = Keys.of(
            "xml",
            key(
                            "record",
                            value(Type.TEXT),
                            "The path from the outermost element to the one that is a record: `catalog/product`.")
                    .or("`records/record`"),
            key(
                            "namespaces",
                            new Free(value(Type.TEXT)),
                            "A namespace for each prefix that fields are named with; the prefix `\"\"` is the namespace of names without one.")
                    .or("none"));

    private static final Shape FORMAT = either(
            words(Formats.ALL.stream().map(FileFormat::name).sorted().toArray(String[]::new)),
            Keys.of(
                            "format",
                            key("csv", CSV, "Delimited text; with tabs too."),
                            key("json", JSON, "A JSON array of records."),
                            key("ndjson", NDJSON, "One JSON record per line."),
                            key("xml", XML, "Elements as records."),
                            key("xlsx", XLSX, "A sheet's rows as records."),
                            key("parquet", Keys.of("parquet"), "Rows as records; needs Java 21."))
                    .exactlyOne("csv", "json", "ndjson", "xml", "xlsx", "parquet"));

    private static final Key FORMAT_TO = key(
                    "format",
                    either(
                            words("csv", "json", "ndjson", "xlsx", "xml").later("parquet"),
                            Keys.of(
                                            "format",
                                            key("csv", CSV_TO, "Delimited text; with tabs too."),
                                            key("json", Keys.of("json"), "A JSON array of records."),
                                            key("ndjson", NDJSON_TO, "One JSON record per line."),
                                            key("xlsx", XLSX_TO, "A workbook with one sheet."),
                                            key("xml", XML_TO, "Elements."))
                                    .exactlyOne("csv", "json", "ndjson", "xlsx", "xml")),
                    "The format to write, by name or with its own keys.")
            .or("known by the file's name");

    private static final Key FORMAT_KEY = key("format", FORMAT, "The file's format, by name or with its own keys.")
            .or("known by the file's name, or detected");

    private static final Keys NEXT = Keys.of(
                    "next",
                    key(
                            "cursor",
                            value(Type.EXPRESSION),
                            "JSONata for the next cursor in an answer; nothing = the end."),
                    key("param", value(Type.TEXT), "The query parameter that takes the cursor.")
                            .or("`$cursor` in request, headers or body"),
                    key(
                            "url",
                            value(Type.EXPRESSION),
                            "JSONata for the next page's address in an answer; nothing = the end."),
                    key(
                            "page",
                            value(Type.TEXT),
                            "The query parameter that takes the page's number; an empty page is the end."),
                    key("first", new Whole(0, 1), "The number of the first page.")
                            .or("`1`"),
                    key(
                            "offset",
                            value(Type.TEXT),
                            "The query parameter that takes the number of records so far; an empty page is the end."),
                    key("link", value(Type.FLAG), "`true`: the header `Link` with `rel=\"next\"` names the next page."))
            .exactlyOne("cursor", "url", "page", "offset", "link");

    private static final Keys PULL_LIMITS = Keys.of(
            "limits",
            key("pages", new Whole(1, 1_000_000), "Pages of a run.").or("`10000`"),
            key("bytes", value(Type.SIZE), "Bytes of all answers of a run.").or("`10GB`"),
            key("for", value(Type.DURATION), "How long a run asks for more, since it began to work.")
                    .or("`6h`"));
    private static final Variants FROM = new Variants(
            "from",
            List.of(
                    new Variant(
                            "bucket",
                            List.of("bucket"),
                            Keys.of(
                                    "from",
                                    key("bucket", new Name("bucket"), "The bucket whose files are read.")
                                            .must(),
                                    key(
                                                    "files",
                                                    value(Type.GLOB),
                                                    "Which files: `*` any characters, `?` one, `[a-z]` one of, `{a,b}` one or the other. It does not reach into folders unless it names them. Each drop that matches starts a run.")
                                            .must(),
                                    key(
                                                    "take",
                                                    words("all", "latest"),
                                                    "Which of several matching files that wait: all, or only the latest; the older ones are moved to `skipped/` then.")
                                            .or("`all`"),
                                    key(
                                                    "group",
                                                    either(value(Type.TEXT), some(value(Type.TEXT))),
                                                    "The field, or the fields, by which consecutive rows belong together: they become one record before the map, with the first row's fields and `rows`, the list of all its rows as they were read. A row where they are empty stands alone.")
                                            .or("each row is a record"),
                                    FORMAT_KEY)),
                    new Variant(
                            "collection",
                            List.of("collection"),
                            Keys.of(
                                    "from",
                                    key("collection", new Name("collection"), "The collection whose records are read.")
                                            .must(),
                                    key(
                                                    "records",
                                                    words("all", "valid", "invalid", "changed"),
                                                    "Which records. `changed`: those that were written since this job's last run that ended well, at the first run all; deleted records are not among them.")
                                            .or("`all`"),
                                    key(
                                            "where",
                                            value(Type.EXPRESSION),
                                            "JSONata that is true for the records to take."),
                                    key(
                                                    "order",
                                                    words("key"),
                                                    "`key`: in the order of the records' ids, compared as text (`A10` before `A2`), read by one worker.")
                                            .or("as they lie in the store, read by several workers"))),
                    new Variant(
                            "webservice",
                            List.of("connection", "request"),
                            Keys.of(
                                    "from",
                                    key("connection", new Name("connection"), "The webservice that is asked.")
                                            .must(),
                                    key("request", value(Type.REQUEST), "Method and path.")
                                            .must(),
                                    key("items", value(Type.EXPRESSION), "JSONata for the records in an answer.")
                                            .or("the answer is the list"),
                                    key("next", NEXT, "How the page after this one is found.")
                                            .or("there is one page"),
                                    key(
                                            "state",
                                            new Shape.Headers(),
                                            "What the next run sees as `$state`: JSONata by name over the answer, where `items` are the page's records; the last page's counts."),
                                    key("headers", new Shape.Headers(), "Further headers."),
                                    key("body", value(Type.EXPRESSION), "JSONata for the body of a POST.")
                                            .or("none"),
                                    key(
                                            "limits",
                                            PULL_LIMITS,
                                            "What one run asks for at most; it fails when there is still a page then."),
                                    FORMAT_KEY)),
                    new Variant(
                            "files",
                            List.of("connection", "files"),
                            Keys.of(
                                    "from",
                                    key("connection", new Name("connection"), "The server that holds the files.")
                                            .must(),
                                    key("files", value(Type.GLOB), "Which files, from the server's root.")
                                            .must(),
                                    key(
                                                    "after",
                                                    value(Type.AFTER),
                                                    "What becomes of a file that was taken: `leave`, `delete`, or `move to /folder`.")
                                            .or("`leave`"),
                                    key(
                                                    "ready",
                                                    value(Type.READY),
                                                    "When a file is complete: `stable` (it does not grow for some seconds), `named` (whoever writes it renames it when it is), or the suffix of a marker beside it: `.done`.")
                                            .or("`stable`")))));

    private static final Keys BATCH = Keys.of(
            "batch",
            key("size", new Whole(1, 1000), "Most records in a call.").or("`100`"),
            key("bytes", value(Type.SIZE), "Most bytes of a body; a single record may have more.")
                    .or("`1MB`"));

    private static final Keys RESULTS = Keys.of(
                    "results",
                    key("items", value(Type.EXPRESSION), "JSONata for the list of what became of each record."),
                    key(
                            "errors",
                            value(Type.EXPRESSION),
                            "JSONata for the list of those that failed; the others went well."),
                    key("lines", value(Type.FLAG), "`true`: the answer is NDJSON, a line for each record."),
                    key("id", value(Type.EXPRESSION), "JSONata for the id of one of them.")
                            .or("they are in the order of the records"),
                    key("record", value(Type.EXPRESSION), "JSONata for the id of a record.")
                            .or("as `id`"),
                    key(
                            "index",
                            value(Type.EXPRESSION),
                            "JSONata for the place of one of them among the records, from 0, instead of an id."),
                    key(
                            "status",
                            value(Type.EXPRESSION),
                            "JSONata for its status: a number as HTTP has them, true or false, or a word such as `ok`."),
                    key("error", value(Type.EXPRESSION), "JSONata for what was wrong with it."))
            .exactlyOne("items", "errors", "lines");

    private static final Variants TO = new Variants(
            "to",
            List.of(
                    new Variant(
                            "collection",
                            List.of("collection"),
                            Keys.of(
                                    "to",
                                    key("collection", new Name("collection"), "The collection that gets the records.")
                                            .must(),
                                    key(
                                                    "invalid",
                                                    words("keep", "reject", "refuse"),
                                                    "What happens to a record that breaks the collection's schema: it is kept and flagged, or rejected; with `refuse` a file with any record that cannot be stored is refused as a whole, and nothing of it is written.")
                                            .or("the collection's own choice"),
                                    key(
                                                    "ifExists",
                                                    words("replace", "merge"),
                                                    "What becomes of a record that is there already: it is replaced, or the new one is merged into it: fields that it lacks stay, null takes a field away.")
                                            .or("`replace`"))),
                    new Variant(
                            "bucket",
                            List.of("bucket"),
                            Keys.of(
                                    "to",
                                    key("bucket", new Name("bucket"), "The bucket that gets the file.")
                                            .must(),
                                    key(
                                            "file",
                                            value(Type.TEMPLATE),
                                            "The file's name, with JSONata in braces. An expression over the record makes a file for each value it has (up to 1,000): `products-{brand}.ndjson`."),
                                    key(
                                                    "parts",
                                                    either(value(Type.SIZE), new Whole(1, 1_000_000_000)),
                                                    "Cuts the output into files of at most this size (before packing: `100MB`) or this number of records (`50000`), each complete. `{$part}` in the name is the part's number, `0001` the first; without it `-0001` comes before the suffix.")
                                            .or("one file"),
                                    key("ifExists", words("replace", "fail"), "What happens when there is such a file.")
                                            .or("`replace`"),
                                    FORMAT_TO)),
                    new Variant(
                            "webservice",
                            List.of("connection", "request"),
                            Keys.of(
                                    "to",
                                    key("connection", new Name("connection"), "The webservice that is called.")
                                            .must(),
                                    key("request", value(Type.REQUEST), "Method and path, with JSONata in braces.")
                                            .must(),
                                    key("body", value(Type.EXPRESSION), "JSONata for the body.")
                                            .or("the record"),
                                    key("headers", new Shape.Headers(), "Further headers."),
                                    key("batch", BATCH, "How many records go in one call.")
                                            .or("each has its own call"),
                                    key("results", RESULTS, "Where an answer says what became of each record.")
                                            .or("its status holds for all of them"))),
                    new Variant(
                            "azure",
                            List.of("connection", "blob"),
                            Keys.of(
                                    "to",
                                    key("connection", new Name("connection"), "The Azure container.")
                                            .must(),
                                    key("blob", value(Type.TEMPLATE), "The blob's name, with JSONata in braces.")
                                            .must(),
                                    key("contentType", value(Type.TEXT), "The blob's content type.")
                                            .or("by the name"),
                                    key(
                                            "metadata",
                                            new Free(value(Type.TEMPLATE)),
                                            "The blob's metadata: names, and texts with JSONata in braces."),
                                    key(
                                            "tags",
                                            new Free(value(Type.TEMPLATE)),
                                            "The blob's index tags, at most 10: names, and texts with JSONata in braces."),
                                    key("tier", words("hot", "cool", "cold", "archive"), "The blob's access tier.")
                                            .or("the account's"),
                                    key("ifExists", words("replace", "fail"), "What happens when there is such a blob.")
                                            .or("`replace`"),
                                    FORMAT_TO))));

    private static final Keys SCHEDULE = Keys.of(
                    "schedule",
                    key("cron", value(Type.CRON), "Minute, hour, day of month, month, day of week."),
                    key(
                            "every",
                            value(Type.DURATION),
                            "A run each time so much time has gone by, at the full quarters for 15m."),
                    key("zone", value(Type.ZONE), "The time zone of `cron`.").or("the project's `zone`"))
            .exactlyOne("cron", "every");

    private static final Keys STEP = Keys.of(
            "a step",
            key("map", value(Type.EXPRESSION), "JSONata, or a file with it.").must(),
            key("schema", SCHEMA, "What the step's result must meet."),
            key("place", value(Type.TEXT), "Where the expression stands, for messages.")
                    .published());

    private static final Keys PROJECT = Keys.of(
            "crossdock.yaml",
            key("name", value(Type.NAME), "The project's name.").must(),
            key("zone", value(Type.ZONE), "The time zone of schedules and of dates in names.")
                    .or("`UTC`"),
            key("vars", new Free(new Any()), "Values that expressions see as `$vars`."),
            key(
                            "allow",
                            items(value(Type.HOST)),
                            "Private and loopback hosts that connections may reach; public hosts need no entry. Link-local ones (169.254.169.254) by their address only.")
                    .or("none"),
            key("mail", MailKeys.SERVER, "The mail server, for `mail` steps of templates.")
                    .or("mails are kept under `.runs/mails/`: `crossdock mails`; on this machine's host always"));

    private static final Keys BUCKET = Keys.of(
            "a bucket",
            DESCRIPTION,
            key("keep", value(Type.DURATION), "How long files stay; processed, invalid and skipped ones too.")
                    .or("for ever"));

    private static final Keys COLLECTION = Keys.of(
            "a collection",
            DESCRIPTION,
            key(
                            "key",
                            either(value(Type.TEXT), some(value(Type.TEXT))),
                            "The field, or the fields, that make a record's id.")
                    .must(),
            key("schema", SCHEMA, "A file with the JSON Schema 2020-12 of its records, or the schema itself."),
            key(
                            "invalid",
                            words("keep", "reject"),
                            "What happens to a record that breaks the schema: kept and flagged, or rejected.")
                    .or("`keep`"),
            key("indexes", TEXTS, "Fields by whose value records are found."),
            key("relations", CollectionKeys.RELATIONS, "How records point to those of collections, by name."),
            key(
                    "computed",
                    CollectionKeys.COMPUTED,
                    "Fields and their JSONata over the record, computed in this order whenever it is stored; what a writer"
                            + " sends there is passed over."),
            key(
                    "readonly",
                    TEXTS,
                    "Fields that callers of the API may give a new record and never change; jobs may. Whoever leaves one"
                            + " out leaves it as it is."),
            key("history", value(Type.DURATION), "How long earlier revs of a record are kept.")
                    .or("they are not"));

    private static final Keys AUTH = Keys.of(
                    "auth",
                    key(
                            "basic",
                            Keys.of(
                                    "basic",
                                    key("user", value(Type.TEXT), "The user.").must(),
                                    key("password", value(Type.SECRET), "The password.")
                                            .must()),
                            "User and password."),
                    key("bearer", value(Type.SECRET), "A token that is sent as `Authorization: Bearer`."),
                    key(
                            "apiKey",
                            Keys.of(
                                            "apiKey",
                                            key("header", value(Type.TEXT), "The header that takes it."),
                                            key("query", value(Type.TEXT), "The query parameter that takes it."),
                                            key("value", value(Type.SECRET), "The key.")
                                                    .must())
                                    .exactlyOne("header", "query"),
                            "A key in a header or a query parameter."),
                    key(
                            "oauth2",
                            Keys.of(
                                    "oauth2",
                                    key("tokenUrl", value(Type.URL), "The token endpoint.")
                                            .must(),
                                    key("clientId", value(Type.TEXT), "The client.")
                                            .must(),
                                    key("clientSecret", value(Type.SECRET), "The client's secret.")
                                            .must(),
                                    key("scope", value(Type.TEXT), "The scopes, with blanks between them.")
                                            .or("what the client has")),
                            "An access token by client credentials, asked for when it is needed and again once it is refused."),
                    key(
                            "hmac",
                            Keys.of(
                                    "hmac",
                                    key("secret", value(Type.SECRET), "What is signed with.")
                                            .must(),
                                    key("header", value(Type.TEXT), "The header that takes the signature.")
                                            .or("`X-Signature`"),
                                    key("prefix", value(Type.TEXT), "What stands before it in the header.")
                                            .or("nothing"),
                                    key("algorithm", words("sha256", "sha512", "sha1"), "The hash.")
                                            .or("`sha256`"),
                                    key("encoding", words("hex", "base64"), "How the signature is written.")
                                            .or("`hex`"),
                                    key(
                                            "timestamp",
                                            value(Type.TEXT),
                                            "The header that takes the second at which it is signed; the second, a dot and the body are signed then, and without it the body.")),
                            "A signature over the body."),
                    key(
                            "aws",
                            Keys.of(
                                    "aws",
                                    key("region", value(Type.TEXT), "The region: `eu-central-1`.")
                                            .must(),
                                    key("service", value(Type.TEXT), "The service's name in signatures: `execute-api`.")
                                            .must(),
                                    key("accessKey", value(Type.TEXT), "The access key's id.")
                                            .must(),
                                    key("secretKey", value(Type.SECRET), "The secret access key.")
                                            .must(),
                                    key("sessionToken", value(Type.SECRET), "The token of temporary credentials.")),
                            "AWS Signature 4."))
            .exactlyOne("basic", "bearer", "apiKey", "oauth2", "hmac", "aws");

    private static final Keys AZURE = Keys.of(
                    "azure",
                    key("account", value(Type.ACCOUNT), "The storage account."),
                    key("container", value(Type.CONTAINER), "The container.").must(),
                    key(
                                    "endpoint",
                                    value(Type.URL),
                                    "The account's address for blobs, where it is not in the public cloud.")
                            .or("`https://<account>.blob.core.windows.net`"),
                    key(
                            "sas",
                            value(Type.SECRET),
                            "A shared access signature with create and write; with read a repeated end is known."),
                    key("key", value(Type.SECRET), "The account's key."),
                    key(
                            "connectionString",
                            value(Type.SECRET),
                            "A connection string, which names the account and says who calls."),
                    key(
                            "identity",
                            either(
                                    words("system"),
                                    Keys.of(
                                            "identity",
                                            key(
                                                            "client",
                                                            value(Type.TEXT),
                                                            "The client id of a user-assigned identity.")
                                                    .must())),
                            "The managed identity of the machine: `system`, or one by its client id. Its token service is a private host: see `allow` of crossdock.yaml."))
            .exactlyOne("account", "connectionString")
            .exactlyOne("sas", "key", "connectionString", "identity");

    private static final Keys CONNECTION = Keys.of(
                    "a connection",
                    DESCRIPTION,
                    key("url", value(Type.URL), "The webservice's address; requests append their path to it."),
                    key("azure", AZURE, "A container of Azure Blob Storage."),
                    key(
                            "sftp",
                            Keys.of(
                                            "sftp",
                                            key("host", value(Type.TEXT), "The server.")
                                                    .must(),
                                            key("port", new Whole(1, 65535), "Its port.")
                                                    .or("`22`"),
                                            key("user", value(Type.TEXT), "The user.")
                                                    .must(),
                                            key("password", value(Type.SECRET), "The user's password."),
                                            key(
                                                    "key",
                                                    value(Type.SECRET),
                                                    "The user's private key, as ssh-keygen writes it."),
                                            key(
                                                            "hostKey",
                                                            value(Type.HOST_KEY),
                                                            "The fingerprint of the server's key: `SHA256:…`; another server is refused.")
                                                    .must())
                                    .exactlyOne("password", "key"),
                            "An SFTP server that holds files."),
                    key("folder", value(Type.TEXT), "A folder of the machine on which `crossdock up` runs."),
                    key("auth", either(words("none"), AUTH), "How to prove who calls.")
                            .or("`none`"),
                    key(
                            "limits",
                            Keys.of(
                                    "limits",
                                    key("rate", value(Type.RATE), "Most calls per time.")
                                            .or("no limit"),
                                    key(
                                                    "concurrency",
                                                    new Whole(1, 1000),
                                                    "Most calls at once, of all workers together.")
                                            .or("`8`"),
                                    key("timeout", value(Type.DURATION), "Longest wait for an answer.")
                                            .or("`10s`; of Azure `30s`"),
                                    key("maxResponse", value(Type.SIZE), "Largest answer.")
                                            .or("`10MB`")),
                            "What calls may take."),
                    key(
                            "retry",
                            Keys.of(
                                    "retry",
                                    key(
                                                    "attempts",
                                                    new Whole(1, 100),
                                                    "Most calls for one effect, the first one counted.")
                                            .or("`5`"),
                                    key(
                                                    "for",
                                                    value(Type.DURATION),
                                                    "No attempt begins later than this after the first.")
                                            .or("`24h`")),
                            "What happens when a call fails."),
                    key(
                                    "delivery",
                                    words(
                                            "put-by-key",
                                            "idempotency-key",
                                            "check-then-write",
                                            "at-least-once",
                                            "at-most-once"),
                                    "What a crash in mid-call may do.")
                            .or("`put-by-key`"))
            .exactlyOne("url", "azure", "sftp", "folder");

    private static final Keys JOB = Keys.of(
            "a job",
            DESCRIPTION,
            key("from", FROM, "Where the records come from.").must(),
            key("schema", SCHEMA, "What a record must meet as it is read, before the map."),
            key("map", new Shape.Steps(STEP), "How a record becomes none, one or several others.")
                    .or("records go as they are"),
            key("to", TO, "Where they go.").must(),
            key("then", items(new Name("job")), "Jobs that start when a run of this one has finished."),
            key(
                            "overlap",
                            words("queue", "skip", "parallel"),
                            "What happens while a run is at work: with `queue` the next one waits, in the order of the drops; `skip` leaves out a schedule's moment (a drop still waits); `parallel` waits for nothing.")
                    .or("`queue`"),
            key("schedule", SCHEDULE, "When it runs by itself."),
            key(
                    "feed",
                    Keys.of(
                            "feed",
                            key(
                                            "full",
                                            value(Type.FLAG),
                                            "`true`: each input is the whole of the collection, and what it lacks is deleted. Only after all of it was read without an error; a record that cannot be read as far as its key keeps everything from being deleted.")
                                    .must(),
                            key(
                                            "maxDeletes",
                                            either(value(Type.SHARE), new Whole(0, 1_000_000_000)),
                                            "The guard: a feed that would delete more than this, a share of the records that were there or a number, deletes nothing and is held until somebody approves or cancels it.")
                                    .or("`10%`"),
                            key(
                                            "scope",
                                            words("collection", "job"),
                                            "Which records the feed is about: all of the collection, or those that this job wrote last.")
                                    .or("`collection`")),
                    "Says that inputs are full feeds. Files named `…-1of3…`, `…-2of3…` are parts of one feed."));

    private static final Keys TRIGGER = Keys.of(
                    "a trigger",
                    DESCRIPTION,
                    key(
                                    "watch",
                                    Keys.of(
                                            "watch",
                                            key(
                                                            "collection",
                                                            new Name("collection"),
                                                            "The collection whose records are watched.")
                                                    .must(),
                                            key(
                                                            "events",
                                                            items(words("created", "updated", "deleted")),
                                                            "Which changes.")
                                                    .or("all three"),
                                            key(
                                                            "changed",
                                                            TEXTS,
                                                            "For updates: top-level fields of which one at least must have changed.")
                                                    .or("any")),
                                    "Which changes count.")
                            .must(),
                    key(
                            "when",
                            value(Type.EXPRESSION),
                            "JSONata that is true for a change that counts: sees `$new`, `$old`, `$changed`, `$event`, `$record`."),
                    key(
                            "call",
                            Keys.of(
                                    "call",
                                    key("connection", new Name("connection"), "The webservice that is called.")
                                            .must(),
                                    key("request", value(Type.REQUEST), "Method and path, with JSONata in braces.")
                                            .must(),
                                    key("body", value(Type.EXPRESSION), "JSONata for the body.")
                                            .or("the record's data after the change"),
                                    key("headers", new Shape.Headers(), "Further headers.")),
                            "The call that a change makes."),
                    key(
                            "run",
                            Keys.of(
                                    "run",
                                    key("template", new Name("template"), "The template's name.")
                                            .must()),
                            "The template that a change runs."),
                    key(
                                    "settle",
                                    value(Type.DURATION),
                                    "How long a record's changes are gathered, since the first that counts: they then count as one, from the state before the first to the state after the last. At most `15m`.")
                            .or("each change counts"))
            .exactlyOne("call", "run");

    /** Folder and declaration of a kind. @param kind as in a published name: {@code job/import-products} */
    record Kind(String kind, String folder, Keys keys, String doc) {}

    static final Kind SETTINGS = new Kind(
            "project",
            "",
            PROJECT,
            "What holds for the whole project: `crossdock.yaml`. `crossdock.<environment>.yaml` overrides any key of it.");

    /** In the order in which they are read. */
    static final List<Kind> ALL = List.of(
            SETTINGS,
            new Kind(
                    "bucket",
                    "buckets",
                    BUCKET,
                    "A named place for files. Its folders `processed/`, `invalid/` and `skipped/` are reserved: finished inputs are moved there, and nothing in them starts a job."),
            new Kind("collection", "collections", COLLECTION, "Keyed records."),
            new Kind("connection", "connections", CONNECTION, "How to reach another system."),
            new Kind("job", "jobs", JOB, "From a source, through a map, to a sink."),
            new Kind("trigger", "triggers", TRIGGER, "A rule that turns a record's change into a call."),
            new Kind("template", "templates", TemplateKeys.TEMPLATE, "A named list of steps."),
            new Kind("listener", "listeners", ListenerKeys.LISTENER, "A named URL that takes webhooks."),
            AlertKeys.KIND);

    private static final Map<String, Kind> BY_NAME = new LinkedHashMap<>();

    static {
        ALL.forEach(kind -> BY_NAME.put(kind.kind(), kind));
    }

    /** Folders whose files are named by definitions or read by others. */
    static final List<String> OTHER_FOLDERS = List.of("mappings", "examples", "mails", "data", "schemas", "docs");

    /** Job types that a function exists for. */
    static final Set<String> BUILT = Set.of(
            "export-to-file",
            "export-to-webservice",
            "import-file",
            "pull-files",
            "pull-to-collection",
            "pull-to-file",
            "send-file",
            "transform-file",
            "upload-to-azure");

    static Kind of(String kind) {
        var found = BY_NAME.get(kind);
        if (found == null) throw new IllegalArgumentException("no kind of definition: " + kind);
        return found;
    }
}
