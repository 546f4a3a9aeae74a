#!/usr/bin/env python3
"""Makes the events of reports/higgs.md: make_events.py FOLDER [--share 1.0] [--jobs 2] [--estimate].

Collisions and their measurement by a detector (collisions.py) are made in chunks and kept in FOLDER/parts-…, so that a stopped
run goes on where it was. Then every class gets a file of selected events for the nominal detector and for each variation
(selection.py), and every pseudo-experiment one of events that are in none of those. A chunk follows from its number alone, so
the files are the same for any number of jobs. With --share 0.1 a tenth of the events is made.
"""
import argparse
import concurrent.futures
import hashlib
import math
import os
import pathlib
import sys
import time

import numpy as np

import collisions
import selection

CHUNK = 50_000
# Collisions of each class; every other chunk is held back for pseudo-experiments.
COLLISIONS = {"htautau": 600_000, "ztautau": 3_600_000, "ttbar": 3_000_000, "diboson": 900_000}
# Decays of tau leptons in a chunk, and how many chunks of them there may be; half of them belong to events that are held back.
DECAYS, DECAY_CHUNKS = 10_000, 20
# Seconds that a thousand take on one core.
COST = {"htautau": 0.25, "ztautau": 0.20, "ttbar": 0.22, "diboson": 0.20, "decays": 1.3}


def is_held_back(number):
    return number % 2 == 1


def digest(file, text):
    """Of a program and of what else its results depend on."""
    return hashlib.sha256(pathlib.Path(file).read_bytes() + text.encode()).hexdigest()[:12]


def save(path, columns):
    unfinished = path.with_suffix(".unfinished")
    with open(unfinished, "wb") as file:
        np.savez(file, **columns)
    os.replace(unfinished, path)


def decay_chunk(number):
    """Which decays the collisions of a chunk have: what is held back shares none with the rest, whatever the share of all."""
    return 2 * (number // 2 % (DECAY_CHUNKS // 2)) + number % 2


def make(parts, kind, number):
    """One chunk, of decays or of a class."""
    if kind == "decays":
        columns = collisions.decays(number, DECAYS)
    else:
        columns, section = collisions.chunk(kind, number, CHUNK, np.load(parts / f"decays-{decay_chunk(number)}.npz"))
        columns |= {"section": section, "collisions": CHUNK}
    save(parts / f"{kind}-{number}.npz", columns)


def plan(share):
    """Chunks of every class, as many that are held back as are not."""
    return {name: 2 * math.ceil(count * share / CHUNK / 2) for name, count in COLLISIONS.items()}


def missing(parts, chunks):
    wanted = [("decays", number) for number in sorted({decay_chunk(n) for n in range(max(chunks.values()))})]
    wanted += [(name, number) for number in range(max(chunks.values())) for name in chunks if number < chunks[name]]
    return [(kind, number) for kind, number in wanted if not (parts / f"{kind}-{number}.npz").exists()]


def seconds(todo):
    return sum(COST[kind] * (DECAYS if kind == "decays" else CHUNK) / 1000 for kind, _ in todo)


def run(todo, parts, jobs):
    """Makes what is to do in several processes, decays before the collisions that need them, and says how far it is."""
    begin, done = time.monotonic(), 0.0
    with concurrent.futures.ProcessPoolExecutor(jobs) as pool:
        for stage in ([one for one in todo if one[0] == "decays"], [one for one in todo if one[0] != "decays"]):
            futures = {pool.submit(make, parts, *one): one for one in stage}
            for future in concurrent.futures.as_completed(futures):
                future.result()
                done += seconds([futures[future]])
                left = (time.monotonic() - begin) * (seconds(todo) / done - 1)
                print("{} {} is made; about {:.1f} min left".format(*futures[future], left / 60), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--share", type=float, default=1.0, help="of the events and of the luminosity; 1 unless given")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)), help="processes at the same time")
    parser.add_argument("--estimate", action="store_true", help="say how long it will take, and stop")
    options = parser.parse_args()
    if not 0 < options.share <= 1 or options.jobs < 1:
        parser.error("--share must lie above 0 and at most at 1, and --jobs at 1 or more")
    # Other code makes other events, and never takes those of earlier code for its own.
    parts = options.folder / f"parts-{digest(collisions.__file__, f'{CHUNK} {DECAYS} {DECAY_CHUNKS}')}"
    parts.mkdir(parents=True, exist_ok=True)
    chunks = plan(options.share)
    todo = missing(parts, chunks)
    print(f"Events are made in about {seconds(todo) / options.jobs / 60:.0f} minutes on {options.jobs} cores", flush=True)
    if options.estimate:
        return
    run(todo, parts, options.jobs)
    # A ROOT file holds the time when it was written: what is there is left, so that a report made from it stays fresh.
    made, record = options.folder / "made.txt", f"{digest(selection.__file__, parts.name)} {options.share:g}\n"
    if made.exists() and made.read_text() == record:
        print(f"The files in {options.folder} are as they should be")
        return
    made.unlink(missing_ok=True)
    selection.write(options.folder, {
        name: [(is_held_back(number), parts / f"{name}-{number}.npz") for number in range(count)]
        for name, count in chunks.items()}, options.share)
    made.write_text(record)


if __name__ == "__main__":
    sys.exit(main())
