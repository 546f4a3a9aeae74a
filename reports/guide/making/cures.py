"""What to do about messages that do not say it themselves: the files of cures, in which every such message stands.

A message without a cure is an error, and so is a cure of a message that is not there.
"""

import re
from pathlib import Path

# Rules that a message states of an option: what to write stands in it.
STATED = re.compile(r"^'…' must (?!name …)")
AS_STATED = "Write a value that is so; the limits stand on the page of the verb."
# What the sources write as texts of errors, and what is only a part of one: '…' is another message.
PARTS = {
    "column …: ……", "…:…:…: error: ", "; 'fiducial render' computes it", "the page", "…, which may come with the page,",
    "none, it is empty",
}


class Cures:
    """The cures of the folder beside this file: for each, the messages, of one topic or of all."""

    def __init__(self):
        self.known, self.used = {}, set()
        for path in sorted((Path(__file__).parent / "cures").glob("*.txt")):
            topic = cure = None
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if not line.strip() or line.startswith("#"):
                    continue
                if line.startswith("["):
                    topic, cure = line.strip("[]"), None
                elif not line.startswith(" "):
                    cure = line.strip()
                elif cure is None or self.known.setdefault((topic, line.strip()), cure) != cure:
                    raise SystemExit(f"{path.name}:{number}: no cure above, or another one elsewhere")

    def of(self, topic, message):
        """The cure; None where there is none."""
        for key in ((topic, message.strip()), (None, message.strip())):
            if key in self.known:
                self.used.add(key)
                return self.known[key]
        return AS_STATED if STATED.match(message) else None

    def unused(self):
        return sorted(f"{message} [{topic or 'all'}]" for topic, message in self.known.keys() - self.used)
