/// The element types that this reader knows, by the names that the format gives them.
public enum SafetensorsDataType: String, Sendable, CaseIterable {
    case float64 = "F64"
    case int64 = "I64"
    case float32 = "F32"
    case int32 = "I32"
    case float16 = "F16"
    case bfloat16 = "BF16"
    case uint8 = "U8"
    case bool = "BOOL"

    /// The size of one element in bytes.
    public var byteCount: Int {
        switch self {
        case .float64, .int64: 8
        case .float32, .int32: 4
        case .float16, .bfloat16: 2
        case .uint8, .bool: 1
        }
    }
}
