"""What the program says when something is wrong, with its cure, taken from the sources: the texts that errors and findings are
made of, as gettext takes texts to translate. What a message puts in at run time is '…'."""

import re
from pathlib import Path

from cures import PARTS, Cures
from swift import arguments, joined, tokens, words
from text import front, plain, table
from text import words as words_of

# How a message is made: the callee, where its text stands, and where it says what to do: the label of an argument, or its place
# among those without labels.
MAKERS = {
    "Diagnostic": (0, "remedy"), "error": (0, "remedy"), "refusal": (0, "remedy"), "refused": (0, 1), "CellFailure": (0, "advice"),
    "failed": (0, "advice"), "NewReportError": (0, "remedy"), "SettingsMistake": (0, "remedy"), "ValidationError": (0, None),
    "EventFileError": (2, "remedy"), "EventExpressionError": (0, "remedy"), "Failure": ("reason", None),
    "FileError": ("because", None), "BibTeXMistake": ("message", "remedy"), "wrong": (0, "remedy"), "PictureFault": (0, "remedy"),
    "PrintError": (0, None), "CommandFault": (0, None), "HTTPRefusal": (1, None), "MissingReports": ("why", None),
    "TarFault": ("why", None), "RefusedResult": ("why", None), "failure": (0, None), "malformed": (0, None), "excessive": (0, None),
    "malformedTemplate": ("reason", None), "invalidModel": (0, None), "invalidArchitecture": (0, None), "archive": ("why", None),
    "UnreadableInput": (0, None),
}
# Functions of one file that have the name of another maker, or put their arguments in another order.
OWN_MAKERS = {
    ("FrontMatter.swift", "diagnostic"): (1, 2), ("YAMLBlock.swift", "diagnostic"): (0, 2), ("LossPlot.swift", "error"): (0, 1),
    ("BibTeXParser.swift", "note"): (0, "remedy"), ("CitedWorks.swift", "note"): (0, "remedy"),
    ("Reference.swift", "append"): (0, None), ("ReferenceFields.swift", "append"): (0, None), ("TeXText.swift", "append"): (0, None),
}
# Of a cure that is made when the message is.
IN_MESSAGE = "The message says what to do."

# Types whose 'description' is what the reader sees.
ERROR = re.compile(r"\b(?:enum|struct)\s+(\w+)\s*:[^{]*\bError\b[^{]*\{")


class Source:
    """One file of Swift, and what its messages are."""

    def __init__(self, path):
        self.name_of_file = path.name
        self.text = path.read_text(encoding="utf-8")
        self.tokens = tokens(self.text)

    def named(self, name, depth):
        """What a constant or a variable of this file says."""
        for index in range(len(self.tokens) - 2):
            kind, value, _ = self.tokens[index]
            if kind == "word" and value == name and self.tokens[index + 1][1] == "=" and self.tokens[index - 1][1] in ("let", "var"):
                part, level = [], 0
                for token in self.tokens[index + 2:index + 60]:
                    if token[0] == "word" and token[1] in ("let", "var", "return", "guard", "func", "if") and level == 0:
                        break
                    level += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(token[1], 0) if token[0] == "mark" else 0
                    if level < 0:
                        break
                    part.append(token)
                return [text for text in words(part, self.named, depth + 1) if " " in text]
        return []

    def calls(self):
        """(text, cure) of every call that makes a message, as tokens; the cure is None where there is none."""
        for index, (kind, value, _) in enumerate(self.tokens[:-1]):
            maker = OWN_MAKERS.get((self.name_of_file, value)) or MAKERS.get(value)
            if kind != "word" or not maker or self.tokens[index + 1][1] != "(" or self.tokens[index - 1][1] == "func":
                continue
            given = arguments(self.tokens, index + 1)[0]
            bare = [part for label, part in given if label is None]

            def at(place):
                if isinstance(place, int):
                    return bare[place] if place < len(bare) else None
                return next((part for label, part in given if label and label == place), None)

            remedy = at(maker[1])
            if text := at(maker[0]):
                yield text, None if remedy and [token[1] for token in remedy] == ["nil"] else remedy

    def messages(self):
        """(message, cure) of every error; the cure may be empty."""
        for part, remedy in self.calls():
            cure = (" Or: ".join(words(remedy, self.named)) or IN_MESSAGE) if remedy else ""
            for text in words(part, self.named):
                if " " in text.strip("… "):
                    yield text, cure
        for match in ERROR.finditer(self.text):
            body = self.text[match.end() - 1:self.text.find("\n}", match.end())]
            start = body.find("var description: String")
            if start < 0 or match.group(1) in ("CellFailure", "Diagnostic", "InvalidDocument"):
                continue
            for value in joined(tokens(body[start:])):
                if " " in value.strip("… "):
                    yield value, ""
        for match in re.finditer(r"\bmust:", self.text):
            for kind, value, _ in tokens(self.text[match.end():match.end() + 700]):
                if kind == "text":
                    if value.startswith("must "):
                        yield f"'…' {value}", ""
                    break

    def function(self, index):
        """The token at which the function of a type around a token begins; one inside of it is a part."""
        while index > 0 and self.tokens[index][1] != "static":
            index -= 1
        return index

    def name(self, index):
        """What the function around a token is called."""
        place = self.function(index)
        while self.tokens[place][1] != "func" and place < index:
            place += 1
        return self.tokens[place + 1][1]

    def given(self, function, checks):
        """The checks that a function is called with."""
        found = []
        for index, (_, value, _) in enumerate(self.tokens[:-1]):
            if value == function and self.tokens[index + 1][1] == "(":
                given, _ = arguments(self.tokens, index + 1)
                found += [value for _, part in given for kind, value, _ in part if kind == "word" and value in checks]
        return found

    def checks(self):
        """The names of health checks by the constants that hold them."""
        found = {}
        for index, (kind, value, _) in enumerate(self.tokens[:-1]):
            if value == "HealthCheck" and self.tokens[index + 1][1] == "(" and self.tokens[index - 1][1] == "=":
                given = arguments(self.tokens, index + 1)[0]
                if given and given[0][1] and given[0][1][0][0] == "text":
                    found[self.tokens[index - 2][1]] = given[0][1][0][1]
        return found

    def findings(self, checks):
        """(constants of the checks, sentences, remedies); where a variable holds the check, all that its function names."""
        for index, (_, value, _) in enumerate(self.tokens[:-1]):
            if value != "Finding" or self.tokens[index + 1][1] != "(" or self.tokens[index - 1][1] in (":", "struct"):
                continue
            given, end = arguments(self.tokens, index + 1)
            constants = [value for kind, value, _ in given[0][1] if kind == "word" and value in checks]
            if not constants:
                function = self.tokens[self.function(index):end]
                constants = [value for kind, value, _ in function if kind == "word" and value in checks]
                constants += self.given(self.name(index), checks)
            sentences = words(given[1][1], self.named) if len(given) > 1 else []
            remedies = [text for label, part in given if label == "remedy" for text in words(part, self.named)]
            yield constants, sentences, remedies


