// What the reference implementation says to the differences that CompiledFuzzTest prints, a JSON object each:
//   npm install --prefix target jsonata && NODE_PATH=target/node_modules node infra/lab/judge.mjs < differences.ndjson
// Prints who is right: ours, theirs (the interpreter), both or neither.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const jsonata = createRequire(process.cwd() + '/target/')('jsonata');

async function reference({ text, record, variables }) {
  try {
    const value = await jsonata(text).evaluate(record, variables);
    return value === undefined ? 'nothing' : JSON.stringify(value);
  } catch (error) {
    return 'refused';
  }
}

// 75.30 is 75.3 to the reference.
const plain = text => (text === 'nothing' || text === 'refused' ? text : JSON.stringify(JSON.parse(text)));

for await (const line of createInterface({ input: process.stdin })) {
  const difference = JSON.parse(line);
  const right = await reference(difference);
  const said = ['ours', 'theirs'].filter(who => plain(difference[who]) === right);
  console.log(`${said.join(' and ') || 'neither'}\t${difference.seed}\t${difference.text}\t${right}`);
}
