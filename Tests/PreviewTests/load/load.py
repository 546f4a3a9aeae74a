"""Ten reviewers look at a report while a training runs: how long pages take, and what that costs the training.

    load.py FIDUCIAL [--reviewers 10] [--rounds 3] [--steps 3000] [--whole]

Not part of the tests: it takes minutes, and says something on a quiet machine only. Each round trains the same network twice from
other seeds, without and with reviewers; a reviewer holds the stream of events open and loads the page twice a second on a
kept connection, as a browser does that says which one it has (--whole: as one that has none, so that each time the whole page
comes). Times of the training are those of the cell; the processor's time is that of the whole server, and of this script, which
shares its cores.
"""

import argparse
import asyncio
import os
import re
import signal
import statistics
import subprocess
import tempfile
import time

REPORT = """---
title: Load
seed: 1
---

{text}

```{{generate}} nominal
events: 100_000
```

```{{train}} kinematics
density: kinematics
sample: nominal
steps: {steps}
seed: {seed}
```

```{{plot}} losses
kind: losses
of: [kinematics]
```
"""


class Client:
    """A connection to the server."""

    def __init__(self, port):
        self.port = port

    async def __aenter__(self):
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 26)
        return self

    async def __aexit__(self, *_):
        self.writer.close()

    def send(self, method, path, headers=(), body=""):
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", *headers]
        if body:
            lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
        self.writer.write(("\r\n".join(lines) + "\r\n\r\n" + body).encode())

    async def ask(self, method, path, headers=(), body=""):
        self.send(method, path, headers, body)
        await self.writer.drain()
        self.head = (await self.reader.readuntil(b"\r\n\r\n")).decode()
        length = re.search(r"Content-Length: (\d+)", self.head)
        body = await self.reader.readexactly(int(length.group(1))) if length else b""
        return int(self.head.split()[1]), body


async def stream(port, seen):
    async with Client(port) as client:
        client.send("GET", "/events/load")
        while line := await client.reader.readline():
            if line.startswith(b"event: "):
                seen[0] += 1


async def pages(port, times, whole):
    async with Client(port) as client:
        headers = []
        while True:
            start = time.monotonic()
            status, _ = await client.ask("GET", "/r/load", headers)
            assert status == 200 or headers and status == 304, status
            if not whole:
                headers = ["If-None-Match: " + re.search(r"ETag: (.*)\r", client.head).group(1)]
            times.append(time.monotonic() - start)
            await asyncio.sleep(0.5)


def cpu(process):
    """Seconds of processor time of a process."""
    with open(f"/proc/{process.pid}/stat", encoding="ascii") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def train(port, process, report, text, reviewers, whole, times, seen):
    """Runs the report; seconds of the training, and processor time of the server meanwhile."""
    with open(report + ".new", "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(report + ".new", report)
    tasks = [asyncio.create_task(stream(port, seen)) for _ in range(reviewers)]
    tasks += [asyncio.create_task(pages(port, times, whole)) for _ in range(reviewers)]
    async with Client(port) as client:
        _, page = await client.ask("GET", "/r/load")
        token = re.search(rb'fiducial-live" content="([0-9a-f]+)"', page).group(1).decode()
        headers = [f"Origin: http://127.0.0.1:{port}", f"X-Fiducial-Token: {token}"]
        before, own = cpu(process), time.process_time()
        status, answer = await client.ask("POST", "/run/load", headers, "{}")
        assert status == 202, answer
        while True:
            await asyncio.sleep(0.5)
            _, page = await client.ask("GET", "/r/load")
            if b'data-absence="' not in page:
                break
        used, own = cpu(process) - before, time.process_time() - own
    for task in tasks:
        if task.done() and task.exception():
            raise task.exception()
        task.cancel()
    took = re.findall(r"took ([0-9.]+) s", page.decode())
    return max(float(seconds) for seconds in took), used, own


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("fiducial")
    parser.add_argument("--reviewers", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--whole", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report = os.path.join(folder, "load.md")
        text = "\n\n".join(f"Paragraph {number}." for number in range(200))
        with open(report, "w", encoding="utf-8") as file:
            file.write(REPORT.format(text=text, steps=arguments.steps, seed=1))
        process = subprocess.Popen(
            [arguments.fiducial, "serve", folder, "--port", "0", "--store", os.path.join(folder, ".store")],
            stdout=subprocess.PIPE, text=True,
        )
        try:
            port = int(re.search(r":(\d+)/", process.stdout.readline()).group(1))
            asyncio.get_running_loop().run_in_executor(None, lambda: [None for _ in process.stdout])
            times, seen = [], [0]
            results = {0: [], arguments.reviewers: []}
            seed = 1
            for _ in range(arguments.rounds):
                for reviewers in results:
                    seed += 1
                    text_of_round = REPORT.format(text=text, steps=arguments.steps, seed=seed)
                    results[reviewers].append(
                        await train(port, process, report, text_of_round, reviewers, arguments.whole, times, seen))
            for reviewers, rounds in results.items():
                wall, used, own = (statistics.median(one[place] for one in rounds) for place in range(3))
                print(f"{reviewers:3} reviewers: training {wall:.2f} s, processor {used:.2f} s, this script {own:.2f} s   {rounds}")
            (alone, work, _), (watched, watched_work, _) = (
                [statistics.median(one[place] for one in rounds) for place in range(3)] for rounds in results.values())
            times.sort()
            print(f"training slowed by {100 * (watched / alone - 1):.1f} %, by the processor {100 * (watched_work / work - 1):.1f} %")
            print(
                f"{len(times)} pages: median {1000 * statistics.median(times):.1f} ms, "
                f"p99 {1000 * times[int(0.99 * (len(times) - 1))]:.1f} ms, slowest {1000 * times[-1]:.1f} ms; {seen[0]} events"
            )
        finally:
            process.send_signal(signal.SIGINT)
            process.wait()


asyncio.run(main())
