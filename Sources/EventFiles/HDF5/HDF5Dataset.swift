import CHDF5

/// A dataset whose first axis counts events.
struct HDF5Dataset: Sendable {
    let array: StoredArray
    /// Its path in the file. It is opened again to be read: only the first to open it chooses how much of it is cached.
    let location: String
    /// Extents of all axes.
    let shape: [Int]
    /// The bytes of a row as they are stored.
    let storedRowBytes: Int
    /// Of a chunk of rows over all other axes, in bytes; 0 where there are no chunks.
    let chunkBytes: Int
    /// Whether a row is a compound with members that hold pointers.
    let hasPointers: Bool

    /// - Returns: nil if it is not a dataset that can be described.
    init?(_ dataset: HDF5Object, name: String) {
        guard let location = Self.location(dataset.id), let space = HDF5Object.space(H5Dget_space(dataset.id)),
            let type = HDF5Object.type(H5Dget_type(dataset.id)),
            let creation = HDF5Object.properties(H5Dget_create_plist(dataset.id))
        else { return nil }
        let rank = Int(H5Sget_simple_extent_ndims(space.id))
        guard rank >= 0, rank <= 32 else { return nil }
        var extents = [hsize_t](repeating: 0, count: max(1, rank))
        guard H5Sget_simple_extent_dims(space.id, &extents, nil) == rank else { return nil }
        let shape = extents.prefix(rank).compactMap { Int(exactly: $0) }
        guard shape.count == rank else { return nil }
        self.location = location
        self.shape = shape
        let size = H5Tget_size(type.id)
        var rowBytes = size
        var overflows = false
        for extent in shape.dropFirst() {
            let (product, over) = rowBytes.multipliedReportingOverflow(by: extent)
            (rowBytes, overflows) = (product, overflows || over)
        }
        storedRowBytes = overflows ? 0 : rowBytes
        hasPointers = HDF5Type.hasPointers(type.id)
        chunkBytes = Self.chunkBytes(creation.id, shape, size)
        let element: StoredArray.Element
        if let words = Self.obstacle(dataset.id, creation.id) {
            element = .scalar(.other(.other(words)))
        } else if rank == 0 || H5Sget_simple_extent_type(space.id) != H5S_SIMPLE {
            element = .scalar(.other(.other("a single value")))
        } else {
            element = Self.element(HDF5Type(type.id), shape, overflows)
        }
        array = StoredArray(name: name, rowCount: shape.first ?? 0, element: element, rowBytes: storedRowBytes)
    }

    private init(_ other: HDF5Dataset, _ array: StoredArray) {
        self.array = array
        location = other.location
        shape = other.shape
        storedRowBytes = other.storedRowBytes
        chunkBytes = other.chunkBytes
        hasPointers = other.hasPointers
    }

    /// The same with another name and perhaps another type.
    ///
    /// - Parameter rows: the number of rows, if it differs from that of the dataset.
    func renamed(_ name: String, as value: StoredValue? = nil, rows: Int? = nil) -> HDF5Dataset {
        HDF5Dataset(
            self,
            StoredArray(
                name: name, rowCount: rows ?? array.rowCount, element: value.map { .scalar($0) } ?? array.element,
                rowBytes: array.rowBytes))
    }

    private static func element(_ type: HDF5Type, _ shape: [Int], _ overflows: Bool) -> StoredArray.Element {
        let words = EventColumnType.other("an array of shape [\(shape.map(String.init).joined(separator: ", "))]")
        guard !overflows else { return .scalar(.other(words)) }
        switch (type, shape.count) {
        case (.value(let value), 1): return .scalar(value)
        case (.value(.number(let layout)), 2): return .vector(layout, count: shape[1])
        case (.vector(let layout, let count), 1): return .vector(layout, count: count)
        case (.record(let members), 1): return .record(members)
        // A single column of rows: PyTables writes arrays of one row so.
        default: return .scalar(.other(words))
        }
    }

    /// Why its rows cannot be had from this file, in words.
    private static func obstacle(_ dataset: hid_t, _ creation: hid_t) -> String? {
        if H5Pget_external_count(creation) > 0 || H5Pget_layout(creation) == H5D_VIRTUAL {
            return "numbers that lie in other files"
        }
        for index in 0..<UInt32(max(0, H5Pget_nfilters(creation))) {
            var flags: UInt32 = 0
            var count = 0
            var name = [CChar](repeating: 0, count: 128)
            let filter = H5Pget_filter2(creation, index, &flags, &count, nil, name.count, &name, nil)
            guard filter >= 0, H5Zfilter_avail(filter) <= 0 else { continue }
            let words = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            return "numbers packed by '\(words.isEmpty ? "filter" : words)' (\(filter)), which HDF5 lacks here: "
                + "write them with gzip, or set HDF5_PLUGIN_PATH to a folder with that filter"
        }
        return nil
    }

    private static func chunkBytes(_ creation: hid_t, _ shape: [Int], _ size: Int) -> Int {
        guard H5Pget_layout(creation) == H5D_CHUNKED, !shape.isEmpty else { return 0 }
        var chunk = [hsize_t](repeating: 0, count: shape.count)
        guard H5Pget_chunk(creation, Int32(shape.count), &chunk) == shape.count else { return 0 }
        // All chunks beside each other that hold parts of a row.
        var bytes = Double(size) * Double(chunk[0])
        for (extent, chunk) in zip(shape, chunk).dropFirst() where chunk > 0 {
            bytes *= (Double(extent) / Double(chunk)).rounded(.up) * Double(chunk)
        }
        return bytes < 1e12 ? Int(bytes) : 0
    }

    private static func location(_ dataset: hid_t) -> String? {
        let length = H5Iget_name(dataset, nil, 0)
        guard length > 0 else { return nil }
        var text = [CChar](repeating: 0, count: length + 1)
        guard H5Iget_name(dataset, &text, text.count) == length else { return nil }
        return String(decoding: text.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The number of chunks that were never written, and of all chunks; nil if all were written.
    ///
    /// The library returns fill values for them without an error.
    func unwrittenChunks(_ dataset: HDF5Object) -> (missing: Int, all: Int)? {
        guard let creation = HDF5Object.properties(H5Dget_create_plist(dataset.id)), !shape.contains(0),
            let space = HDF5Object.space(H5Dget_space(dataset.id))
        else { return nil }
        guard H5Pget_layout(creation.id) == H5D_CHUNKED else {
            return H5Dget_storage_size(dataset.id) == 0 ? (1, 1) : nil
        }
        var chunk = [hsize_t](repeating: 0, count: shape.count)
        var written: hsize_t = 0
        guard H5Pget_chunk(creation.id, Int32(shape.count), &chunk) == shape.count,
            H5Dget_num_chunks(dataset.id, space.id, &written) >= 0, chunk.allSatisfy({ $0 > 0 })
        else { return nil }
        let all = zip(shape, chunk).reduce(1.0) { $0 * (Double($1.0) / Double($1.1)).rounded(.up) }
        guard Double(written) < all, all < 9e15 else { return nil }
        return (Int(all) - Int(written), Int(all))
    }
}
