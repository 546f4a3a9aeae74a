"""Makes the guide: its pages, from the texts beside this folder and from what the program tells of itself, and a site of them.

    make.py PROGRAM OUT --pages-only     the texts of all pages, to OUT/pages
    make.py PROGRAM OUT                  these, rendered to OUT/site; commands in them run, and their output stands below them

Everything that runs uses one store, OUT/work/.fiducial/store.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import articles
import commands
import events
import messages
import transcripts
import verbs

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
CELL = re.compile(r"^```\{(\w+)\} ([a-z][a-z0-9-]*)\n(.*?)^```$", re.M | re.S)


class Page:
    """A page of the guide that is written by hand."""

    def __init__(self, path):
        self.file = path.name
        self.text = path.read_text(encoding="utf-8")
        self.title = re.search(r"^title: (.*)$", self.text, re.M).group(1).strip("'\"")

    def cells(self):
        for match in CELL.finditer(self.text):
            kind = re.search(r"^kind: ([\w-]+)$", match.group(3), re.M) if match.group(1) == "plot" else None
            yield match.group(1), kind and kind.group(1), match.group(2), match.group(0)


def reference(program, pages, folder):
    """The pages that the program writes by itself."""
    run = subprocess.run([program, "verbs", "--json"], capture_output=True, text=True, check=True)
    document = json.loads(run.stdout)
    files = messages.sources(ROOT)
    cures = messages.remedies(files)
    uses = {}
    for page in pages:
        for verb, kind, label, source in page.cells():
            found = uses.setdefault(verb, {})
            found.setdefault(kind, []).append((page, label, source))
    folder.mkdir(parents=True)
    for verb in document["verbs"]:
        name = verb["verb"]
        told = {check: said for wanted in ("shared", {"plot": "plots"}.get(name, name))
                for (place, check), said in cures.items() if place.lower() == wanted}
        (folder / f"verb-{name}.md").write_text(verbs.page(verb, uses.get(name, {}), told), encoding="utf-8")
    (folder / "text-and-cells.md").write_text(verbs.cells_page(document), encoding="utf-8")
    (folder / "commands.md").write_text(commands.page(program), encoding="utf-8")
    (folder / "messages.md").write_text(messages.page(files, ROOT), encoding="utf-8")


def write_pages(program, out):
    """All texts, and the files that they read, to a new folder."""
    folder = out / "pages"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    pages = [Page(path) for path in sorted(HERE.parent.glob("*.md"))]
    for page in pages:
        (folder / page.file).write_text(page.text, encoding="utf-8")
    for article, name in articles.PAGES.items():
        (folder / name).write_text(articles.converted(ROOT / "Sources" / article), encoding="utf-8")
    reference(program, pages, folder / "reference")
    events.make(folder / "events")
    return folder


def site(program, out, folder):
    """Renders what is out of date, and writes the site.

    Returns: the exit status.
    """
    command = [program, "site", "pages", "-o", "site", "--run", "--store", "work/.fiducial/store"]
    return subprocess.run(command, cwd=out).returncode


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", help="fiducial")
    parser.add_argument("out", type=Path)
    parser.add_argument("--pages-only", action="store_true")
    given = parser.parse_args()
    program, out = str(Path(given.program).resolve()), given.out.resolve()
    folder = write_pages(program, out)
    if given.pages_only:
        return 0
    if status := site(program, out, folder):
        return status
    # A fresh place for what commands write; the store of earlier builds stays.
    work = out / "work"
    for path in work.iterdir():
        if path.name != ".fiducial":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for path in folder.glob("*"):
        (shutil.copytree if path.is_dir() else shutil.copy)(path, work / path.name)
    wrong = 0
    for path in sorted(folder.glob("*.md")):
        text, faults = transcripts.filled(path.read_text(encoding="utf-8"), program, work)
        path.write_text(text, encoding="utf-8")
        for fault in faults:
            print(f"{path.name}: {fault}", file=sys.stderr)
        wrong += len(faults)
    return site(program, out, folder) or (1 if wrong else 0)


if __name__ == "__main__":
    sys.exit(main())