def sources(root):
    return {path: Source(path) for path in sorted((Path(root) / "Sources").rglob("*.swift"))
            if "TestSupport" not in path.parts and "FlowReference" not in path.parts}


def remedies(files):
    """(verb folder, check) → (sentences, remedies)."""
    found = {}
    for path, source in files.items():
        if "FitDirectives" not in path.parts:
            continue
        folder = path.parent.name
        checks = {}
        for other, another in files.items():
            if other.parent == path.parent or other.parent.name == "Shared":
                checks.update(another.checks())
        for constants, sentences, cures in source.findings(checks):
            for constant in constants:
                if name := checks[constant]:
                    said = found.setdefault((folder, name), ([], []))
                    said[0].extend(text for text in sentences if text not in said[0])
                    said[1].extend(text for text in cures if text not in said[1])
    return found


# Folder of a source → what its messages are about. The first that fits counts.
TOPICS = [
    ("FitDirectives/Generate", "generate"), ("FitDirectives/Load", "load"), ("FitDirectives/Train", "train"),
    ("FitDirectives/Diagnose", "diagnose"), ("FitDirectives/Fit", "fit"), ("FitDirectives/Profile", "profile"),
    ("FitDirectives/Scan", "scan"), ("FitDirectives/Hessian", "hessian"), ("FitDirectives/Coverage", "coverage"),
    ("FitDirectives/Explore", "explore"), ("FitDirectives/Plots", "plot"), ("FitDirectives/NewReport", "fiducial new"),
    ("FitDirectives", "All verbs of the method"), ("Report/BuiltIn", "check, table, json, summary"),
    ("Report/Document", "The text of a report"), ("Bibliography", "The text of a report"), ("Report/Math", "Formulas"),
    ("Report/Pictures", "Pictures"),
    ("Report/Options", "Options of cells"), ("Report/Directives", "Options of cells"), ("Report/Review", "Reviews"),
    ("Report/Compare", "fiducial diff"), ("Report/Site", "fiducial site"), ("Report/Store", "The store"),
    ("Report/Care", "The store"), ("Report", "Running, and writing the page"), ("EventFiles", "Files of events"),
    ("Cluster", "Clusters and bundles"), ("Preview", "fiducial serve"), ("fiducial", "The command line"),
    ("Flows", "Models and tables of events"), ("ModelEvaluation", "Models and tables of events"),
    ("Safetensors", "Models and tables of events"), ("EventTables", "Models and tables of events"), ("Files", "Files"),
    ("", "Computing"),
]


def split(text, cure):
    """A message and its cure: what stands behind the first semicolon, where the cure is part of the message."""
    if cure or "; " not in text:
        return text, cure
    message, _, rest = text.partition("; ")
    return message, rest


def page(files, root):
    text = front("All messages", "Every error message of the program, with what to do: taken from its sources when the guide is made.")
    text += ("An ellipsis … stands for what the message puts in: a name, a place, a number. A mistake in a report is told with file, "
             "line and column, and nothing runs until it is mended. Use the search of the browser, with a few words of the message.\n\n"
             "Many messages end with *did you mean …?* and the list of what there is: then a name is not known at this place.\n\n")
    topics = {}
    for path, source in files.items():
        folder = path.relative_to(Path(root) / "Sources").parent.as_posix()
        topic = next(title for prefix, title in TOPICS if folder.startswith(prefix))
        rows = topics.setdefault(topic, {})
        for message, cure in source.messages():
            if message[0] not in ";,.:)":
                message, cure = split(message, cure)
            if message not in PARTS:
                rows.setdefault(message, cure)
    cures, without = Cures(), []
    titles = list(dict.fromkeys(title for _, title in TOPICS))
    for title in sorted((title for title in topics if topics[title]), key=titles.index):
        rows = []
        for message, cure in sorted(topics[title].items(), key=lambda row: row[0].lstrip("'…").lower()):
            cure = cure or cures.of(title, message)
            if not cure:
                without.append(f"{message} [{title}]")
            rows.append([plain(message), words_of(cure or "")])
        text += f"## {title}\n\n" + table(["Message", "What to do"], rows) + "\n"
    if without:
        raise SystemExit("messages without a cure, in making/cures or in the source:\n  " + "\n  ".join(without))
    if stale := cures.unused():
        raise SystemExit("cures without a message:\n  " + "\n  ".join(stale))
    return text
