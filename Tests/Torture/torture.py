#!/usr/bin/env python3
"""Kills, fills, flips and stops renders of a report, and looks whether anything is lost.

    torture.py PROGRAM [--short] [--seed N] [--keep] [SCENARIO ...]     all scenarios by default; about 10 minutes, --short 20 s

    kills      random `kill -9`: no finished result is lost, none is damaged, the same digests in the end
    training   `kill -9` of a long training: at most 30 s of it are lost (not with --short)
    full       a file system that fills up (as root; others skip it)
    limits     writes that fail, by a limit on the size of files
    together   four renders of one page at once
    flips      flipped bits: `store verify` finds each, a render heals all
    users      two users of one group share a store, one of them killed; a store that can only be read (as root)
    signals    SIGINT and SIGTERM end a run, with a page that says what is missing

The last line counts: "8 passed, 0 failed". The exit status is 1 where one failed. Needs nothing but Python.
"""

import argparse
import contextlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
SHORT = ["-p", "steps=100", "-p", "members=1", "-p", "toys=2"]


class Fault(Exception):
    """What a scenario found."""


class Skipped(Exception):
    """Why a scenario cannot be tried here."""


def require(holds, words):
    if not holds:
        raise Fault(words)


class Torture:
    def __init__(self, program, folder, short, seed):
        self.program = program
        self.folder = folder
        self.short = short
        self.random = random.Random(seed)
        shutil.copy(HERE / "report.md", folder / "report.md")
        self.parameters = SHORT if short else []
        self.reference = None
        # Of a whole render, in seconds.
        self.whole = None

    # What the scenarios share.

    def command(self, store, *arguments, page="page.html"):
        return [
            str(self.program), "render", "report.md", *self.parameters, "--store", str(store), "-o", page, "-q", "-j", "2",
            *arguments,
        ]

    def start(self, store, *arguments, page="page.html", **options):
        return subprocess.Popen(
            self.command(store, *arguments, page=page), cwd=self.folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True, **options)

    def render(self, store, *arguments, allowed=(0,), page="page.html", **options):
        process = self.start(store, *arguments, page=page, **options)
        errors = process.communicate(timeout=600)[1]
        require(process.returncode in allowed, f"a render ended with {process.returncode}: {errors[-2000:]}")
        return errors

    def tool(self, *arguments, allowed=(0,)):
        run = subprocess.run(
            [str(self.program), *map(str, arguments)], cwd=self.folder, capture_output=True, text=True, timeout=600)
        require(run.returncode in allowed, f"{arguments[0]} ended with {run.returncode}: {run.stderr[-2000:]}")
        return run

    def verify(self, store):
        if (self.folder / store / "locks").exists():
            self.tool("store", "verify", "--store", store)

    def results(self, store):
        """Of each result its key and the digests of its files."""
        found = {}
        for path in sorted((self.folder / store).glob("??/*/manifest.json")):
            manifest = json.loads(path.read_text(encoding="utf-8"))
            found[manifest["key"]] = manifest["files"]
        return found

    def prepare(self):
        """A whole render, which nobody disturbs."""
        begin = time.monotonic()
        self.render("reference")
        self.whole = time.monotonic() - begin
        self.reference = self.results("reference")

    def require_same(self, store):
        results = self.results(store)
        other = [key for key in self.reference if results.get(key) != self.reference[key]]
        require(not other, f"{len(other)} of {len(self.reference)} results have other digests: {other[:3]}")
        require(set(results) == set(self.reference), "there are results that a render without disturbance does not have")

    def require_page(self, page="page.html"):
        """Whatever stands there is a whole page."""
        path = self.folder / page
        if path.exists():
            require(path.read_text(encoding="utf-8").rstrip().endswith("</html>"), f"{page} is not whole")

    @contextlib.contextmanager
    def kept(self, store):
        """Results that were there are there afterwards, as they were."""
        before = self.results(store)
        yield
        after = self.results(store)
        lost = [key for key in before if after.get(key) != before[key]]
        require(not lost, f"{len(lost)} finished results are gone or changed: {lost[:3]}")

    # The scenarios.

    def kills(self):
        wanted, done, rounds = 3 if self.short else 50, 0, 0
        while done < wanted:
            store = f"killed-{rounds}"
            rounds += 1
            while done < wanted:
                with self.kept(store):
                    process = self.start(store)
                    time.sleep(self.random.uniform(0.02, max(0.2, self.whole / 5)))
                    ended = process.poll() is not None
                    if not ended:
                        os.killpg(process.pid, signal.SIGKILL)
                    process.communicate()
                self.require_page()
                if ended:
                    require(process.returncode == 0, f"a render ended with {process.returncode}")
                    break
                done += 1
                if done % (1 if self.short else 10) == 0:
                    self.verify(store)
            self.render(store)
            self.require_same(store)
            self.require_page()
            # What killed runs left goes with the next clearing, an hour later: until then somebody may be writing it.
            for rest in [p for p in (self.folder / store).iterdir() if "tmp-" in p.name]:
                for path in [rest, *rest.rglob("*")]:
                    os.utime(path, (time.time() - 7200,) * 2)
            self.tool("store", "gc", "report.md", *self.parameters, "--store", store, "--delete")
            left = [p.name for p in (self.folder / store).iterdir() if "tmp-" in p.name]
            require(not left, f"rubbish of killed runs is left: {left}")
        return f"{done} kills over {rounds} renders"

    def training(self):
        if self.short:
            raise Skipped("it takes longer than a minute")
        (self.folder / "long.md").write_text(
            "```{generate} data\nevents: 2000\n```\n\n```{train} long\nsample: data\ndensity: kinematics\n"
            "steps: 100_000_000\nhidden: [8]\nbins: 6\ntransforms: 1\nbatch: 64\nvalidation: 200\n```\n")

        def run(seconds, log):
            process = subprocess.Popen(
                [str(self.program), "render", "long.md", "--store", "long", "-q", "--log", log], cwd=self.folder,
                stderr=subprocess.DEVNULL, start_new_session=True)
            time.sleep(seconds)
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            lines = [json.loads(line) for line in (self.folder / log).read_text().splitlines() if line.endswith("}")]
            return [line for line in lines if line["event"] == "progress" and line["cell"] == "long"]

        first = run(self.random.uniform(50, 85), "first.jsonl")
        last = first[-1]
        rate = (last["step"] - first[0]["step"]) / (last["seconds"] - first[0]["seconds"])
        second = run(13, "second.jsonl")[0]
        resumed = second["step"] - rate * second["seconds"]
        lost = (last["step"] - resumed) / rate
        # The last line of the log is up to 10 s older than the kill.
        require(lost <= 30, f"{lost:.0f} s of a training are lost")
        require(resumed > 0, "the training began anew")
        return f"went on {max(0, lost):.0f} s before the last line of its log"

    def full(self):
        store = self.folder / "small"
        store.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(store)]
        if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode != 0:
            raise Skipped("only root can make a small file system here")
        try:
            sizes = [64, 128] if self.short else sorted(self.random.uniform(64, 2000) for _ in range(24))
            warned = 0
            for size in sizes:
                subprocess.run(["mount", "-o", f"remount,size={int(size)}k", str(store)], check=True)
                with self.kept("small"):
                    warned += "No space left" in self.render("small", allowed=(0, 1))
                self.verify("small")
                self.require_page()
            require(warned > 0, "no disk was full")
            subprocess.run(["mount", "-o", "remount,size=100m", str(store)], check=True)
            self.render("small")
            self.require_same("small")
        finally:
            subprocess.run(["umount", str(store)], check=True)
        return f"{len(sizes)} sizes, {warned} of them too small"

    def limits(self):
        count, warned = (2 if self.short else 40), 0
        for _ in range(count):
            limit = int(self.random.choice([100, 3_000, 20_000, 60_000, 200_000]) * self.random.uniform(0.5, 1.5))

            def few(limit=limit):
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

            with self.kept("limited"):
                warned += "too large" in self.render("limited", allowed=(0, 1), preexec_fn=few)
            self.verify("limited")
            self.require_page()
        require(warned > 0, "no write failed")
        self.render("limited")
        self.require_same("limited")
        return f"{count} limits, {warned} of them too low"

    def together(self):
        rounds = [["page.html"] * 4] + ([] if self.short else [[f"page-{n}.html" for n in range(4)]])
        for round, pages in enumerate(rounds):
            store = f"together-{round}"
            running = [self.start(store, page=page) for page in pages]
            for process in running:
                errors = process.communicate(timeout=600)[1]
                require(process.returncode == 0, f"one of four ended with {process.returncode}: {errors[-2000:]}")
            self.require_same(store)
            for page in pages:
                self.require_page(page)
            started = [
                json.loads(path.read_text())["started"] for path in (self.folder / store).glob("??/*/manifest.json")]
            require(len(started) == len(self.reference), "a result was stored twice")
        return f"{len(rounds)} times 4 renders"

    def flips(self):
        store = self.folder / "flipped"
        shutil.copytree(self.folder / "reference", store)
        files = [path for path in sorted(store.glob("??/*/*")) if path.stat().st_size > 0]
        count = 12 if self.short else 200
        for _ in range(count):
            path = self.random.choice(files)
            place = self.flip(path)
            run = self.tool("store", "verify", "--json", "--store", "flipped", allowed=(0, 1))
            damaged = [entry["key"] for entry in json.loads(run.stdout)["results"] if entry.get("damage")]
            require(damaged == [path.parent.name], f"bit at {place} of {path}: {damaged or 'nothing'} is called damaged")
            shutil.copy(self.folder / "reference" / path.relative_to(store), path)
        # Parts of a cell that is whole are not needed, and so nobody looks at them.
        for path in self.random.sample(files, min(10, len(files))):
            self.flip(path)
        self.render("flipped", "--refresh", "toys")
        self.tool("store", "gc", "report.md", *self.parameters, "--store", "flipped", "--delete")
        self.render("flipped")
        results = self.results("flipped")
        for path in store.glob("??/*"):
            if path.name in self.reference:
                require(results[path.name] == self.reference[path.name], f"{path.name} has other digests")
        return f"{count} bits"

    def flip(self, path):
        data = bytearray(path.read_bytes())
        place = self.random.randrange(len(data))
        data[place] ^= 1 << self.random.randrange(8)
        path.write_bytes(data)
        return place

    def users(self):
        if os.geteuid() != 0:
            raise Skipped("only root can be two users")
        group, (anna, berta) = 54321, (54322, 54323)

        def become(user, mask):
            def set_user():
                os.umask(mask)
                os.setgroups([])
                os.setgid(group)
                os.setuid(user)

            return {"preexec_fn": set_user, "env": {**os.environ, "HOME": str(self.folder)}}

        # A folder of the group, as its administrator makes it.
        os.chmod(self.folder, 0o2777)
        store = self.folder / "shared"
        store.mkdir()
        os.chown(store, -1, group)
        os.chmod(store, 0o2775)
        process = self.start("shared", page="anna.html", **become(anna, 0o002))
        time.sleep(self.whole / 2)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        errors = self.render("shared", page="berta.html", **become(berta, 0o002))
        require("warning" not in errors, f"the second user is warned: {errors}")
        self.require_same("shared")
        errors = self.render("shared", "--refresh", "kinematics", page="anna.html", **become(anna, 0o002))
        require("warning" not in errors, f"the first user is warned: {errors}")
        # A user whose files are for nobody else to write: others work on, and say what they cannot keep.
        other = self.folder / "private"
        for place in [other, other / "locks"]:
            place.mkdir()
            os.chown(place, -1, group)
            os.chmod(place, 0o2775)
        process = self.start("private", page="anna-2.html", **become(anna, 0o022))
        time.sleep(self.whole / 2)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        errors = self.render("private", page="berta-2.html", allowed=(0, 1), **become(berta, 0o022))
        require("without a lock" not in errors, f"a lock of the first user shuts the second out: {errors}")
        # A store that can only be read suffices for reading.
        read = subprocess.run(
            [str(self.program), "value", "report.md", *self.parameters, "--store", "reference", "plane.shift.best"],
            cwd=self.folder, capture_output=True, text=True, **become(berta, 0o022))
        require(read.returncode == 0 and "±" in read.stdout, f"a store is not read: {read.stderr}")
        errors = self.render("reference", page="read.html", **become(berta, 0o022))
        require("warning" not in errors, f"a store that is read warns: {errors}")
        return "a killed user's work is gone on with by another"

    def signals(self):
        count = 2 if self.short else 10
        # Other work on the machine is no fault; a run that goes on is.
        patience, slowest = (60 if self.short else 2), 0
        done, tried, share = 0, 0, 0.7
        while done < count:
            tried += 1
            number = [signal.SIGINT, signal.SIGTERM][done % 2]
            store, page = f"stopped-{tried}", f"stopped-{tried}.html"
            process = self.start(store, page=page)
            # Not before the program has read its signals.
            time.sleep(0.2 + self.random.uniform(0, share) * self.whole)
            begin = time.monotonic()
            process.send_signal(number)
            process.communicate(timeout=120)
            took = time.monotonic() - begin
            if process.returncode == 0:
                require(tried < 20 * count, "no signal came in time")
                share *= 0.7
                continue
            done += 1
            slowest = max(slowest, took)
            require(process.returncode == 130, f"{number.name}: the exit status is {process.returncode}")
            require(took <= patience, f"{number.name}: it took {took:.1f} s")
            self.require_page(page)
            require("The run was stopped." in (self.folder / page).read_text(), f"{number.name}: the page says nothing")
            self.render(store, page=page)
            self.require_same(store)
        return f"{count} signals, the slowest took {slowest:.2f} s"


