"""Pages of the guide that are articles of the documentation of the code: the same text, with front matter, and links to pages."""

import re

from text import code, fenced, front, plain

# Article → page of the guide.
PAGES = {
    "FitDirectives/FitDirectives.docc/OwnEvents.md": "20-own-events-in-detail.md",
    "FitDirectives/FitDirectives.docc/OtherPrograms.md": "21-from-pyhf-combine-roofit.md",
    "FitDirectives/FitDirectives.docc/HealthChecks.md": "22-what-cells-find.md",
    "Report/Report.docc/Markdown.md": "23-markdown.md",
    "Report/Report.docc/Keys.md": "24-keys.md",
    "Report/Report.docc/Programs.md": "25-for-other-programs.md",
    "Report/Report.docc/Comparing.md": "26-comparing.md",
    "Report/Report.docc/Reviewing.md": "27-reviewing.md",
    "Report/Report.docc/Sites.md": "28-sites.md",
    "Cluster/Cluster.docc/BeyondOneMachine.md": "29-cluster.md",
}


def indented_as_fenced(body):
    """Code that stands indented becomes fenced code, in which a report may show cells."""
    def block(match):
        lines = [line[4:] for line in match.group(2).rstrip().split("\n")]
        return match.group(1) + fenced("\n".join(lines)) + "\n"

    return re.sub(r"(^\n)((?:(?: {4}.*)?\n)*? {4}.*\n(?:(?: {4}.*)?\n)*)", block, body, flags=re.M)


def converted(path):
    """The text of an article as a page of the guide."""
    names = {article.split("/")[-1][:-3]: page for article, page in PAGES.items()}
    text = path.read_text(encoding="utf-8")
    head, _, body = text.partition("## Overview\n")
    title, _, summary = head.strip().partition("\n")
    titles = {}

    def link(match):
        name = match.group(1)
        return f"[{titles.get(name, spaced(name))}]({names[name]})" if name in names else f"*{spaced(name)}*"

    def spaced(name):
        return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).capitalize()

    lines, fence = [], False
    for line in indented_as_fenced(body).split("\n"):
        if re.match("````*", line):
            fence = not fence
        if not fence:
            line = re.sub(r"(?<!`)`([^`]*\{[^`]*)`(?!`)", lambda match: code(match.group(1)), line)
            line = re.sub(r"<doc:(\w+)>", link, line)
            line = re.sub(r"``([\w/]+)(?:\([^`]*\))?``", lambda match: code(match.group(1).split("/")[-1]), line)
            line = re.sub(r"^#(#+ )", r"\1", line)
            line = re.sub(r"^> Tip: ", "> ", line)
        lines.append(line)
    return front(title.lstrip("# "), plain(" ".join(summary.split())).replace("\\`", "`")) + "\n".join(lines).strip() + "\n"
