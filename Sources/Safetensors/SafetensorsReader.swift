import Files
import Foundation

/// A safetensors file on disk of which only the header is held in memory; tensors are read in pieces.
///
/// The header is checked against the file's length by the same rules as ``SafetensorsFile``'s, so a file is readable
/// by both or by neither, except for the length of the header: here it is bounded, as the format's own reader bounds it.
public final class SafetensorsReader: Sendable {
    /// Longer headers are refused; the limit of the format's own reader.
    public static let headerLimit = 100_000_000

    /// The free strings of the header's `__metadata__`.
    public let metadata: [String: String]
    private let entries: [String: SafetensorsHeader.Entry]
    private let start: Int
    private let file: RandomAccessFile

    /// Opens a file and reads its header.
    ///
    /// - Throws: ``SafetensorsError/unreadable(path:reason:)``, also for what is no regular file, and what
    ///   ``SafetensorsFile/init(data:)`` throws.
    public init(contentsOf url: URL) throws(SafetensorsError) {
        do { file = try RandomAccessFile(reading: url) } catch {
            throw .unreadable(path: url.path, reason: error.reason)
        }
        let prefix = try Self.read(min(MistakenFile.prefixLength, file.length), at: 0, of: file)
        let length = try SafetensorsHeader.length(prefix: prefix[...], fileLength: file.length)
        guard length <= Self.headerLimit else { throw .headerTooLarge(length: length, limit: Self.headerLimit) }
        start = 8 + length
        let header = try SafetensorsHeader(bytes: Self.read(length, at: 8, of: file)[...], payload: file.length - start)
        metadata = header.metadata
        entries = header.entries
    }

    private static func read(
        _ count: Int, at offset: Int, of file: RandomAccessFile
    ) throws(SafetensorsError) -> [UInt8] {
        do { return try file.read(count, at: offset) } catch {
            throw .unreadable(path: file.url.path, reason: error.reason)
        }
    }

    /// The names of all tensors, sorted.
    public var names: [String] { entries.keys.sorted() }

    /// The type and shape of a tensor; nil where there is none of that name.
    public func kind(of name: String) -> SafetensorsTensorKind? {
        entries[name].map { SafetensorsTensorKind(name: $0.name, dataType: $0.dataType, shape: $0.shape) }
    }

    /// Some of a tensor's rows, the slices along its slowest axis.
    ///
    /// - Parameters:
    ///   - rows: within the tensor.
    ///   - name: of the tensor, which has one axis or more.
    /// - Returns: a tensor of shape [rows, …].
    /// - Throws: ``SafetensorsError/missingTensor(_:)``, or ``SafetensorsError/unreadable(path:reason:)`` where the
    ///   file has become shorter since it was opened.
    /// - Complexity: memory for the rows alone.
    public func rows(_ rows: Range<Int>, of name: String) throws(SafetensorsError) -> SafetensorsTensor {
        guard let entry = entries[name] else { throw .missingTensor(name) }
        precondition(
            !entry.shape.isEmpty && rows.lowerBound >= 0 && rows.upperBound <= entry.shape[0],
            "rows \(rows) of tensor '\(name)' of shape \(entry.shape)")
        let stride = entry.shape[0] == 0 ? 0 : (entry.end - entry.begin) / entry.shape[0]
        let bytes = try Self.read(
            rows.count * stride, at: start + entry.begin + rows.lowerBound * stride, of: file)
        return SafetensorsTensor(
            name: name, dataType: entry.dataType, shape: [rows.count] + entry.shape.dropFirst(), bytes: bytes[...])
    }
}
