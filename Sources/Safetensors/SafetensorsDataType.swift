/// The element types that this reader knows, by the names that the format gives them.
public enum SafetensorsDataType: String, Sendable, CaseIterable {
    /// IEEE 754 binary64.
    case float64 = "F64"
    /// Signed, 8 bytes.
    case int64 = "I64"
    /// IEEE 754 binary32.
    case float32 = "F32"
    /// Signed, 4 bytes.
    case int32 = "I32"
    /// IEEE 754 binary16.
    case float16 = "F16"
    /// The upper half of a binary32.
    case bfloat16 = "BF16"
    /// Signed, 2 bytes.
    case int16 = "I16"
    /// Signed, 1 byte.
    case int8 = "I8"
    /// Unsigned, 8 bytes.
    case uint64 = "U64"
    /// Unsigned, 4 bytes.
    case uint32 = "U32"
    /// Unsigned, 2 bytes.
    case uint16 = "U16"
    /// One byte.
    case uint8 = "U8"
    /// One byte, 0 or 1.
    case bool = "BOOL"

    /// The size of one element in bytes.
    public var byteCount: Int {
        switch self {
        case .float64, .int64, .uint64: 8
        case .float32, .int32, .uint32: 4
        case .float16, .bfloat16, .int16, .uint16: 2
        case .uint8, .int8, .bool: 1
        }
    }
}
