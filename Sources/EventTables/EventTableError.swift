import EventFiles
import Safetensors

/// An error in a table.
public enum EventTableError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The extension is unknown: for a table to be written, it is neither `.safetensors` nor `.csv`.
    case unknownFormat(path: String)
    /// An error in a file of another format, or in its columns.
    case file(EventFileError)
    /// The file cannot be read or written.
    case unreadable(path: String, reason: String)
    /// The file is not a valid safetensors file.
    case safetensors(path: String, SafetensorsError)
    /// The file has no tensor of the field's name.
    case missingTensor(path: String, name: String, shape: [String], available: [String])
    /// A tensor of another shape than the field's.
    case wrongShape(path: String, name: String, shape: [Int], expected: [String])
    /// A tensor of another type than F32 and F64.
    case wrongType(path: String, name: String, type: SafetensorsDataType)
    /// Two tensors with different numbers of rows.
    case rowCounts(path: String, first: String, Int, second: String, Int)
    /// An error at a place of a CSV file; line and column count from 1.
    case malformed(path: String, line: Int, column: Int, reason: String)

    public var description: String {
        switch self {
        case .unknownFormat(let path):
            "'\(path)' has no extension that states its format; name it .safetensors or .csv"
        case .file(let error):
            "\(error)"
        case .unreadable(let path, let reason):
            "cannot read or write '\(path)': \(reason)"
        case .safetensors(_, .unreadable(let path, let reason)):
            "cannot read or write '\(path)': \(reason)"
        case .safetensors(let path, let error):
            "\(path): \(error)"
        case .missingTensor(let path, let name, let shape, let available):
            "\(path): there is no tensor '\(name)' of shape [\(shape.joined(separator: ", "))]; available: "
                + (available.isEmpty ? "none" : available.joined(separator: ", "))
        case .wrongShape(let path, let name, let shape, let expected):
            "\(path): tensor '\(name)' has shape \(shape), not [\(expected.joined(separator: ", "))]"
        case .wrongType(let path, let name, let type):
            "\(path): tensor '\(name)' is stored as \(type.rawValue); convert it to F32 or F64"
        case .rowCounts(let path, let first, let firstCount, let second, let secondCount):
            "\(path): '\(first)' has \(firstCount) \(firstCount == 1 ? "row" : "rows"), '\(second)' \(secondCount); they must have the same events"
        case .malformed(let path, let line, let column, let reason):
            "\(path):\(line):\(column): error: \(reason)"
        }
    }
}
