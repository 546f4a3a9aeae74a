"""Reads what ``fiducial render REPORT --json FILE`` writes. Needs nothing but Python 3.9.

    import fiducial
    r = fiducial.read("report.json")
    print(r["measurement"].shift.best)              # 0.482 ± 0.011
    float(r["measurement"].shift.best)              # 0.4823…, with .error beside it

Names stand as in the report, with ``_`` in the place of ``-`` where Python wants that; ``r["fit"]["shift.best"]`` takes a path
as it stands. Where a result lacks a value, there is ``Missing`` with its word: "open".
"""

import json
import math

VERSION = 1
"""Of the form of documents that this module reads."""


class Number(float):
    """A number of a result: a float with its standard error."""

    error = None
    """The standard error as a float; None where the verb declares none, or the result has none."""
    path = ""
    """Where it stands: ``measurement.nuisances.shift.best``."""

    def __str__(self):
        return _with_error(float(self), self.error)

    def __repr__(self):
        return f"<{self.path}: {self}>"

    def __format__(self, spec):
        if not spec:
            return str(self)
        text = format(float(self), spec)
        return text if self.error is None else f"{text} ± {format(self.error, spec)}"

    # Values are shared by all who ask for them; a copy of a float is a float.
    def __reduce__(self):
        return (float, (float(self),))


class Missing:
    """Stands where a result lacks a value that others of its kind have. It is false, and not a number."""

    def __init__(self, word, path):
        self.word = word
        self.path = path

    def __bool__(self):
        return False

    def __str__(self):
        return self.word

    def __repr__(self):
        return f"<{self.path}: {self.word}>"


class Group:
    """Values by name, or in a list: a part of a result."""

    def __init__(self, value, cell, path):
        self._value = value
        self._cell = cell
        self._path = path

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        try:
            return self._member(name)
        except KeyError as error:
            raise AttributeError(error.args[0]) from None

    def __getitem__(self, key):
        found = self
        for name in [key] if isinstance(key, int) else str(key).split("."):
            if not isinstance(found, Group):
                raise KeyError(f"'{self._place()}' has no value '{key}'")
            found = found._member(name)
        return found

    def __len__(self):
        return len(self._value)

    def __iter__(self):
        if isinstance(self._value, list):
            return (self._member(index) for index in range(len(self._value)))
        return iter(self._value)

    def __contains__(self, name):
        try:
            self._member(name)
        except KeyError:
            return False
        return True

    def __dir__(self):
        names = list(self._value) if isinstance(self._value, dict) else []
        for holder in self._holders():
            names += list(self._value[holder])
        return sorted({name.replace("-", "_") for name in names} | set(super().__dir__()))

    def __repr__(self):
        names = ", ".join(self._value) if isinstance(self._value, dict) else f"{len(self._value)} elements"
        return f"<{self._place()}: {names}>"

    def keys(self):
        """The names, as the report writes them."""
        return list(self._value) if isinstance(self._value, dict) else list(range(len(self._value)))

    def raw(self):
        """The same as plain dictionaries, lists, numbers and texts."""
        return _plain(self._value)

    # What follows is about the way down.

    def _place(self):
        return ".".join([self._cell.label] + [str(part) for part in self._path])

    def _holders(self):
        """Keys of names that a report may leave out."""
        if not isinstance(self._value, dict):
            return []
        patterns = [pattern.split(".") for pattern in self._cell._record["names"]]
        return [
            pattern[-1]
            for pattern in patterns
            if len(pattern) == len(self._path) + 1
            and _fits(pattern[:-1], self._path)
            and pattern[-1] in self._value
        ]

    def _member(self, name):
        if isinstance(self._value, list):
            try:
                index = int(name)
                value = self._value[index]
            except (ValueError, IndexError):
                raise KeyError(f"'{self._place()}' has {len(self._value)} elements, not '{name}'") from None
            return self._made(value, index if index >= 0 else len(self._value) + index)
        for known in (str(name), str(name).replace("_", "-")):
            if known in self._value:
                return self._made(self._value[known], known)
            for holder in self._holders():
                if known in self._value[holder]:
                    inner = Group(self._value[holder], self._cell, self._path + [holder])
                    return inner._made(self._value[holder][known], known)
            word = self._cell._lookup("absences", self._path + [known])
            if word is not None:
                return Missing(word, f"{self._place()}.{known}")
        raise KeyError(f"'{self._place()}' has no value '{name}'; it has: {', '.join(self._value)}")

    def _made(self, value, name):
        path = self._path + [name]
        if isinstance(value, bool) or value is None or isinstance(value, str):
            return value
        if _is_number(value):
            number = Number(_plain(value))
            number.path = ".".join([self._cell.label] + [str(part) for part in path])
            number.error = self._cell._error(path)
            return number
        return Group(value, self._cell, path)


