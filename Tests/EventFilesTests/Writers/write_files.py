"""Writes event files with the libraries that analysts use: `write_files.py FOLDER`, or `--fixtures FOLDER` for the few that are
kept beside the tests.

Row i of every table, i = 0 … 11, holds

    pt = 25 + i/2, eta = (i - 5)/4, n = i - 3, id = 1000000007 i, flag = (i divisible by 3), small = 250 + i mod 6,
    x[j] = i + j/8 for j = 0, 1, 2, label = "a", "b" or "c"
"""

import json
import pathlib
import sys

import numpy as np

ROWS = 12


def columns(rows=ROWS):
    i = np.arange(rows)
    return {
        "pt": 25 + i / 2,
        "eta": ((i - 5) / 4).astype("f4"),
        "n": (i - 3).astype("i4"),
        "id": 1000000007 * i.astype("i8"),
        "flag": i % 3 == 0,
        "small": (250 + i % 6).astype("u1"),
    }


def matrix(rows=ROWS):
    return np.arange(rows)[:, None] + np.arange(3)[None, :] / 8


def structured(rows=ROWS, big=False):
    order = ">" if big else "<"
    fields = [("pt", order + "f8"), ("eta", order + "f4"), ("n", order + "i4"), ("id", order + "i8"), ("flag", "?"),
              ("small", "u1"), ("x", order + "f8", (3,)), ("label", "S2")]  # fmt: skip
    table = np.zeros(rows, fields)
    for name, values in columns(rows).items():
        table[name] = values
    table["x"] = matrix(rows)
    table["label"] = [b"abc"[i % 3 : i % 3 + 1] for i in range(rows)]
    return table


# HDF5


def write_h5py(folder):
    import h5py

    with h5py.File(folder / "compound.h5", "w") as file:
        file.create_dataset("events", data=structured(), chunks=(5,), compression="gzip", shuffle=True)
    with h5py.File(folder / "flat.h5", "w") as file:
        group = file.create_group("events")
        for name, values in columns().items():
            # A dataset in chunks takes 4 kB at least.
            packed = {"chunks": (5,), "compression": "gzip", "fletcher32": True} if name == "pt" else {}
            group.create_dataset(name, data=values, **packed)
        group.create_dataset("x", data=matrix())
        group.create_dataset("label", data=[b"abc"[i % 3 : i % 3 + 1] for i in range(ROWS)])
        file.create_dataset("deep/er/y", data=np.arange(4.0))


