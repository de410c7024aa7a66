// A map that loses updates: between reading and writing, others get a turn. `heddle oracle run --spec map` finds it.
'use strict';

const { SharedMap, same, serve, turn } = require('./map.js');

class LossyMap extends SharedMap {
  async cas(key, old, value) {
    const there = same(this.read(key), old);
    await turn(); // FLAW: what was read may not stand any more
    if (there) this.write(key, value);
    return there;
  }

  async append(key, text) {
    const before = this.read(key);
    await turn(); // FLAW: as above
    this.write(key, (typeof before === 'string' ? before : '') + text);
  }
}

serve(new LossyMap());
