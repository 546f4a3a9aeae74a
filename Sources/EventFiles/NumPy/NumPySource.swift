import Files

/// `.npy`: one array.
enum NumPySource {
    /// What the array of a `.npy` file is called: `numpy.savez` calls its first one `arr_0`.
    static let name = "arr"

    static func open(
        _ file: RandomAccessFile, path: String, names: [String: [String]]
    ) throws(EventFileError) -> ArraySource {
        let header = try NumPyHeader(name: name, path: path) { (count: Int) throws(EventFileError) in
            try file.bytes(min(count, file.length), at: 0, path: path)
        }
        try check(header, bytes: file.length - header.length, path: path)
        var array = header.array
        // A structured array is all of the file: a table without a name.
        if case .record = array.element {
            array = StoredArray(
                name: "", rowCount: array.rowCount, element: array.element, rowBytes: array.rowBytes)
        }
        let tables = try ArrayTables(
            [array], path: path, kinds: .init(record: "structured array", group: "array"), names: names)
        return ArraySource([array], tables: tables) { (_: Int, offset: Int) throws(EventFileError) in
            FileStream(file, path: path, at: header.length + offset)
        }
    }

    /// Compares the header of an array with the number of bytes of the file.
    static func check(_ header: NumPyHeader, bytes: Int, path: String) throws(EventFileError) {
        let array = header.array
        if case .scalar(.other) = array.element { return }
        guard let needed = array.byteCount, needed <= bytes else {
            let whole = array.rowBytes > 0 ? max(0, bytes) / array.rowBytes : 0
            throw EventFileError(
                .truncated, path,
                "array '\(array.name)' claims \(counted(array.rowCount, "row")), and the file ends after \(whole)",
                remedy: "a download or copy that broke off leaves such files; fetch it again")
        }
    }
}

/// `.npz`: arrays in an archive.
enum NumPyArchive {
    static func open(
        _ file: RandomAccessFile, path: String, names: [String: [String]]
    ) throws(EventFileError) -> ArraySource {
        let members = try ZipDirectory(file, path: path).members
        let wanted = members.filter { $0.name.hasSuffix(".npy") }
        guard !wanted.isEmpty else {
            let words =
                members.contains { $0.name.hasSuffix("data.pkl") }
                ? "it is a checkpoint of PyTorch" : "it is an archive without arrays of NumPy"
            throw EventFileError(
                members.isEmpty ? .empty : .unknownFormat, path, members.isEmpty ? "an archive of nothing" : words)
        }
        var arrays: [StoredArray] = []
        var starts: [Int] = []
        for member in wanted {
            let header = try NumPyHeader(name: String(member.name.dropLast(4)), path: path) {
                (count: Int) throws(EventFileError) in
                let count = min(count, member.size)
                let stream = try ZipStream(file, path: path, member)
                var bytes = [UInt8](repeating: 0, count: count)
                var failure: EventFileError?
                bytes.withUnsafeMutableBytes { buffer in
                    do throws(EventFileError) { try stream.read(into: buffer) } catch { failure = error }
                }
                if let failure { throw failure }
                return bytes
            }
            try NumPySource.check(header, bytes: member.size - header.length, path: path)
            arrays.append(header.array)
            starts.append(header.length)
        }
        let tables = try ArrayTables(
            arrays, path: path, kinds: .init(record: "structured array", group: "arrays"), names: names)
        let offsets = starts
        return ArraySource(arrays, tables: tables) { (array: Int, offset: Int) throws(EventFileError) in
            let stream = try ZipStream(file, path: path, wanted[array])
            if offset == 0 {
                // The header counts in the checksum.
                var header = [UInt8](repeating: 0, count: offsets[array])
                var failure: EventFileError?
                header.withUnsafeMutableBytes { buffer in
                    do throws(EventFileError) { try stream.read(into: buffer) } catch { failure = error }
                }
                if let failure { throw failure }
            } else {
                try stream.skip(offsets[array] + offset)
            }
            return stream
        }
    }
}
