import CHDF5
import Foundation

/// The columns of an HDF5 file: members of compound datasets, as h5py and PyTables write them, and the datasets of a group.
struct HDF5Source: EventSource {
    private let file: HDF5Object
    private let path: String
    private let datasets: [HDF5Dataset]
    private let assembled: ArrayTables

    var tables: [EventTableInfo] { assembled.infos }

    init(_ path: String, names: [String: [String]]) throws(EventFileError) {
        self.path = path
        (file, datasets) = try HDF5Library.use { () throws(EventFileError) in
            let access = HDF5Object.properties(H5Pcreate(chdf5_file_access()))
            // Nothing is written, and file systems of clusters often cannot lock.
            if let access { H5Pset_file_locking(access.id, false, true) }
            guard let file = HDF5Object.file(H5Fopen(path, chdf5_read_only(), access?.id ?? chdf5_default())) else {
                let reason = HDF5Library.reason
                let isTruncated = reason.contains("truncated") || reason.contains("eof")
                throw EventFileError(
                    isTruncated ? .truncated : .malformed, path, "HDF5 cannot open it: \(reason)",
                    remedy: isTruncated
                        ? "a download, a copy or a program that broke off leaves such files; fetch or write it again"
                        : nil)
            }
            return (file, try HDF5Walk(file, path: path).datasets)
        }
        guard !datasets.isEmpty else { throw EventFileError(.empty, path, "it has no datasets") }
        assembled = try ArrayTables(
            datasets.map(\.array), path: path,
            kinds: .init(record: "compound dataset", group: "group of datasets"), names: names)
    }

    func cursor(table: Int, columns: [Int]) throws(EventFileError) -> any ColumnCursor {
        let wanted = columns.enumerated().map { (column: assembled.columns[table][$1], place: $0) }
        return try HDF5Library.use { () throws(EventFileError) in
            var all: [ArrayCursor.Part] = []
            for index in Set(wanted.map(\.column.array)).sorted() {
                let own = wanted.filter { $0.column.array == index }
                all += try parts(datasets[index], own)
            }
            return ArrayCursor(all, columnCount: columns.count)
        }
    }

    private func parts(
        _ dataset: HDF5Dataset, _ wanted: [(column: StoredColumn, place: Int)]
    ) throws(EventFileError) -> [ArrayCursor.Part] {
        let rows = try HDF5Rows(dataset, wanted.map(\.column), file: file, path: path)
        var array = dataset.array
        if case .record(let members) = array.element, let offsets = rows.offsets {
            array = StoredArray(
                name: array.name, rowCount: array.rowCount,
                element: .record(
                    members.map {
                        StoredMember(
                            name: $0.name, value: $0.value, offset: $0.offset + (offsets[$0.outermost] ?? 0),
                            outermost: $0.outermost)
                    }), rowBytes: rows.rowBytes)
        }
        return try array.parts(wanted) { (_: Int) in rows }
    }
}

/// The rows of a dataset, or some members of them, as bytes.
private final class HDF5Rows: ByteStream {
    let rowBytes: Int
    /// Where a compound is read in part: how far each of its members moved, by its place.
    private(set) var offsets: [Int: Int]?
    private let dataset: HDF5Object
    private let space: HDF5Object
    private let type: HDF5Object
    private let shape: [Int]
    private let name: String
    private let path: String
    private var row = 0

    /// Must be called under the library's lock.
    init(
        _ dataset: HDF5Dataset, _ columns: [StoredColumn], file: HDF5Object, path: String
    ) throws(EventFileError) {
        name = dataset.array.name
        shape = dataset.shape
        self.path = path
        func failure() -> EventFileError {
            EventFileError(.unreadable, path, "dataset '\(dataset.array.name)' cannot be opened: \(HDF5Library.reason)")
        }
        // A chunk that does not fit in the cache would be unpacked again for every piece of it.
        guard let access = HDF5Object.properties(H5Pcreate(chdf5_dataset_access())),
            case let cache = min(max(1 << 20, dataset.chunkBytes + dataset.chunkBytes / 8), 1 << 30),
            H5Pset_chunk_cache(access.id, 12_421, cache, 1) >= 0,
            let own = HDF5Object.dataset(H5Dopen2(file.id, dataset.location, access.id)),
            let stored = HDF5Object.type(H5Dget_type(own.id)), let space = HDF5Object.space(H5Dget_space(own.id))
        else { throw failure() }
        if let (missing, all) = dataset.unwrittenChunks(own) {
            throw EventFileError(
                .truncated, path, column: columns.first?.name,
                "dataset '\(name)' claims \(counted(dataset.array.rowCount, "row")), and "
                    + (all == 1 ? "they were" : "\(missing) of its \(all) chunks were") + " never written",
                remedy: "the program that wrote it broke off; write it again")
        }
        self.dataset = own
        self.space = space
        var members: Set<Int> = []
        if case .record(let all) = dataset.array.element {
            members = Set(columns.map { all[$0.part].outermost })
        }
        if dataset.hasPointers, !members.isEmpty {
            guard let part = Self.part(stored.id, members) else { throw failure() }
            (type, offsets) = part
            rowBytes = H5Tget_size(type.id)
        } else {
            type = stored
            rowBytes = dataset.storedRowBytes
        }
    }

    /// A compound of some members of another, as they are stored, one behind the other.
    private static func part(_ type: hid_t, _ members: Set<Int>) -> (HDF5Object, [Int: Int])? {
        var size = 0
        var moved: [Int: Int] = [:]
        var parts: [(name: UnsafeMutablePointer<CChar>?, type: HDF5Object, offset: Int)] = []
        defer { for part in parts { H5free_memory(part.name) } }
        for index in members.sorted() {
            guard let member = HDF5Object.type(H5Tget_member_type(type, UInt32(index))) else { return nil }
            parts.append((H5Tget_member_name(type, UInt32(index)), member, size))
            moved[index] = size - H5Tget_member_offset(type, UInt32(index))
            size += H5Tget_size(member.id)
        }
        guard let result = HDF5Object.type(H5Tcreate(H5T_COMPOUND, size)) else { return nil }
        for part in parts where H5Tinsert(result.id, part.name, part.offset, part.type.id) < 0 { return nil }
        return (result, moved)
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(EventFileError) {
        guard rowBytes > 0, !buffer.isEmpty else { return }
        let count = buffer.count / rowBytes
        var start = [hsize_t](repeating: 0, count: shape.count)
        var extent = shape.map { hsize_t($0) }
        start[0] = hsize_t(row)
        extent[0] = hsize_t(count)
        try HDF5Library.use { () throws(EventFileError) in
            guard H5Sselect_hyperslab(space.id, H5S_SELECT_SET, start, nil, extent, nil) >= 0,
                let memory = HDF5Object.space(H5Screate_simple(Int32(extent.count), extent, nil)),
                H5Dread(dataset.id, type.id, memory.id, space.id, chdf5_default(), buffer.baseAddress) >= 0
            else {
                throw EventFileError(
                    .unreadable, path,
                    "dataset '\(name)' cannot be read from row \(row) on: \(HDF5Library.reason)")
            }
        }
        row += count
    }

    func skip(_ count: Int) { if rowBytes > 0 { row += count / rowBytes } }
}
