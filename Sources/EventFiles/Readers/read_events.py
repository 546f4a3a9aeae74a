"""Reads ROOT and Parquet files for Fiducial: flat columns as 64-bit floats, in pieces, to standard output.

Called with one argument, a request in JSON: {"do": "describe" | "read", "format": "root" | "parquet", "path": …} and, to
read, "table", "columns" and "rows", the length of a piece. The answer is binary, all numbers little-endian:

    "FIDEVNT1"
    "J", uint64 length, JSON          what the file holds; the only frame of "describe"
    "D", uint64 rows, float64 …       a piece: all rows of the first column, then of the second …
    "E", uint64 rows                  the end: rows of all pieces
    "X", uint64 length, JSON          in place of all that would follow: what is wrong, as {"kind", "reason", "remedy"}
"""

import json
import os
import re
import struct
import sys


class Refusal(Exception):
    """What is wrong with a file, in words for its owner."""

    def __init__(self, kind, reason, remedy=None):
        super().__init__(reason)
        self.answer = {"kind": kind, "reason": reason, "remedy": remedy}


def number_type(dtype):
    """The name of a NumPy type of numbers; None where it is none."""
    if dtype.kind == "b":
        return "bool"
    if dtype.kind in "iu" or (dtype.kind == "f" and dtype.itemsize in (2, 4, 8)):
        return dtype.newbyteorder("=").name
    return None


class Column:
    """A column: its name, its type, how many rows, and what gives the numbers of some rows."""

    def __init__(self, name, kind, count, get=None):
        self.name, self.kind, self.count, self.get = name, kind, count, get

    def description(self):
        return {"name": self.name, "type": self.kind, "count": self.count}


class Table:
    def __init__(self, name, kind, count, columns):
        self.name, self.kind, self.count, self.columns = name, kind, count, columns

    def description(self):
        return {
            "name": self.name,
            "kind": self.kind,
            "count": self.count,
            "columns": [column.description() for column in self.columns],
        }


def array_columns(name, dtype, count, get):
    """The columns of rows of a NumPy type: one, one a component, or one a member.

    get: gives an array of rows from a start to a stop.
    """
    widest = 4096
    if dtype.names:
        columns = []
        for member in dtype.names:
            inner = lambda start, stop, member=member: get(start, stop)[member]
            columns += array_columns(f"{name}.{member}", dtype[member], count, inner)
        return columns
    base, shape = (dtype.subdtype[0], dtype.shape) if dtype.subdtype else (dtype, ())
    kind = number_type(base)
    if kind is None:
        return [Column(name, f"other:{base}", count)]
    if shape == ():
        return [Column(name, kind, count, get)]
    if len(shape) > 1 or shape[0] > widest:
        return [Column(name, f"other:an array of shape {list(shape)} a row", count)]
    return [
        Column(f"{name}[{part}]", kind, count, lambda start, stop, part=part: get(start, stop)[:, part])
        for part in range(shape[0])
    ]


class Cache:
    """The rows that were read last: columns of one branch share them."""

    def __init__(self, get):
        self.get, self.rows, self.values = get, None, None

    def __call__(self, start, stop):
        if self.rows != (start, stop):
            self.rows, self.values = (start, stop), self.get(start, stop)
        return self.values


# ROOT


def branch_columns(name, branch):
    from uproot.interpretation.jagged import AsJagged
    from uproot.interpretation.numerical import Numerical
    from uproot.interpretation.strings import AsStrings

    interpretation, count = branch.interpretation, branch.num_entries
    if isinstance(interpretation, AsStrings):
        return [Column(name, "text", count)]
    if isinstance(interpretation, Numerical):
        import numpy

        dtype = getattr(interpretation, "to_dtype", numpy.dtype("f8"))
        get = Cache(lambda start, stop: branch.array(entry_start=start, entry_stop=stop, library="np"))
        return array_columns(name, numpy.dtype(dtype), count, get)
    typename = str(getattr(branch, "typename", "") or "unknown")
    if isinstance(interpretation, AsJagged) or "vector" in typename or "[]" in typename:
        return [Column(name, f"jagged:{typename}", count)]
    return [Column(name, f"other:{typename}", count)]


