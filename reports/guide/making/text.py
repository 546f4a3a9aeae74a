"""Markdown of reports, from texts that are none: escapes, code, tables, front matter."""

import re


def plain(text):
    """A text that the page shows as it is."""
    return re.sub(r"([\\`*_{}<>#|$@~^])", r"\\\1", text).replace("[", "&#91;")


def code(text):
    """A word as code; two backticks, so that nothing in it is a value or a parameter of the report."""
    return f"`` {text} ``" if any(char in text for char in "`{}$@") else f"`{text}`"


def cell(text):
    """Markdown inside of a row of a table."""
    return re.sub(r"(?<!\\)\|", r"\\|", " ".join(text.split()))


def table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return "\n".join(lines + ["| " + " | ".join(cell(text) for text in row) + " |" for row in rows]) + "\n"


def quoted(text):
    """A text of YAML in double quotes."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def front(title, abstract):
    return f"---\ntitle: {quoted(title)}\nabstract: {quoted(abstract)}\nseed: 1\n---\n\n"


def fenced(text, language=""):
    """A block of code around a text that may hold fences itself."""
    longest = max((len(run) for run in re.findall(r"`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}\n"


def words(text):
    """The sentences of a declaration, in which 'name' is an option or a value."""
    parts = re.split(r"(?<![\w])'([a-z][\w./:, \[\]-]*)'(?![\w])", text)
    return "".join(plain(part) if index % 2 == 0 else code(part) for index, part in enumerate(parts))
