"""The texts in sources of Swift: literals with '…' for what is put in at run time, calls and their arguments."""

import re


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
            end = behind(text, place + len(escape))
            value += "…" + noun(text[place:end])
            place = end
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


def noun(interpolation):
    """What NumberText.counted writes behind a number: the noun for several."""
    counted = re.search(r'NumberText\.counted\(.*?, "([^"]*)"(?:, "([^"]*)")?\)\)$', interpolation, re.S)
    return "" if not counted else " " + (counted.group(2) or counted.group(1) + "s")


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
