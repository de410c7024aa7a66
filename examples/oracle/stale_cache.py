"""A map with a cache that may be filled after it was invalidated. `heddle oracle run --spec map` finds it."""

import asyncio

from map import Map, serve


class CachedMap(Map):
    def __init__(self):
        super().__init__()
        self.cache = {}

    async def reset(self):
        await super().reset()
        self.cache = {}

    async def get(self, key):
        if key not in self.cache:
            value = await super().get(key)
            await asyncio.sleep(0)  # FLAW: a write may come here, and invalidate what is not in the cache yet
            self.cache[key] = value
        return self.cache[key]

    async def put(self, key, value):
        await super().put(key, value)
        self.cache.pop(key, None)

    async def remove(self, key):
        value = await super().remove(key)
        self.cache.pop(key, None)
        return value

    async def cas(self, key, old, new):
        done = await super().cas(key, old, new)
        self.cache.pop(key, None)
        return done

    async def append(self, key, text):
        await super().append(key, text)
        self.cache.pop(key, None)


if __name__ == "__main__":
    asyncio.run(serve(CachedMap()))
