import Files

/// The formats that are read.
public enum EventFileFormat: String, Sendable, CaseIterable {
    /// HDF5, as written by h5py, PyTables and awkward.
    case hdf5
    /// Text with commas, or other marks, between columns.
    case csv
    /// Tensors with one row for each event.
    case safetensors
    /// One array of NumPy's.
    case npy
    /// Several arrays of NumPy's.
    case npz
    /// Trees and RNTuples of ROOT.
    case root
    /// Apache Parquet, by pyarrow.
    case parquet

    /// The usual name.
    public var name: String {
        switch self {
        case .hdf5: "HDF5"
        case .csv: "CSV"
        case .safetensors: "safetensors"
        case .npy: "npy"
        case .npz: "npz"
        case .root: "ROOT"
        case .parquet: "Parquet"
        }
    }

    /// The file name extensions, without the dot.
    public var extensions: [String] {
        switch self {
        case .hdf5: ["h5", "hdf5", "hdf", "he5"]
        case .csv: ["csv"]
        case .safetensors: ["safetensors"]
        case .npy: ["npy"]
        case .npz: ["npz"]
        case .root: ["root"]
        case .parquet: ["parquet", "pq"]
        }
    }

    /// The format of a name's extension; nil for an unknown extension.
    public init?(extensionOf path: String) {
        guard let point = path.lastIndex(of: "."), !path[point...].contains("/") else { return nil }
        let suffix = path[path.index(after: point)...].lowercased()
        guard let format = Self.allCases.first(where: { $0.extensions.contains(suffix) }) else { return nil }
        self = format
    }

    /// The format of a file by its bytes, or by its name if the bytes do not decide.
    init(_ file: RandomAccessFile, path: String) throws(EventFileError) {
        guard file.length > 0 else { throw EventFileError(.empty, path, "an empty file, of 0 bytes") }
        let prefix = try file.bytes(min(MistakenFile.prefixLength, file.length), at: 0, path: path)
        if let format = Self.signed(prefix) {
            self = format
            return
        }
        let named = Self(extensionOf: path)
        // Pickles, compressed files, pages and pointers; what is an archive was looked at above.
        if let words = MistakenFile.words(prefix) {
            throw EventFileError(
                .unknownFormat, path, "no file of events" + (named.map { ", though its name says \($0.name)" } ?? ""),
                remedy: words)
        }
        if try Self.isHDF5(file, path) {
            self = .hdf5
        } else if Self.isSafetensors(prefix, file.length) {
            self = .safetensors
        } else if named == .safetensors {
            // Its reader says what is wrong with it.
            self = .safetensors
        } else if Self.isText(prefix) {
            guard named == nil || named == .csv else {
                throw EventFileError(
                    .unknownFormat, path, "a text, though its name says \(named?.name ?? "")",
                    remedy: "name a table of text .csv")
            }
            self = .csv
        } else if let named {
            throw EventFileError(
                .malformed, path, "it does not begin as a file of \(named.name) does",
                remedy: "a download or copy that broke off leaves such files; fetch it again")
        } else {
            throw EventFileError(
                .unknownFormat, path, "neither its bytes nor its name show what it is",
                remedy: "events are read from " + Self.allCases.map(\.name).joined(separator: ", "))
        }
    }

    private static let signatures: [(bytes: [UInt8], format: EventFileFormat)] = [
        ([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A], .hdf5), (Array("root\0".utf8), .root),
        (Array("PAR1".utf8), .parquet), (NumPyHeader.magic, .npy), ([0x50, 0x4B, 0x03, 0x04], .npz),
        ([0x50, 0x4B, 0x05, 0x06], .npz),
    ]

    private static func signed(_ prefix: [UInt8]) -> EventFileFormat? {
        signatures.first { prefix.starts(with: $0.bytes) }?.format
    }

    /// HDF5 may stand behind a block of the user's own, of 512 bytes or a power of two more.
    private static func isHDF5(_ file: RandomAccessFile, _ path: String) throws(EventFileError) -> Bool {
        var offset = 512
        while offset <= file.length - 8, offset <= 1 << 24 {
            if try file.bytes(8, at: offset, path: path) == signatures[0].bytes { return true }
            offset *= 2
        }
        return false
    }

    private static func isSafetensors(_ prefix: [UInt8], _ length: Int) -> Bool {
        guard prefix.count >= 10, prefix[8] == UInt8(ascii: "{") else { return false }
        let header = prefix.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return header <= UInt64(length - 8)
    }

    /// Text has no control characters but those between lines and fields.
    private static func isText(_ prefix: [UInt8]) -> Bool {
        prefix.allSatisfy { $0 >= 0x20 && $0 != 0x7F || [0x09, 0x0A, 0x0D].contains($0) }
    }
}