def tree_table(name, kind, tree):
    leaves = [(path, branch) for path, branch in tree.iteritems(recursive=True) if len(branch.branches) == 0]
    short = [branch.name for _, branch in leaves]
    columns = []
    for path, branch in leaves:
        columns += branch_columns(branch.name if short.count(branch.name) == 1 else path, branch)
    return Table(name, kind, tree.num_entries, columns)


FIELD_TYPES = {
    "bool": "bool", "float": "float32", "double": "float64", "Float16_t": "float32", "Double32_t": "float64",
    "char": "int8", "std::byte": "uint8",
    "std::int8_t": "int8", "std::int16_t": "int16", "std::int32_t": "int32", "std::int64_t": "int64",
    "std::uint8_t": "uint8", "std::uint16_t": "uint16", "std::uint32_t": "uint32", "std::uint64_t": "uint64",
}  # fmt: skip


def ntuple_table(name, ntuple):
    import numpy

    count = ntuple.num_entries
    columns = []
    for path, field in ntuple.iteritems(recursive=False):
        typename = str(field.typename)
        get = Cache(lambda start, stop, field=field: field.array(entry_start=start, entry_stop=stop, library="np"))
        fixed = re.fullmatch(r"std::array<\s*([\w:]+)\s*,\s*(\d+)\s*>", typename)
        if typename in FIELD_TYPES:
            columns.append(Column(path, FIELD_TYPES[typename], count, get))
        elif fixed and fixed[1] in FIELD_TYPES:
            # The field is read as an array of rows.
            rows = lambda start, stop, get=get: numpy.stack(list(get(start, stop)))
            dtype = numpy.dtype((FIELD_TYPES[fixed[1]], (int(fixed[2]),)))
            columns += array_columns(path, dtype, count, rows)
        elif typename == "std::string":
            columns.append(Column(path, "text", count))
        elif "vector" in typename or "RVec" in typename:
            columns.append(Column(path, f"jagged:{typename}", count))
        else:
            columns.append(Column(path, f"other:{typename or 'a record'}", count))
    return Table(name, "RNTuple", count, columns)


def root_tables(path, wanted=None):
    try:
        import uproot
    except ImportError as error:
        raise Refusal("noReader", f"Python has no uproot ({error})") from None
    file = uproot.open(path)
    # Of several cycles of a name the last one counts.
    newest = {}
    for key, kind in file.classnames(recursive=True, cycle=True).items():
        name, _, cycle = key.rpartition(";")
        if "RNTuple" in kind or kind.startswith(("TTree", "TNtuple", "TChain")):
            if name not in newest or int(cycle) > newest[name][0]:
                newest[name] = (int(cycle), kind)
    if not newest:
        raise Refusal("empty", "it has neither a TTree nor an RNTuple")
    tables = []
    for name, (cycle, kind) in newest.items():
        if wanted is None or name == wanted:
            item = file[f"{name};{cycle}"]
            tables.append(ntuple_table(name, item) if "RNTuple" in kind else tree_table(name, kind, item))
    return tables


# Parquet


class ParquetColumn:
    """Takes a column out of a batch."""

    def __init__(self, top, members=(), part=None):
        self.top, self.members, self.part = top, members, part

    def __call__(self, batch):
        import pyarrow
        import pyarrow.compute

        array = batch.column(batch.schema.get_field_index(self.top))
        for member in self.members:
            array = pyarrow.compute.struct_field(array, member)
        if self.part is not None:
            array = pyarrow.compute.list_element(array, self.part)
        if pyarrow.types.is_dictionary(array.type):
            array = array.dictionary_decode()
        # What is null becomes NaN.
        return array.cast(pyarrow.float64(), safe=False).to_numpy(zero_copy_only=False)


def parquet_columns(name, type, count, top, members):
    import pyarrow.types as types

    if types.is_dictionary(type):
        type = type.value_type
    if types.is_struct(type):
        columns = []
        for index in range(type.num_fields):
            field = type.field(index)
            columns += parquet_columns(f"{name}.{field.name}", field.type, count, top, members + (field.name,))
        return columns
    if types.is_fixed_size_list(type) and type.list_size <= 4096:
        kind = arrow_type(type.value_type)
        if kind:
            return [
                Column(f"{name}[{part}]", kind, count, ParquetColumn(top, members, part))
                for part in range(type.list_size)
            ]
    kind = arrow_type(type)
    if kind:
        return [Column(name, kind, count, ParquetColumn(top, members))]
    if types.is_string(type) or types.is_large_string(type):
        return [Column(name, "text", count)]
    if types.is_list(type) or types.is_large_list(type) or types.is_map(type):
        return [Column(name, f"jagged:{type}", count)]
    return [Column(name, f"other:{type}", count)]


