"""What to do about messages that do not say it themselves: patterns of messages, each with a cure. One that fits nothing is an error."""

import re

# (topic or None for all, pattern, cure); the first that fits counts.
CURES = [
    (None, r"^'…' must ", "Write a value that is so; the limits stand on the page of the verb."),
    ("load", r"no closed form|events of a 'load' are gone|no description", "Render again with --refresh and the label of the cell."),
    (None, r"^cannot read or write|cannot be written", "Look at the folder: whether it is there, may be written, and has room."),
    (None, r"cannot read|cannot be read|was not read|is no file|^there is no file|^there is no picture|names no file",
     "Look at the path, which starts at the report's folder, and whether the file is there, is whole and may be read."),
    (None, r"stored|in the store|the job left", "Render again: what is damaged or missing is computed anew."),
    ("Files of events", r"in an expression|comparison|condition|function|operator|expression|parenthes|'\)'|','|backtick|right behind the number|number or a column|too large|argument|whole number",
     "Mend the expression at this column: numbers, columns, + - * / **, comparisons, and, or, not, functions such as log and abs."),
    ("Files of events", r"there is no column", "Look at the columns by 'fiducial inspect FILE'; names have their capitals."),
    ("Files of events", r"", "Look into the file by 'fiducial inspect FILE'; if it is damaged or cut short, make it again."),
    ("Options of cells", r"needs the option|wants options|wants …|names no|not the text", "Write what the message asks for; options stand on the page of the verb."),
    ("Options of cells", r"", "Options and what they want stand on the page of the verb."),
    ("The text of a report", r"YAML|key … stands|too deep", "Mend the YAML there: a blank behind each colon, texts with a colon in quotes, each key once."),
    ("The text of a report", r"cell|fence", "Begin the fence in the first column, close it, and give each cell its own label."),
    ("The text of a report", r"", "Mend the text at this place; the page 'The text' says how it is written."),
    ("Formulas", r"", "Show fewer or shorter formulas."),
    ("check, table, json, summary", r"", "Mend the cell as its verb's page says; a value of a cell is label.path."),
    ("coverage", r"", "Take data whose truth is known, from a 'generate' cell, and profile a nuisance of it."),
    ("plot", r"", "Choose another kind of figure, other cells in 'of', or other nuisances; the page of 'plot' says what each kind draws."),
    (None, r"profiles? no|no nuisance is profiled", "Free a nuisance: take it out of 'fixed', or fit with a residual that responds to it."),
    ("train", r"", "Name a sample, a density and nuisances that belong together; look into a model by 'fiducial inspect FILE'."),
    ("fit", r"", "Take the densities and the T that belong together: of the same features, scores and nuisances."),
    ("diagnose", r"", "Leave 'points' out, or name points at which the sample has events."),
    ("scan", r"", "Name nuisances that the fit profiles."),
    ("hessian", r"", "Write best-fit, or a point such as {shift: 0.5}."),
    ("profile", r"", "Give 'window' half-widths, and as many nodes as n, n² or n³ for one, two or three nuisances."),
    ("fiducial new", r"", "Name the files and columns by options; 'fiducial inspect FILE' lists the columns."),
    ("fiducial serve", r"", "Choose a port that is free, --port 0 for any, and an address of this machine."),
    ("fiducial diff", r"", "Render what is compared with this version, and name a report, a page or a store."),
    ("fiducial site", r"", "Give an empty folder, or one that 'fiducial site' wrote, and a folder with reports."),
    ("Reviews", r"", "Write entries by 'fiducial review', or mend the file: a list of entries."),
    ("Models and tables of events", r"", "Give a model and a table that belong together; 'fiducial inspect FILE' shows what a file holds."),
    ("Clusters and bundles", r"", "Write the bundle anew by 'fiducial jobs --bundle', and mend the settings at this place."),
    ("The command line", r"", "Write the command as 'fiducial help COMMAND' shows it."),
    ("Running, and writing the page", r"JSON|is wanted|beyond the largest|text has no end|not UTF-8|ends |twice|surrogate|hexadecimal|double quotes|nested",
     "Mend the JSON file at this line and column."),
    ("Running, and writing the page", r"template|MB|picture", "Mend the file that --templates replaces; or show less on the page."),
    ("Running, and writing the page", r"", "Render again; if it happens again, look at the cell that the message names."),
    ("All verbs of the method", r"", "Name a cell that makes events, and points with nuisances that it has."),
    ("The store", r"", "Look after the store by 'fiducial store verify'; render again what is damaged."),
    ("Computing", r"font|Cairo", "Install the font: apt-get install fonts-dejavu-core, then fc-cache -f."),
    ("Computing", r"not finite", "Lower 'learning-rate', and look for extreme values of the features."),
    ("Computing", r"", "Look at the findings of the densities that the cell uses; begin at another 'start'."),
]
_used = set()


def of(topic, message):
    for index, (where, pattern, cure) in enumerate(CURES):
        if where in (None, topic) and re.search(pattern, message):
            _used.add(index)
            return cure
    return "Change what the message names."


def require_use():
    """Raises where a cure is for a message that there is no more; what is said of a whole topic stays."""
    stale = [CURES[index][:2] for index in range(len(CURES)) if CURES[index][1] and index not in _used]
    if stale:
        raise SystemExit(f"cures.py: no message fits {stale}")