SCENARIOS = ["kills", "training", "full", "limits", "together", "flips", "users", "signals"]


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, usage=argparse.SUPPRESS)
    parser.add_argument("program")
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("scenarios", nargs="*")
    arguments = parser.parse_intermixed_args()
    unknown = set(arguments.scenarios) - set(SCENARIOS)
    if unknown:
        parser.error(f"there is no scenario {', '.join(sorted(unknown))}; there are {', '.join(SCENARIOS)}")
    folder = Path(tempfile.mkdtemp(prefix="torture-"))
    # Other users run it too.
    os.chmod(folder, 0o755)
    program = folder / "fiducial"
    shutil.copy(arguments.program, program)
    passed = failed = skipped = 0
    try:
        torture = Torture(program, folder, arguments.short, arguments.seed)
        torture.prepare()
        print(f"seed {arguments.seed}, {len(torture.reference)} results in {torture.whole:.0f} s", flush=True)
        for name in arguments.scenarios or SCENARIOS:
            begin = time.monotonic()
            try:
                words, ending = getattr(torture, name)(), "ok"
                passed += 1
            except Skipped as why:
                words, ending = str(why), "skipped"
                skipped += 1
            except (Fault, subprocess.SubprocessError) as fault:
                words, ending = str(fault), "FAILED"
                failed += 1
            print(f"{ending} {name}: {words} ({time.monotonic() - begin:.0f} s)", flush=True)
    finally:
        if arguments.keep:
            print(f"kept in {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    sys.exit(failed > 0)


main()
