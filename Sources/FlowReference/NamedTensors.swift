import Safetensors

/// Why a file's tensors cannot be read as a network.
public enum NetworkError: Error, Equatable, Sendable {
    /// A tensor is missing or of the wrong type.
    case tensor(SafetensorsError)
    /// The tensors under a prefix do not make the requested part.
    case malformed(prefix: String, reason: String)
}

/// The tensors of a file under a common prefix, under the names that PyTorch and zuko give them.
public struct NamedTensors: Sendable {
    /// All tensors.
    public let file: SafetensorsFile
    /// What the names begin with, its last dot included.
    public let prefix: String

    /// The tensors of a file whose names begin with the prefix.
    public init(_ file: SafetensorsFile, prefix: String = "") {
        self.file = file
        self.prefix = prefix
    }

    /// The tensors under a longer prefix.
    public func under(_ name: String) -> NamedTensors { NamedTensors(file, prefix: prefix + name) }

    func has(_ name: String) -> Bool { file.tensors[prefix + name] != nil }

    func malformed(_ reason: String) -> NetworkError { .malformed(prefix: prefix, reason: reason) }

    func doubles(_ name: String) throws(NetworkError) -> [Double] {
        do { return try file.doubles(prefix + name) } catch { throw .tensor(error) }
    }

    func integers(_ name: String) throws(NetworkError) -> [Int] {
        do { return try file.integers(prefix + name) } catch { throw .tensor(error) }
    }

    /// A matrix by rows.
    func rows(_ name: String) throws(NetworkError) -> [[Double]] {
        let values = try doubles(name)
        guard let shape = file.tensors[prefix + name]?.shape, shape.count == 2 else {
            throw malformed("'\(name)' is no matrix")
        }
        return (0..<shape[0]).map { Array(values[$0 * shape[1]..<($0 + 1) * shape[1]]) }
    }

    /// The children `N.` with the given tensor in them, in ascending order of N, which may have gaps.
    func children(with name: String) -> [NamedTensors] {
        let numbers = file.tensors.keys.compactMap { key -> Int? in
            guard key.hasPrefix(prefix) else { return nil }
            let parts = key.dropFirst(prefix.count).split(separator: ".", maxSplits: 1)
            return parts.count == 2 && parts[1] == name ? Int(parts[0]) : nil
        }
        return numbers.sorted().map { under("\($0).") }
    }
}
