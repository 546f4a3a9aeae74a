#!/usr/bin/env python3
"""The manual pages of fiducial, made from what the program says of itself: manual.py PROGRAM FOLDER

A page for the program and one for each of its commands, in the mdoc language. The program prints its options and its help as
JSON (--experimental-dump-help); paragraphs, indented examples and headings in capitals are told apart as its help shows them.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import time


def escaped(text):
    """Text that roff prints as it stands."""
    text = text.replace("\\", "\\e").replace("^", "\\(ha").replace("~", "\\(ti").replace("`", "\\(ga").replace("'", "\\(aq")
    return "\n".join("\\&" + line if line[:1] in (".", "'") else line for line in text.split("\n"))


def macro(*words):
    """A line of mdoc whose arguments are words and nothing else: each is quoted where it might be read as a macro."""
    return " ".join([words[0]] + ['"%s"' % escaped(word).replace('"', "\\(dq").replace("-", "\\-") for word in words[1:]])


def sentences(text):
    """Text, a sentence a line, as mdoc wants it."""
    text = re.sub(r"(?<=[A-Za-z)0-9'\"/][.?!]) +", "\n", " ".join(text.split()))
    return escaped(text)


def literal(lines):
    indent = min(len(line) - len(line.lstrip()) for line in lines if line.strip())
    return [".Bd -literal -offset indent"] + [escaped(line[indent:].rstrip()) or "\\&" for line in lines] + [".Ed"]


def discussion(text):
    """Sections of a help text: of each its heading, none for the first, and its lines of mdoc."""
    sections = [(None, [])]
    lines = text.split("\n")
    index = 0
    while index < len(lines):
        line = lines[index]
        heading = re.fullmatch(r"([A-Z][A-Z -]+):", line)
        if heading:
            sections.append((heading.group(1), []))
            index += 1
        elif not line.strip():
            index += 1
        elif line.startswith(" "):
            block = []
            while index < len(lines) and (lines[index].startswith(" ") or not lines[index].strip()):
                block.append(lines[index])
                index += 1
            while not block[-1].strip():
                block.pop()
            sections[-1][1].extend(literal(block))
        else:
            block = []
            while index < len(lines) and lines[index].strip() and not lines[index].startswith(" "):
                block.append(lines[index])
                index += 1
            if sections[-1][1] and sections[-1][1][-1] != ".Ed":
                sections[-1][1].append(".Pp")
            sections[-1][1].append(sentences(" ".join(block)))
    return sections


def shown(command):
    return [argument for argument in command.get("arguments", []) if argument.get("shouldDisplay", True)]


def flag(name):
    return {"long": "-", "short": "", "longWithSingleDash": ""}[name["kind"]] + name["name"]


def names(argument):
    """Of an option, the short ones first."""
    return sorted(argument.get("names") or [], key=lambda name: name["kind"] == "long")


def used(argument):
    """An argument in the synopsis."""
    value = argument.get("valueName", "")
    if argument["kind"] == "positional":
        line = macro("Ar", value)
    else:
        line = macro("Fl", flag(argument["preferredName"]))
        if argument["kind"] == "option":
            line += " " + macro("Ar", value)
    line = ".Op " + line if argument.get("isOptional") else "." + line
    return line + (" ..." if argument.get("isRepeating") else "")


def explained(argument):
    """An argument in the list of options."""
    value = argument.get("valueName", "")
    if argument["kind"] == "positional":
        tag = ".It " + macro("Ar", value)
    else:
        tag = ".It " + " , ".join(macro("Fl", flag(name)) for name in names(argument))
        if argument["kind"] == "option":
            tag += " " + macro("Ar", value)
    text = argument.get("abstract", "").strip()
    if argument.get("allValues") and not all(value in text for value in argument["allValues"]):
        text += " One of: %s." % ", ".join(argument["allValues"])
    if argument.get("defaultValue") and "default" not in text:
        text += " The default is %s." % argument["defaultValue"]
    return [tag, sentences(text) or "\\&"]


def page(command, path, commands, date):
    title = "-".join(path)
    lines = [
        ".\\\" Made from the program's own help by Packaging/manual.py.",
        ".Dd %s" % date, macro(".Dt", title.upper(), "1"), ".Os", ".Sh NAME", macro(".Nm", title),
        ".Nd " + escaped(command.get("abstract", "").strip().rstrip(".").split("\n")[0]), ".Sh SYNOPSIS",
        macro(".Nm", *path) if len(path) == 1 else macro(".Nm", " ".join(path)),
    ]
    arguments = shown(command)
    subcommands = [sub for sub in command.get("subcommands", []) if sub["commandName"] != "help"]
    lines += [used(argument) for argument in arguments]
    if subcommands:
        lines += [".Ar command", ".Op Ar argument ..."]
    sections = discussion(command.get("discussion", ""))
    lines += [".Sh DESCRIPTION", sentences(command.get("abstract", ""))]
    if sections[0][1]:
        lines += [".Pp"] + sections[0][1]
    if subcommands:
        lines += [".Ss Commands", ".Bl -tag -width Ds"]
        for sub in subcommands:
            lines += [macro(".It", sub["commandName"]), sentences(sub.get("abstract", ""))]
        lines += [".El"]
    if arguments:
        lines += [".Ss Arguments and options", ".Bl -tag -width Ds"]
        for argument in arguments:
            lines += explained(argument)
        lines += [".El"]
    found = dict(sections[1:])
    # In the order that manuals have.
    for heading in ["EXIT STATUS", "EXAMPLES"]:
        if heading in found:
            lines += [".Sh " + heading] + found.pop(heading)
    others = [other for other in commands if other != path and (len(path) == 1 or other == path[:-1] or other[:-1] == path)]
    lines += [".Sh SEE ALSO"]
    named = sorted("-".join(other) for other in others)
    lines += [macro(".Xr", other, "1") + (" ," if other != named[-1] else "") for other in named]
    for heading, text in found.items():
        lines += [".Sh " + heading] + text
    return "\n".join(lines) + "\n"


def walk(command, path=()):
    path = path + (command["commandName"],)
    yield path, command
    for sub in command.get("subcommands", []):
        if sub["commandName"] != "help" and sub.get("shouldDisplay", True):
            yield from walk(sub, path)


def main(program, folder):
    text = subprocess.run([program, "--experimental-dump-help"], check=True, capture_output=True, text=True).stdout
    epoch = int(os.environ.get("SOURCE_DATE_EPOCH") or time.time())
    day = time.gmtime(epoch)
    date = time.strftime("%B ", day) + str(day.tm_mday) + time.strftime(", %Y", day)
    pages = list(walk(json.loads(text)["command"]))
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for path, command in pages:
        name = "-".join(path)
        (folder / (name + ".1")).write_text(page(command, path, [other for other, _ in pages], date), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: manual.py PROGRAM FOLDER")
    main(*sys.argv[1:])
