"""A map that loses updates: between reading and writing, others get a turn. `heddle oracle run --spec map` finds it."""

import asyncio
import json

from map import Map, serve


class LossyMap(Map):
    async def cas(self, key, old, new):
        there = json.dumps(self.values.get(key)) == json.dumps(old)
        await asyncio.sleep(0)  # FLAW: what was read may not stand any more
        if there:
            self.write(key, new)
        return there

    async def append(self, key, text):
        before = self.values.get(key)
        await asyncio.sleep(0)  # FLAW: as above
        self.values[key] = (before if isinstance(before, str) else "") + text


if __name__ == "__main__":
    asyncio.run(serve(LossyMap()))
