// A correct map behind the protocol of `heddle oracle run --spec map`. Copy it and put your own map in.
'use strict';

const turn = () => new Promise((resolve) => setImmediate(resolve));
// Equal as JSON, whatever the order of members.
const canonical = (value) =>
  Array.isArray(value) ? value.map(canonical)
    : value && typeof value === 'object' ? Object.keys(value).sort().map((key) => [key, canonical(value[key])])
      : value;
const same = (a, b) => JSON.stringify(canonical(a)) === JSON.stringify(canonical(b));

class SharedMap {
  #last = Promise.resolve();
  values = new Map();

  // One after the other: each waits for the one before.
  alone(act) {
    const done = this.#last.then(act);
    this.#last = done.catch(() => {});
    return done;
  }

  async reset() { this.values.clear(); }
  put(key, value) { return this.alone(() => this.write(key, value)); }
  get(key) { return this.alone(() => this.read(key)); }

  remove(key) {
    return this.alone(() => {
      const before = this.read(key);
      this.values.delete(key);
      return before;
    });
  }

  cas(key, old, value) {
    return this.alone(async () => {
      const there = same(this.read(key), old);
      await turn(); // whoever else wants something has to wait all the same
      if (there) this.write(key, value);
      return there;
    });
  }

  append(key, text) {
    return this.alone(async () => {
      const before = this.read(key);
      await turn();
      this.write(key, (typeof before === 'string' ? before : '') + text);
    });
  }

  read(key) { return this.values.get(key) ?? null; }

  write(key, value) {
    if (value === null) this.values.delete(key); // to write nothing is to remove
    else this.values.set(key, value);
  }
}

async function answer(subject, { id, op, args }) {
  let reply;
  try {
    reply = { id, outcome: (await subject[op](...args)) ?? null };
  } catch (error) { // it failed: nobody knows whether it happened
    reply = { id, error: String(error) };
  }
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}

function serve(subject) {
  const lines = require('node:readline').createInterface({ input: process.stdin });
  lines.on('line', (line) => answer(subject, JSON.parse(line)));
}

module.exports = { SharedMap, same, serve, turn };
if (require.main === module) serve(new SharedMap());
