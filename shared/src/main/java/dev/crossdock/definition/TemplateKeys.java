package dev.crossdock.definition;

import static dev.crossdock.definition.Key.key;
import static dev.crossdock.definition.Shape.either;
import static dev.crossdock.definition.Shape.items;
import static dev.crossdock.definition.Shape.some;
import static dev.crossdock.definition.Shape.value;
import static dev.crossdock.definition.Shape.words;

import dev.crossdock.definition.Shape.Any;
import dev.crossdock.definition.Shape.Keys;
import dev.crossdock.definition.Shape.Name;
import dev.crossdock.definition.Shape.Whole;

/** The keys of templates and their steps. */
final class TemplateKeys {
    private TemplateKeys() {}

    /** Steps hold steps: where they do, the declaration says so by where the first ones stand. */
    private static final Shape STEPS = some(new Shape.Again("/properties/steps/items", TemplateKeys::step));

    private static final Key CONNECTION = key("connection", new Name("connection"), "The webservice that is called.")
            .must();
    private static final Key REQUEST = key("request", value(Type.REQUEST), "Method and path, with JSONata in braces.")
            .must();
    private static final Key HEADERS = key("headers", new Shape.Headers(), "Further headers.");
    private static final Key BODY = key("body", value(Type.EXPRESSION), "JSONata for the body.")
            .or("the template's input, for methods that have a body");

    private static final Keys CACHE = Keys.of(
            "cache",
            key("for", value(Type.DURATION), "How long an answer is good.").must(),
            key("key", value(Type.EXPRESSION), "JSONata for what tells answers apart.")
                    .or("connection, method, path and headers"),
            key(
                    "tags",
                    items(value(Type.TEMPLATE)),
                    "Names by which answers are forgotten: `DELETE /cache?tag=…`; texts with JSONata in braces."));

    private static final Keys CALL = Keys.of(
            "call",
            CONNECTION,
            REQUEST,
            BODY,
            HEADERS,
            key("answer", words("json", "text"), "What the answer must be: `json`, or `text`, which is taken as it is.")
                    .or("JSON where it is JSON, else text; a web page is refused"),
            key("cache", CACHE, "Keeps the answer of a GET for a time, in each process for itself.")
                    .or("every step asks"));

    private static final Keys POLL = Keys.of(
            "poll",
            CONNECTION,
            REQUEST,
            BODY,
            HEADERS,
            key(
                            "until",
                            value(Type.EXPRESSION),
                            "JSONata over the answer's body that is true when the waiting is over; sees `$status` and `$headers`.")
                    .must(),
            key("every", value(Type.DURATION), "The time from one call to the next.")
                    .or("`10s`"),
            key("for", value(Type.DURATION), "How long it is asked; then the step fails.")
                    .or("`1h`"));

    private static final Keys RECORD = Keys.of(
                    "record",
                    key("get", new Name("collection"), "The collection to read one record of; the result is its data."),
                    key(
                            "query",
                            new Name("collection"),
                            "The collection to read several records of; the result is the list of their data."),
                    key(
                            "upsert",
                            new Name("collection"),
                            "The collection to write a record to; the result has its `id`, `rev`, `valid` and `outcome` (created, updated, unchanged, skipped)."),
                    key(
                            "delete",
                            new Name("collection"),
                            "The collection to delete a record from; the result has its `id` and whether it was there, `deleted`."),
                    key("id", value(Type.EXPRESSION), "JSONata for the record's id.")
                            .or("for an upsert: made from the key"),
                    key("where", value(Type.EXPRESSION), "JSONata that is true for the records to take.")
                            .or("all"),
                    key("limit", new Whole(1, 1000), "Most records to take.").or("`100`"),
                    key("data", value(Type.EXPRESSION), "JSONata for what is written.")
                            .or("the template's input"),
                    key(
                                    "ifExists",
                                    words("replace", "merge", "skip", "fail"),
                                    "What becomes of a record that is there already.")
                            .or("`replace`"))
            .exactlyOne("get", "query", "upsert", "delete");

    private static final Keys FILE = Keys.of(
                    "file",
                    key(
                            "write",
                            new Name("bucket"),
                            "The bucket to write a file to; the result has `bucket`, `name`, `size` and `etag`."),
                    key("read", new Name("bucket"), "The bucket to read a file of; the result is what is in it."),
                    key("name", value(Type.TEMPLATE), "The file's name, with JSONata in braces.")
                            .must(),
                    key("data", value(Type.EXPRESSION), "JSONata for what is written: a text as it is, else JSON.")
                            .or("the template's input"),
                    key("contentType", value(Type.TEXT), "The file's content type.")
                            .or("`application/json`, for a text `text/plain`"),
                    key("as", words("json", "text"), "How a file is read.").or("JSON where it is JSON, else text"))
            .exactlyOne("write", "read");