def arrow_type(type):
    import pyarrow.types as types

    if types.is_boolean(type):
        return "bool"
    if types.is_integer(type):
        return str(type)
    if types.is_float16(type):
        return "float16"
    if types.is_float32(type):
        return "float32"
    return "float64" if types.is_float64(type) or types.is_decimal(type) else None


def parquet_file(path):
    try:
        import pyarrow.parquet
    except ImportError as error:
        raise Refusal("noReader", f"Python has no pyarrow ({error})") from None
    return pyarrow.parquet.ParquetFile(path, memory_map=True)


def parquet_tables(file):
    count = file.metadata.num_rows
    columns = []
    for field in file.schema_arrow:
        columns += parquet_columns(field.name, field.type, count, field.name, ())
    return [Table("", "Parquet", count, columns)]


# Pieces


def chosen(tables, request):
    """The columns of a request."""
    table = next((table for table in tables if table.name == request["table"]), None)
    if table is None:
        raise Refusal("missingTable", f"it has no table '{request['table']}'")
    known = {column.name: column for column in table.columns}
    columns = [known.get(name) for name in request["columns"]]
    if any(column is None or column.get is None for column in columns):
        raise Refusal("missingColumn", "it has other columns than before; it was changed while it was read")
    return columns


def root_pieces(request):
    columns = chosen(root_tables(request["path"], request["table"]), request)
    rows = columns[0].count
    for start in range(0, rows, request["rows"]):
        stop = min(rows, start + request["rows"])
        yield [column.get(start, stop) for column in columns]


def parquet_pieces(request):
    file = parquet_file(request["path"])
    columns = chosen(parquet_tables(file), request)
    tops = list(dict.fromkeys(column.get.top for column in columns))
    for batch in file.iter_batches(batch_size=request["rows"], columns=tops):
        yield [column.get(batch) for column in columns]


def main(request, out):
    import_numpy()
    out.write(b"FIDEVNT1")
    is_root = request["format"] == "root"
    if request["do"] == "describe":
        tables = root_tables(request["path"]) if is_root else parquet_tables(parquet_file(request["path"]))
        return write_json(out, b"J", {"tables": [table.description() for table in tables]})
    import numpy

    total = 0
    for piece in root_pieces(request) if is_root else parquet_pieces(request):
        rows = len(piece[0])
        out.write(b"D" + struct.pack("<Q", rows))
        for values in piece:
            if len(values) != rows:
                raise Refusal("malformed", f"columns of {rows} and {len(values)} rows from row {total} on")
            out.write(memoryview(numpy.ascontiguousarray(values, dtype="<f8")).cast("B"))
        total += rows
    out.write(b"E" + struct.pack("<Q", total))


def import_numpy():
    try:
        import numpy  # noqa: F401
    except ImportError as error:
        raise Refusal("noReader", f"Python has no numpy ({error})") from None


def write_json(out, kind, value):
    text = json.dumps(value).encode()
    out.write(kind + struct.pack("<Q", len(text)) + text)


def run():
    # What a library prints does not get between the numbers.
    out = os.fdopen(os.dup(1), "wb", buffering=1 << 20)
    os.dup2(2, 1)
    try:
        main(json.loads(sys.argv[1]), out)
    except Refusal as refusal:
        write_json(out, b"X", refusal.answer)
    except BrokenPipeError:
        os._exit(1)
    except Exception as error:  # noqa: BLE001 - libraries raise anything about a damaged file
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        reason = f"{type(error).__name__}: {lines[0][:300]}" if lines else type(error).__name__
        write_json(out, b"X", {"kind": "malformed", "reason": reason, "remedy": None})
    try:
        out.flush()
    except BrokenPipeError:
        pass
    # Threads of libraries need not be waited for.
    os._exit(0)


run()
