"""Commands in the pages of the guide, each run where the pages lie, with what it prints below it.

A block of code of the language 'console' holds lines that begin with '$ '. A comment '# exit status 2' says how a command ends where
that is not 0; it stays in the text.
"""

import os
import re
import subprocess
from pathlib import Path

BLOCK = re.compile(r"^```console\n(.*?)^```$", re.M | re.S)
MOST_LINES = 40
# Nothing in the guide takes a minute; a machine may have other work.
MOST_SECONDS = 1200


def commands(text):
    """All commands of a page."""
    return [command for block in BLOCK.findall(text) for command in joined(block)]


def joined(block):
    """Commands of a block; a line that ends with a backslash goes on."""
    found = []
    for line in block.split("\n"):
        if line.startswith("$ "):
            found.append(line[2:])
        elif found and found[-1].endswith("\\"):
            found[-1] += "\n" + line
    return found


def filled(text, program, work):
    """The text with the output of each command below it; and what went wrong."""
    faults = []
    environment = dict(os.environ, PATH=f"{Path(program).parent}:{os.environ['PATH']}", COLUMNS="100")

    def run(command):
        wanted = re.search(r"# exit status (\d+)", command)
        try:
            done = subprocess.run(["bash", "-c", command], cwd=work, env=environment, text=True, timeout=MOST_SECONDS,
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        except subprocess.TimeoutExpired:
            faults.append(f"'{command}' takes longer than {MOST_SECONDS} s")
            return ""
        if done.returncode != (int(wanted.group(1)) if wanted else 0):
            faults.append(f"'{command}' ended with status {done.returncode}: {done.stdout[-500:]}")
        told = done.stdout.replace(program, "fiducial").replace(str(work), "~/guide").rstrip()
        lines = [line.rstrip() for line in told.split("\n")] if told else []
        if len(lines) > MOST_LINES:
            lines = lines[:MOST_LINES] + [f"… {len(lines) - MOST_LINES} more lines"]
        return "".join(line.replace("```", "'''") + "\n" for line in lines)

    def block(match):
        return "```console\n" + "\n".join("$ " + command + "\n" + run(command) for command in joined(match.group(1))) + "```"

    return BLOCK.sub(block, text), faults