def write_more_h5py(folder):
    import h5py

    text = h5py.string_dtype()
    with h5py.File(folder / "compound_big_endian.h5", "w") as file:
        file["events"] = structured(big=True)
    with h5py.File(folder / "compound_strings.h5", "w") as file:
        fields = [("name", text), ("pt", ">f8"), ("list", h5py.vlen_dtype("f4")), ("flag", "?"), ("z", "c16"),
                  ("x", "<f4", (3,)), ("inner", [("a", "<i2"), ("b", "<f8")])]  # fmt: skip
        table = np.zeros(ROWS, fields)
        for i in range(ROWS):
            table[i] = ("ü" * i, 25 + i / 2, np.arange(i % 3, dtype="f4"), i % 3 == 0, i, matrix()[i], (i, i / 4))
        file["run/events"] = table
    with h5py.File(folder / "flat_types.h5", "w") as file:
        for name, type in [("pt", ">f8"), ("eta", ">f4"), ("n", ">i2"), ("id", ">i8"), ("small", ">u4")]:
            file.create_dataset(name, data=columns()[name].astype(type), chunks=(7,))
        file["half"] = columns()["eta"].astype("f2")
        file["flag"] = columns()["flag"]
        file["name"] = ["ü" * i for i in range(ROWS)]
        file["list"] = np.array([np.arange(i % 3 + 0.0) for i in range(ROWS)], h5py.vlen_dtype("f8"))
        file["cube"] = np.zeros((ROWS, 2, 2))
        file["complex"] = np.zeros(ROWS, "c16")
        file["long"] = np.zeros(ROWS, np.longdouble)
        file["scalar"] = 5.0
        file["short"] = np.zeros(5)
    with h5py.File(folder / "large_chunks.h5", "w") as file:
        rows = 300_000
        file.create_dataset("pt", data=np.arange(rows) / 4, chunks=(rows,), compression="gzip")
        file.create_dataset("x", data=np.arange(2 * rows).reshape(rows, 2), chunks=(1000, 1), compression="gzip")
    with h5py.File(folder / "empty.h5", "w") as file:
        file["events"] = structured(0)
        file.create_dataset("columns/pt", shape=(0,), maxshape=(None,), dtype="f8")
    with h5py.File(folder / "nothing.h5", "w") as file:
        file.create_group("events")
    with h5py.File(folder / "unwritten.h5", "w") as file:
        file.create_dataset("events/pt", shape=(2**31,), dtype="f4", chunks=(1 << 20,))
        file.create_dataset("half/pt", shape=(ROWS,), dtype="f4", chunks=(5,))[:5] = 1
        file.create_dataset("whole/pt", shape=(ROWS,), dtype="f4")
    with h5py.File(folder / "unicode.h5", "w") as file:
        file["événements/p_τ"] = columns()["pt"]
    with h5py.File(folder / "lzf.h5", "w") as file:
        file.create_dataset("pt", data=columns()["pt"], compression="lzf")
        file["eta"] = columns()["eta"]
    with h5py.File(folder / "links.h5", "w") as file:
        file["a/pt"] = columns()["pt"]
        file["a/again"] = file["a"]
        file["a/root"] = h5py.SoftLink("/")
        file["a/lost"] = h5py.SoftLink("/nowhere")
        file["a/elsewhere"] = h5py.ExternalLink("flat.h5", "/events/eta")
    with h5py.File(folder / "user_block.h5", "w", userblock_size=1024) as file:
        file["pt"] = columns()["pt"]
    with h5py.File(folder / "huge_ids.h5", "w") as file:
        file["id"] = np.array([1, 2**53 - 1, 2**53 + 1, 4])
    with h5py.File(folder / "external.h5", "w") as file:
        file.create_dataset("pt", shape=(ROWS,), dtype="f8", external=[(str(folder / "outside.bin"), 0, ROWS * 8)])
        layout = h5py.VirtualLayout(shape=(ROWS,), dtype="f4")
        layout[:] = h5py.VirtualSource(str(folder / "flat.h5"), "events/eta", shape=(ROWS,))
        file.create_virtual_dataset("eta", layout)


def write_pytables(folder):
    import tables

    class Event(tables.IsDescription):
        pt = tables.Float64Col(pos=0)
        eta = tables.Float32Col(pos=1)
        n = tables.Int32Col(pos=2)
        id = tables.Int64Col(pos=3)
        flag = tables.BoolCol(pos=4)
        small = tables.UInt8Col(pos=5)
        x = tables.Float64Col(shape=(3,), pos=6)
        label = tables.StringCol(2, pos=7)

    with tables.open_file(folder / "pytables.h5", "w") as file:
        filters = tables.Filters(complevel=4, complib="zlib", shuffle=True, fletcher32=True)
        table = file.create_table("/run", "events", Event, createparents=True, filters=filters)
        table.append(structured())
        table.flush()
        table.cols.pt.create_index()
        for name, values in columns().items():
            file.create_carray("/flat", name, obj=values, createparents=True, filters=filters)
        blosc = tables.Filters(complevel=4, complib="blosc")
        file.create_carray("/packed", "pt", obj=columns()["pt"], createparents=True, filters=blosc)


def write_awkward(folder):
    import awkward
    import h5py

    inner = awkward.zip({"a": np.arange(ROWS), "b": np.arange(ROWS) / 4}, depth_limit=1)
    lists = awkward.Array([[1.0] * (i % 3) for i in range(ROWS)])
    options = awkward.Array([None if i == 4 else float(i) for i in range(ROWS)])
    names = awkward.Array(["ü" * i for i in range(ROWS)])
    fields = columns() | {"inner": inner, "list": lists, "option": options, "name": names}
    array = awkward.Array({name: awkward.Array(values) for name, values in fields.items()})
    with h5py.File(folder / "awkward.h5", "w") as file:
        group = file.create_group("events")
        form, length, _ = awkward.to_buffers(awkward.to_packed(array), container=group)
        group.attrs["form"] = form.to_json()
        group.attrs["length"] = length


# NumPy


def write_numpy(folder):
    np.save(folder / "structured.npy", structured())
    np.savez_compressed(folder / "packed.npz", **columns(), x=np.asfortranarray(matrix()))
    lines = [",".join(columns())]
    lines += [",".join(str(values[i]) for values in columns().values()) for i in range(ROWS)]
    (folder / "table.csv").write_text("\n".join(lines) + "\n")