class Cell(Group):
    """What one cell found. Its record (``verb``, ``key``, ``options``, ``computed``, ``findings`` …) is in ``record``."""

    def __init__(self, label, record):
        super().__init__(record.get("result", {}), self, [])
        self._label = label
        self._record = record

    @property
    def label(self):
        """As the report calls it."""
        return self._label

    @property
    def record(self):
        """All that the document says of the cell, as it stands there."""
        return self._record

    def _member(self, name):
        if "result" not in self._record:
            raise KeyError(f"the cell '{self._label}' has no result: {self._record.get('message', '')}")
        return super()._member(name)

    def _lookup(self, kind, path):
        for pattern, found in self._record[kind].items():
            if _fits(pattern.split("."), path):
                return found
        return None

    def _error(self, path):
        for pattern, target in self._record["errors"].items():
            parts = pattern.split(".")
            if not _fits(parts, path):
                continue
            names = [name for part, name in zip(parts, path) if part == "*"]
            value = self._record["result"]
            for part in target.split("."):
                step = names.pop(0) if part == "*" else part
                try:
                    value = value[int(step) if isinstance(value, list) else step]
                except (KeyError, IndexError, ValueError, TypeError):
                    return None
            return _plain(value) if _is_number(value) else None
        return None


class Claim:
    """A claim of the report: ``claim``, ``status``, ``measured``, ``tolerance``, ``value``, ``lower``, ``upper``, ``margin``."""

    def __init__(self, record):
        self.cell = record["cell"]
        self.claim = record["claim"]
        self.status = record["status"]
        self.measured = record["measured"]
        self.tolerance = record["tolerance"]
        self.value = _plain(record.get("value"))
        self.lower = _plain(record.get("lower"))
        self.upper = _plain(record.get("upper"))
        self.margin = _plain(record.get("margin"))

    @property
    def holds(self):
        """Whether it was evaluated and holds."""
        return self.status == "pass"

    def __repr__(self):
        return f"<{self.claim}: {self.status}: {self.measured}, required {self.tolerance}>"


class Results:
    """The results of a report: cells by their labels, in the order of the text."""

    def __init__(self, document):
        if not isinstance(document, dict) or document.get("schema") != "fiducial-results":
            raise ValueError("this is no file of results; 'fiducial render REPORT --json FILE' writes one")
        if document.get("version") != VERSION:
            raise ValueError(
                f"this file is of version {document.get('version')}, and this module reads version {VERSION}; "
                "'fiducial schema --python' prints the module that belongs to the program"
            )
        self.document = document
        ordered = sorted(document["cells"].items(), key=lambda cell: cell[1]["position"])
        self._cells = {label: Cell(label, record) for label, record in ordered}
        self.claims = [Claim(record) for record in document["claims"]]

    def __getitem__(self, path):
        label, _, rest = path.partition(".")
        if label not in self._cells:
            raise KeyError(f"no cell is called '{label}'; there are: {', '.join(self._cells)}")
        return self._cells[label][rest] if rest else self._cells[label]

    def __iter__(self):
        return iter(self._cells)

    def __len__(self):
        return len(self._cells)

    def __contains__(self, label):
        return label in self._cells

    def __repr__(self):
        return f"<{self.document['report']['file']}: {', '.join(self._cells)}>"


def read(path):
    """The results in a file that ``fiducial render REPORT --json FILE`` wrote."""
    with open(path, encoding="utf-8") as file:
        return Results(json.load(file))


def _fits(pattern, path):
    return len(pattern) == len(path) and all(part == "*" or part == str(name) for part, name in zip(pattern, path))


def _is_number(value):
    if isinstance(value, dict):
        return set(value) == {"$number"}
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _plain(value):
    if isinstance(value, dict):
        if set(value) == {"$number"}:
            return float(value["$number"])
        return {name: _plain(inner) for name, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value


def _with_error(value, error):
    """Value and error rounded as the Particle Data Group does; without an error, four significant digits."""
    if error is None or not math.isfinite(error) or error <= 0 or not math.isfinite(value):
        text = f"{value:.4g}"
        return text if error is None else f"{text} ± {error:.4g}"
    exponent = math.floor(math.log10(error))
    leading = round(error / 10 ** (exponent - 2))
    if leading >= 1000:
        leading, exponent = leading // 10, exponent + 1
    # Two digits up to 3.54, one up to 9.49, and beyond that 10.
    decimals = 1 - exponent if leading <= 354 else -exponent
    shown = max(0, decimals)
    return f"{round(value, decimals):.{shown}f} ± {round(error, decimals):.{shown}f}"
