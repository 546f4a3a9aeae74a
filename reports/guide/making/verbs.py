"""The pages of the verbs, from what 'fiducial verbs --json' tells of them."""

import json

from text import cell, code, fenced, front, plain, table, words


def default(option):
    if option["required"]:
        return "**required**"
    if option.get("default") is None:
        return "–"
    return code(json.dumps(option["default"], ensure_ascii=False))


def options(given, prefix=""):
    """Rows of a table of options; those inside of a group follow it."""
    rows = []
    for option in given:
        wanted = option["expected"] + (f", {option['limits']}" if option.get("limits") else "")
        look = " (look only: it changes no result)" if option["presentation"] else ""
        rows.append([code(prefix + option["name"]), plain(wanted), default(option), words(option["help"]) + look])
        rows += options(option.get("options") or [], prefix + option["name"] + ".")
    return rows


def option_table(given):
    return table(["Option", "Wants", "If not given", "Meaning"], options(given)) if given else "It has no options of its own.\n"


KINDS = {"number": "number", "integer": "integer", "truth": "true or false", "text": "text"}


def values(shape, path="", meaning="", absence=None, error=None):
    """Rows of a table of values."""
    kind = shape["kind"]
    if kind == "group":
        return [row for member in shape["members"]
                for row in values(member["shape"], f"{path}.{member['name']}".lstrip("."), member["meaning"],
                                  member.get("absence"), member.get("error"))]
    if kind in ("list", "named"):
        inner = shape["element"]
        rows = values(inner, f"{path}.{shape['placeholder']}".lstrip("."), meaning, absence, error)
        if inner["kind"] in ("group", "list", "named") and meaning:
            what = "one for each name" if kind == "named" else "a list, counted from 0"
            rows.insert(0, [code(path), what + (f", or '{absence}'" if absence else ""), words(meaning)])
        return rows
    if not path:
        return []
    told = " or ".join(f"'{word}'" for word in shape.get("words") or []) or KINDS.get(kind, "as the file has it")
    if absence:
        told += f", or '{absence}'"
    return [[code(path), plain(told), words(meaning) + (f" Its error is {code(error)} beside it." if error else "")]]


def value_table(shape):
    rows = values(shape)
    return table(["Path behind `label.`", "Kind", "Meaning"], rows) if rows else "What it holds depends on what it reads.\n"


def finding_rows(findings, cures):
    rows = []
    for finding in findings:
        _, remedies = cures.get(finding["name"], ([], []))
        rows.append([code(finding["name"]), finding["state"], words(finding["meaning"]),
                     " ".join(words(text) for text in remedies) or "see the sentence of the finding"])
    return rows


def finding_table(findings, cures):
    return table(["Finding", "State", "Found when", "What to do"], finding_rows(findings, cures))


def example(found):
    """Where the guide uses a verb or a kind, the first of these in full."""
    page, label, source = found[0]
    links = ", ".join(f"[{plain(name)} of {plain(title)}]({target}#{name})"
                      for target, title, name in ((f"../{page.file}", page.title, label) for page, label, _ in found[:4]))
    return "From this guide, where it runs:\n\n" + fenced(source) + f"\nSee what it gives: {links}.\n\n"


def page(verb, found, cures):
    """The reference page of one verb.

    found: (page, label, source) of the cells of the guide with this verb; for a verb with variants, by their names too.
    """
    text = front(f"Verb {verb['verb']}", f"{plain(verb['summary'])} This page is written by the program itself.")
    if verb["roles"]:
        text += "Options of other verbs that want " + " or ".join(f"a {role}" for role in verb["roles"]) + " take its cells.\n\n"
    if found.get(None):
        text += "## An example\n\n" + example(found[None])
    text += "## Options\n\n" + option_table(verb["options"]) + "\n"
    text += "Options that every cell has are on the page [Text and cells](text-and-cells.md).\n\n"
    for variant in verb["variants"]:
        text += f"## With {verb['selector']}: {variant['name']}\n\n{plain(variant['summary'])}\n\n"
        if found.get(variant["name"]):
            text += example(found[variant["name"]])
        text += option_table(variant["options"])
        if variant.get("result"):
            text += "\nIts values:\n\n" + value_table(variant["result"]) + "\n"
    if not verb["variants"]:
        text += ("## Values\n\nWhat prose, tables, claims and figures may name, behind the label of the cell and a dot. Words in "
                 "capitals stand for a name or a number.\n\n" + value_table(verb["result"]) + "\n")
    if verb["findings"]:
        text += ("## What its cells may find wrong with their own results\n\n`accept: [NAME]` in the cell accepts a finding, with "
                 "the reason in your text.\n\n" + finding_table(verb["findings"], cures) + "\n")
    return text


def cells_page(document):
    """Front matter and the options of every cell."""
    text = front("Options of every cell", "What every cell may say, whatever its verb.")
    return text + "## Options of every cell\n\n" + option_table(document["cell-options"])