def write_more_numpy(folder):
    np.save(folder / "vector.npy", columns()["pt"])
    np.save(folder / "matrix.npy", matrix())
    np.save(folder / "fortran.npy", np.asfortranarray(matrix()))
    np.save(folder / "big_endian.npy", structured(big=True))
    np.save(folder / "half.npy", columns()["eta"].astype("f2"))
    np.save(folder / "empty.npy", structured(0))
    np.save(folder / "text.npy", np.array(["a", "b"]))
    np.save(folder / "unicode.npy", np.zeros(3, [("p_τ", "f4"), ("inner", [("a", "i1"), ("b", "f8", (2,))])]))
    np.save(folder / "aligned.npy", np.array([(1, 2.5), (3, 4.5)], np.dtype([("a", "i1"), ("b", "f8")], align=True)))
    np.save(folder / "objects.npy", np.array([None, 1], dtype=object), allow_pickle=True)
    np.save(folder / "long.npy", np.zeros(2, np.longdouble))
    np.savez(folder / "stored.npz", **columns(), x=np.asfortranarray(matrix()), table=structured())
    np.savez(folder / "unnamed.npz", columns()["pt"], columns()["eta"])
    np.savetxt(folder / "savetxt.csv", matrix(), delimiter=",", header="a,b,c", comments="")


def write_safetensors(folder):
    import safetensors.numpy

    types = {"i1": np.int8, "i2": np.int16, "u2": np.uint16, "u4": np.uint32, "u8": np.uint64}
    extra = {name: np.arange(ROWS).astype(type) for name, type in types.items()}
    safetensors.numpy.save_file(columns() | {"x": matrix()} | extra, folder / "events.safetensors")


# ROOT and Parquet


def write_root(folder):
    import awkward
    import uproot

    lists = awkward.Array([[1.0] * (i % 3) for i in range(ROWS)])
    with uproot.recreate(folder / "events.root") as file:
        file.mktree("events", columns() | {"x": matrix(), "list": lists, "p_τ": columns()["pt"]})
        file.mktree("dir/other", {"y": np.arange(4.0)})
        file.mkrntuple("ntuple", columns() | {"list": lists, "name": awkward.Array(["ü" * i for i in range(ROWS)])})
        file.mktree("none", {"pt": "f8"})
    with uproot.recreate(folder / "big.root") as file:
        rows = 300_000
        file.mktree("events", {"pt": np.arange(rows) / 4, "n": np.arange(rows)})
        file.mkrntuple("ntuple", {"pt": np.arange(rows) / 4, "n": np.arange(rows)})
    with uproot.recreate(folder / "no_tree.root") as file:
        file["histogram"] = np.histogram(columns()["pt"])


def write_parquet(folder):
    import pyarrow
    import pyarrow.parquet as parquet

    arrays = {name: pyarrow.array(values) for name, values in columns().items()}
    arrays["x"] = pyarrow.FixedSizeListArray.from_arrays(matrix().ravel(), 3)
    arrays["label"] = pyarrow.array([f"{'abc'[i % 3]}" for i in range(ROWS)])
    arrays["list"] = pyarrow.array([[1.0] * (i % 3) for i in range(ROWS)])
    arrays["inner"] = pyarrow.array([{"a": i, "b": i / 4} for i in range(ROWS)])
    arrays["null"] = pyarrow.array([None if i in (4, 7) else i for i in range(ROWS)], pyarrow.int32())
    arrays["code"] = pyarrow.array(columns()["n"]).dictionary_encode()
    arrays["p_τ"] = arrays["pt"]
    arrays["when"] = pyarrow.array([0] * ROWS, pyarrow.timestamp("s"))
    table = pyarrow.table(arrays)
    parquet.write_table(table, folder / "events.parquet", row_group_size=5, compression="zstd")
    parquet.write_table(table.slice(0, 0), folder / "empty.parquet")
    rows = 300_000
    big = pyarrow.table({"pt": np.arange(rows) / 4, "n": np.arange(rows)})
    parquet.write_table(big, folder / "big.parquet", row_group_size=70_000)


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[-1])
    folder.mkdir(parents=True, exist_ok=True)
    write_h5py(folder)
    write_numpy(folder)
    write_safetensors(folder)
    if "--fixtures" not in sys.argv:
        for write in (write_more_h5py, write_pytables, write_awkward, write_more_numpy, write_root, write_parquet):
            write(folder)
    print(json.dumps({"rows": ROWS}))
