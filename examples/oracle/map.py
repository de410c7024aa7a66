"""A correct map behind the protocol of `heddle oracle run --spec map`. Copy it and put your own map in."""

import asyncio
import json
import sys


class Map:
    def __init__(self):
        self.values = {}
        self.lock = asyncio.Lock()

    async def reset(self):
        self.values = {}

    async def put(self, key, value):
        async with self.lock:
            self.write(key, value)

    async def get(self, key):
        async with self.lock:
            return self.values.get(key)

    async def remove(self, key):
        async with self.lock:
            return self.values.pop(key, None)

    async def cas(self, key, old, new):
        async with self.lock:
            await asyncio.sleep(0)  # whoever else wants something gets a turn, and has to wait for the lock
            there = json.dumps(self.values.get(key)) == json.dumps(old)  # 1 is not True
            if there:
                self.write(key, new)
            return there

    async def append(self, key, text):
        async with self.lock:
            before = self.values.get(key)
            await asyncio.sleep(0)
            self.values[key] = (before if isinstance(before, str) else "") + text

    def write(self, key, value):
        if value is None:  # to write nothing is to remove
            self.values.pop(key, None)
        else:
            self.values[key] = value


async def answer(subject, request):
    try:
        outcome = await getattr(subject, request["op"])(*request["args"])
        reply = {"id": request["id"], "outcome": outcome}
    except Exception as error:  # it failed: nobody knows whether it happened
        reply = {"id": request["id"], "error": repr(error)}
    sys.stdout.write(json.dumps(reply) + "\n")
    sys.stdout.flush()


async def serve(subject):
    reader = asyncio.StreamReader(limit=1 << 20)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    tasks = set()  # a task that nobody holds may be collected
    while line := await reader.readline():
        task = asyncio.create_task(answer(subject, json.loads(line)))
        tasks.add(task)
        task.add_done_callback(tasks.discard)


if __name__ == "__main__":
    asyncio.run(serve(Map()))
