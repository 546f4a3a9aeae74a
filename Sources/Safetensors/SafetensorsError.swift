/// An error in a safetensors file, or in a request to it.
///
/// Every case names the tensor or the byte, so that the message alone shows the place.
public enum SafetensorsError: Error, Equatable, Sendable {
    /// The file cannot be read or written at all.
    case unreadable(path: String, reason: String)
    /// Another kind of file, in words.
    case otherKind(String)
    /// Fewer than the 8 bytes that hold the length of the header.
    case truncated(byteCount: Int)
    /// The header claims more bytes than follow it.
    case headerTooLong(length: UInt64, available: Int)
    /// The header is larger than the limit of a reader that only keeps the header in memory.
    case headerTooLarge(length: Int, limit: Int)
    /// The header is not valid UTF-8.
    case headerNotUTF8
    /// The header is not the JSON that the format asks for; `offset` counts bytes from the start of the header.
    case invalidHeader(offset: Int, reason: String)
    /// Two tensors, or two metadata entries, of the same name.
    case duplicateName(String)
    /// A data type that this reader does not know.
    case unknownDataType(tensor: String, name: String)
    /// The number of bytes that a shape asks for does not fit in an integer.
    case shapeOverflow(tensor: String, shape: [Int])
    /// The data offsets span another number of bytes than shape and data type ask for.
    case sizeMismatch(tensor: String, expected: Int, found: Int)
    /// The data offsets reach beyond the end of the file, or end before they begin.
    case offsetsOutOfBounds(tensor: String, begin: Int, end: Int, available: Int)
    /// A tensor begins before the previous one ends.
    case overlap(tensor: String, begin: Int, previousEnd: Int)
    /// Bytes between two tensors, or after the last, belong to no tensor.
    case gap(begin: Int, end: Int)
    /// No tensor of that name.
    case missingTensor(String)
    /// The stored type cannot be read as the requested one.
    case typeMismatch(tensor: String, stored: SafetensorsDataType, wanted: String)
    /// A tensor to be written whose number of values is not the product of its shape.
    case countMismatch(tensor: String, shape: [Int], count: Int)
    /// A tensor to be written has the name that the format reserves for metadata.
    case reservedName(String)
}

extension SafetensorsError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unreadable(let path, let reason):
            "cannot read or write '\(path)': \(reason)"
        case .otherKind(let words):
            "not a safetensors file: \(words)"
        case .truncated(let byteCount):
            "not a safetensors file: \(byteCount) \(byteCount == 1 ? "byte" : "bytes"), shorter than the 8-byte header length"
        case .headerTooLong(let length, let available):
            length > 1 << 32
                ? "not a safetensors file: it does not begin with the length of a header"
                : "the header claims \(length) \(length == 1 ? "byte" : "bytes"), but only \(available) follow: the file was cut off, or is none of "
                    + "safetensors; copy or download it again"
        case .headerTooLarge(let length, let limit):
            "the header takes \(length) bytes, more than the \(limit) that are read"
        case .headerNotUTF8:
            "the header is not valid UTF-8"
        case .invalidHeader(let offset, let reason):
            "the header is malformed at byte \(offset): \(reason)"
        case .duplicateName(let name):
            "the name '\(name)' occurs twice"
        case .unknownDataType(let tensor, let name):
            "tensor '\(tensor)' has the unknown data type '\(name)'"
        case .shapeOverflow(let tensor, let shape):
            "tensor '\(tensor)' of shape \(shape) is larger than any memory"
        case .sizeMismatch(let tensor, let expected, let found):
            "tensor '\(tensor)' needs \(expected) bytes for its shape, but its offsets span \(found)"
        case .offsetsOutOfBounds(let tensor, let begin, let end, let available):
            "tensor '\(tensor)' lies at bytes \(begin) to \(end) of \(available)"
        case .overlap(let tensor, let begin, let previousEnd):
            "tensor '\(tensor)' begins at byte \(begin), before the previous one ends at \(previousEnd)"
        case .gap(let begin, let end):
            "the bytes \(begin) to \(end) belong to no tensor"
        case .missingTensor(let name):
            "no tensor '\(name)'"
        case .typeMismatch(let tensor, let stored, let wanted):
            "tensor '\(tensor)' is stored as \(stored.rawValue) and cannot be read as \(wanted)"
        case .countMismatch(let tensor, let shape, let count):
            "tensor '\(tensor)' of shape \(shape) was given \(count) values"
        case .reservedName(let name):
            "'\(name)' is kept for metadata and cannot name a tensor"
        }
    }
}
