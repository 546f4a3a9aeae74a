import Files
import Foundation

/// A safetensors file, read and checked as a whole.
///
/// The format: 8 bytes with the header's length (little-endian), a JSON header that gives type, shape and place of
/// each tensor, then the tensors' bytes without gap or overlap; https://huggingface.co/docs/safetensors.
/// The whole header is checked before memory is allocated according to it, so a hostile file needs no more memory than
/// its own length.
public struct SafetensorsFile: Sendable {
    /// The free strings of the header's `__metadata__`.
    public let metadata: [String: String]
    /// The tensors by name.
    public let tensors: [String: SafetensorsTensor]

    /// The tensors of a file that is read, under other names or fewer of them.
    public init(tensors: [String: SafetensorsTensor], metadata: [String: String]) {
        self.tensors = tensors
        self.metadata = metadata
    }

    /// Reads a file's content.
    ///
    /// - Throws: the first ``SafetensorsError`` found, in the order of the bytes.
    /// - Complexity: O(bytes + tensors · log tensors).
    public init(data: Data) throws(SafetensorsError) {
        try self.init(bytes: [UInt8](data))
    }

    private init(bytes: [UInt8]) throws(SafetensorsError) {
        let length = try SafetensorsHeader.length(
            prefix: bytes.prefix(MistakenFile.prefixLength), fileLength: bytes.count)
        let start = 8 + length
        let header = try SafetensorsHeader(bytes: bytes[8..<start], payload: bytes.count - start)
        metadata = header.metadata
        tensors = header.entries.mapValues { entry in
            SafetensorsTensor(
                name: entry.name, dataType: entry.dataType, shape: entry.shape,
                bytes: bytes[start + entry.begin..<start + entry.end])
        }
    }

    /// Reads a file from disk.
    ///
    /// - Throws: ``SafetensorsError/unreadable(path:reason:)``, also for a file that is not regular and might never
    ///   end, or what ``init(data:)`` throws.
    public init(contentsOf url: URL) throws(SafetensorsError) {
        let bytes: [UInt8]
        do throws(FileError) {
            let file = try RandomAccessFile(reading: url)
            bytes = try file.read(file.length, at: 0)
        } catch {
            throw .unreadable(path: url.path, reason: error.reason)
        }
        try self.init(bytes: bytes)
    }

    /// The names of all tensors, sorted.
    public var names: [String] { tensors.keys.sorted() }

    /// The tensor of a name.
    ///
    /// - Throws: ``SafetensorsError/missingTensor(_:)``.
    public func tensor(_ name: String) throws(SafetensorsError) -> SafetensorsTensor {
        guard let tensor = tensors[name] else { throw .missingTensor(name) }
        return tensor
    }

    /// The shape of a tensor, slowest axis first.
    ///
    /// - Throws: ``SafetensorsError/missingTensor(_:)``.
    public func shape(_ name: String) throws(SafetensorsError) -> [Int] { try tensor(name).shape }

    /// A tensor's elements, row-major, as `Float`; see ``SafetensorsTensor/floats()``.
    ///
    /// - Throws: ``SafetensorsError`` where there is no such tensor, or it has another type.
    public func floats(_ name: String) throws(SafetensorsError) -> [Float] { try tensor(name).floats() }

    /// A tensor's elements, row-major, as `Double`; see ``SafetensorsTensor/doubles()``.
    ///
    /// - Throws: ``SafetensorsError``, likewise.
    public func doubles(_ name: String) throws(SafetensorsError) -> [Double] { try tensor(name).doubles() }

    /// A tensor's elements, row-major, as `Int`; see ``SafetensorsTensor/integers()``.
    ///
    /// - Throws: ``SafetensorsError``, likewise.
    public func integers(_ name: String) throws(SafetensorsError) -> [Int] { try tensor(name).integers() }
}
