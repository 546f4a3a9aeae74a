"""The page of the commands, from what the program tells of itself."""

import json
import re
import subprocess

from text import code, fenced, front, plain, table


def told(program):
    """All commands as the program declares them, without those that are hidden."""
    run = subprocess.run([program, "--experimental-dump-help"], capture_output=True, text=True, check=True)
    return json.loads(run.stdout)["command"]


def leaves(command, path=()):
    """(words, declaration) of every command, groups of commands among them."""
    for inner in command.get("subcommands", []):
        name = inner["commandName"]
        if name == "help" or not inner.get("shouldDisplay", True):
            continue
        yield (*path, name), inner
        yield from leaves(inner, (*path, name))


def usage(argument):
    """How an argument is written: '--output <dir>'."""
    value = f" <{argument.get('valueName')}>" if argument["kind"] == "option" else ""
    if argument["kind"] == "positional":
        return f"<{argument.get('valueName')}>"
    names = [("-" if name["kind"] == "short" else "--") + name["name"] for name in argument.get("names", [])]
    return ", ".join(sorted(names, key=len)) + value


def rows(command):
    found = []
    for argument in command.get("arguments", []):
        if not argument.get("shouldDisplay", True) or usage(argument) in ("-h, --help", "--version"):
            continue
        default = argument.get("defaultValue")
        text = plain(argument.get("abstract", "")) + (f" If not given: {code(default)}." if default else "")
        found.append([code(usage(argument)), text])
    return found


def parts(discussion):
    """The sentences, and the blocks EXAMPLES and EXIT STATUS."""
    blocks = re.split(r"^(EXAMPLES?|EXIT STATUS):\n", discussion or "", flags=re.M)
    return blocks[0].strip(), dict(zip(blocks[1::2], blocks[2::2]))


def page(program):
    text = front("All commands", "Every command with its arguments, examples and exit status, as the program tells them.")
    text += "The guide's page [The program](../10-the-program.md) shows what they print.\n\n"
    for path, command in leaves(told(program)):
        name = "fiducial " + " ".join(path)
        sentences, blocks = parts(command.get("discussion"))
        text += f"## {name}\n\n{plain(command.get('abstract', ''))}\n\n"
        if sentences:
            text += fenced(sentences, "text") + "\n"
        if found := rows(command):
            text += table(["Argument", "Meaning"], found) + "\n"
        for title, block in blocks.items():
            lines = [line[2:] if line.startswith("  ") else line for line in block.rstrip().split("\n")]
            text += f"{title.capitalize()}:\n\n" + fenced("\n".join(lines), "sh" if title != "EXIT STATUS" else "text") + "\n"
    return text