    static final Keys MAIL = Keys.of(
            "mail",
            key("to", value(Type.ADDRESSES), "An address, or JSONata for one or a list of them.")
                    .must(),
            key("cc", value(Type.ADDRESSES), "Whom it is copied to, written likewise."),
            key("bcc", value(Type.ADDRESSES), "Whom it is copied to unseen, written likewise."),
            key("subject", value(Type.TEMPLATE), "The subject, with JSONata in braces.")
                    .must(),
            key(
                    "text",
                    value(Type.PAGE),
                    "The text, with JSONata in braces, or a file with it (`mails/order.txt`). `{{` and `}}` stand for one brace."),
            key(
                    "html",
                    value(Type.PAGE),
                    "The page, with JSONata in braces, or a file with it (`mails/order.html`). What expressions give is escaped; `{{` and `}}` stand for one brace."));

    private static final Keys RETRY = Keys.of(
            "retry",
            key("attempts", new Whole(1, 100), "Most attempts, the first one counted.")
                    .or("`5`"),
            key("for", value(Type.DURATION), "No attempt begins later than this after the first.")
                    .or("`24h`"));

    private static final Keys ON_ERROR = Keys.of(
            "onError",
            key("steps", STEPS, "Steps that are taken then, with `$error` (code, message): compensation.")
                    .must(),
            key("then", words("fail", "continue"), "Whether the execution fails after them, or goes on.")
                    .or("`fail`"));

    private static final Keys STEP = Keys.of(
                    "a step",
                    key(
                            "id",
                            value(Type.STEP_ID),
                            "Its result is `$<id>`: small letters, capitals and digits, unique in the template."),
                    key(
                            "call",
                            CALL,
                            "Calls a webservice; the result has `status`, `headers` and `body`. POST, PUT, PATCH and DELETE are effects: each happens once, whatever is killed."),
                    key("map", value(Type.EXPRESSION), "JSONata, or a file with it, for the result."),
                    key("record", RECORD, "Reads or writes records of a collection."),
                    key("file", FILE, "Writes or reads a file of a bucket."),
                    key("mail", MAIL, "Sends a mail, once."),
                    key(
                            "each",
                            value(Type.EXPRESSION),
                            "JSONata for a list; `steps` are taken for each item. The result is the list of what the items give."),
                    key("as", value(Type.STEP_ID), "For `each`: what the steps call an item.")
                            .or("`item`: `$item`"),
                    key("parallel", new Whole(1, 50), "For `each`: how many items go on beside one another.")
                            .or("one after the other"),
                    key("steps", STEPS, "For `each`: the steps for an item."),
                    key("output", value(Type.EXPRESSION), "For `each`: JSONata for what an item gives.")
                            .or("the result of its last step"),
                    key("poll", POLL, "Repeats a call until something holds; the result is the last answer."),
                    key(
                            "template",
                            new Name("template"),
                            "Runs another template; the result is its output. At most 8 deep."),
                    key("input", value(Type.EXPRESSION), "For `template`: JSONata for its input.")
                            .or("this template's input"),
                    key("fail", value(Type.TEMPLATE), "Fails, with this text; JSONata in braces."),
                    key("when", value(Type.EXPRESSION), "JSONata; the step is skipped where it is not true.")
                            .or("always"),
                    key(
                            "valid",
                            value(Type.EXPRESSION),
                            "JSONata over the result; where it is not true the result is marked invalid (`$states.<id>`), and the execution goes on."),
                    key(
                                    "retry",
                                    RETRY,
                                    "How often a failed step is tried again; for a call instead of the connection's own.")
                            .or("a call as its connection says, others not"),
                    key(
                                    "onError",
                                    either(words("fail", "continue"), ON_ERROR),
                                    "What happens when the step fails: the execution fails, or goes on without its result, or takes other steps.")
                            .or("`fail`"),
                    key(
                                    "on404",
                                    new Any(),
                                    "The result where there is nothing: a call that is answered 404 or 410, a record or a file that is not there. Any value, null too.")
                            .or("the step fails; of a record null"))
            .exactlyOne("call", "map", "record", "file", "mail", "each", "poll", "template", "fail");

    static final Keys TEMPLATE = Keys.of(
            "a template",
            key("description", value(Type.TEXT), "What it is for, shown to people."),
            key("input", Kinds.SCHEMA, "A file with the JSON Schema 2020-12 of its input, or the schema itself.")
                    .or("any input"),
            key("steps", some(STEP), "What is done, in this order.").must(),
            key("output", value(Type.EXPRESSION), "JSONata for what an execution gives; sees `$input` and every step.")
                    .or("the last step's result"));

    private static Keys step() {
        return STEP;
    }
}
