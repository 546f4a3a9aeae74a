"""What the program says when something is wrong, with its cure, taken from the sources: the texts that errors and findings are
made of, as gettext takes texts to translate. What a message puts in at run time is '…'."""

import re
from pathlib import Path

import cures
from text import front, plain, table
from text import words as words_of

# How a message is made: the callee, and the label of the argument that says what to do.
MAKERS = {
    "Diagnostic": "remedy", "error": "remedy", "refusal": "remedy", "CellFailure": "advice", "Finding": "remedy",
    "failed": "advice", "ValidationError": None, "EventFileError": None, "EventExpressionError": None,
    "NewReportError": "remedy", "SettingsMistake": "remedy",
}
# Of a cure that is made when the message is.
IN_MESSAGE = "The message says what to do."

# Types whose 'description' is what the reader sees.
ERROR = re.compile(r"\b(?:enum|struct)\s+(\w+)\s*:[^{]*\bError\b[^{]*\{")


def tokens(text):
    """(kind, value, offset) of Swift: strings with '…' for what is put in, words, and single marks."""
    place, found = 0, []
    while place < len(text):
        char = text[place]
        if text.startswith("//", place):
            place = text.find("\n", place)
            if place < 0:
                break
        elif text.startswith("/*", place):
            place = text.find("*/", place) + 2
        elif char in "\"#" and (literal := string(text, place)):
            found.append(("text", literal[0], place))
            place = literal[1]
        elif char.isalpha() or char == "_":
            word = re.compile(r"\w+").match(text, place)
            found.append(("word", word.group(), place))
            place = word.end()
        else:
            if not char.isspace():
                found.append(("mark", char, place))
            place += 1
    return found


def string(text, start):
    """The value of the literal that begins here, and its end; None where none does."""
    opening = re.compile(r'(#*)("""|")').match(text, start)
    if not opening:
        return None
    hashes, quotes = opening.groups()
    close, escape = quotes + hashes, "\\" + hashes
    place, value = opening.end(), ""
    while not text.startswith(close, place):
        if place >= len(text):
            return None
        if text.startswith(escape + "(", place):
            place = behind(text, place + len(escape))
            value += "…"
        elif text.startswith(escape, place):
            char = text[place + len(escape)]
            place += len(escape) + 1
            if char == "u":
                end = text.index("}", place)
                value += chr(int(text[place + 1:end], 16))
                place = end + 1
            elif char == "\n" or (quotes == '"""' and char.isspace() and char != "n"):
                continue
            else:
                value += {"n": "\n", "t": "\t", "0": ""}.get(char, char)
        else:
            value += text[place]
            place += 1
    return (re.sub(r"\s+", " ", value).strip() if quotes == '"""' else value), place + len(close)


def behind(text, start):
    """The place behind the parenthesis that opens at 'start', strings inside of it skipped."""
    depth, place = 0, start
    while place < len(text):
        if text[place] in "\"#" and (literal := string(text, place)):
            place = literal[1]
            continue
        depth += {"(": 1, ")": -1}.get(text[place], 0)
        place += 1
        if depth == 0:
            break
    return place


def arguments(found, start):
    """The arguments of the call whose '(' is token 'start', as (label, tokens); and the token behind it."""
    depth, place, parts, part = 0, start, [], []
    while place < len(found):
        kind, value, _ = found[place]
        if kind == "mark" and value in "([{":
            depth += 1
            if depth > 1:
                part.append(found[place])
        elif kind == "mark" and value in ")]}":
            depth -= 1
            if depth == 0:
                break
            part.append(found[place])
        elif kind == "mark" and value == "," and depth == 1:
            parts.append(part)
            part = []
        else:
            part.append(found[place])
        place += 1
    parts.append(part)
    labelled = []
    for part in parts:
        if len(part) > 1 and part[0][0] == "word" and part[1][1] == ":":
            labelled.append((part[0][1], part[2:]))
        else:
            labelled.append((None, part))
    return labelled, place + 1


def words(part, names, depth=0):
    """The alternatives that an expression may say: texts joined by +, both branches of ?:, names looked up."""
    marks = [value for kind, value, _ in part if kind == "mark"]
    level, question, colon = 0, None, None
    for index, (kind, value, _) in enumerate(part):
        if kind != "mark":
            continue
        level += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(value, 0)
        if level == 0 and value == "?" and question is None and part[index + 1:index + 2][0:1] and part[index + 1][1] not in ".?":
            question = index
        elif level == 0 and value == ":" and question is not None and colon is None:
            colon = index
    if question is not None and colon is not None:
        return words(part[question + 1:colon], names, depth) + words(part[colon + 1:], names, depth)
    pieces, level, term = [], 0, []
    for token in part + [("mark", "+", 0)]:
        level += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(token[1], 0) if token[0] == "mark" else 0
        if token[:2] == ("mark", "+") and level == 0:
            pieces.append(term)
            term = []
        else:
            term.append(token)
    options = [""]
    for piece in pieces:
        said = ["…"]
        if len(piece) == 1 and piece[0][0] == "text":
            said = [piece[0][1]]
        elif len(piece) == 1 and piece[0][0] == "word" and depth < 2:
            if piece[0][1] == "nil":
                return []
            said = names(piece[0][1], depth) or ["…"]
        elif piece and piece[0][1] == "(" and piece[-1][1] == ")":
            said = words(piece[1:-1], names, depth) or ["…"]
        elif "NearMiss" in [value for _, value, _ in piece] or "remedy" in [value for _, value, _ in piece[:3]]:
            said = ["did you mean …? The message lists what there is."]
        options = [before + text for before in options for text in said][:4]
    return [option for option in options if option.strip("… ")] if marks or options else []


def joined(found):
    """The texts among tokens, those that a + joins as one; what else is joined to them is put in."""
    texts, place = [], 0
    while place < len(found):
        if found[place][0] != "text":
            place += 1
            continue
        value = found[place][1]
        while place + 2 < len(found) and found[place + 1][1] == "+":
            place += 2
            value += found[place][1] if found[place][0] == "text" else "…"
        texts.append(value)
        place += 1
    return texts


class Source:
    """One file of Swift, and what its messages are."""

    def __init__(self, path):
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
        """(maker, arguments) of every call that makes a message."""
        for index, (kind, value, _) in enumerate(self.tokens[:-1]):
            if kind == "word" and value in MAKERS and self.tokens[index + 1][1] == "(":
                yield value, arguments(self.tokens, index + 1)[0]

    def messages(self):
        """(message, cure) of every error; the cure may be empty."""
        for maker, given in self.calls():
            if maker == "Finding":
                continue
            texts = [part for label, part in given if label in (None, "message")]
            cures = [part for label, part in given if label and label == MAKERS[maker]]
            said = words(texts[0], self.named) if texts else []
            cure = (" Or: ".join(words(cures[0], self.named)) or IN_MESSAGE) if cures else ""
            for text in said:
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
    ("Report/Document", "The text of a report"), ("Report/Math", "Formulas"), ("Report/Pictures", "Pictures"),
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
                rows.setdefault(message, cure)
    titles = list(dict.fromkeys(title for _, title in TOPICS))
    for title in sorted((title for title in topics if topics[title]), key=titles.index):
        rows = [[plain(message), words_of(cure or cures.of(title, message))] for message, cure in 
                sorted(topics[title].items(), key=lambda row: row[0].lstrip("'…").lower())]
        text += f"## {title}\n\n" + table(["Message", "What to do"], rows) + "\n"
    cures.require_use()
    return text
