// node product.mjs EXPRESSION IN OUT: csv-parse and the reference implementation of JSONata.
import { createReadStream, createWriteStream, readFileSync } from "node:fs";
import { once } from "node:events";
import { parse } from "csv-parse";
import jsonata from "jsonata";

const [expression, from, to] = process.argv.slice(2);
const mapping = jsonata(readFileSync(expression, "utf8"));
const out = createWriteStream(to, { highWaterMark: 1 << 20 });
for await (const record of createReadStream(from).pipe(parse({ columns: true }))) {
  const line = JSON.stringify(await mapping.evaluate(record)) + "\n";
  if (!out.write(line)) await once(out, "drain");
}
out.end();
await once(out, "finish");
