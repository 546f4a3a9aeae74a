/// One tensor of a file: its type, its shape and its bytes (row-major, little-endian), shared with the file.
public struct SafetensorsTensor: Sendable {
    /// Unique within a file.
    public let name: String
    /// The type of the elements.
    public let dataType: SafetensorsDataType
    /// The extent of each axis, slowest first; empty for a scalar.
    public let shape: [Int]
    /// The raw elements, `count · dataType.byteCount` bytes.
    public let bytes: ArraySlice<UInt8>

    /// The number of elements.
    public var count: Int { bytes.count / dataType.byteCount }

    /// The elements as `Float`: exact for F32, F16, BF16, BOOL and integers of up to 2 bytes, rounded to the
    /// nearest otherwise.
    public func floats() -> [Float] {
        switch dataType {
        case .float32: elements { Float(bitPattern: UInt32(truncatingIfNeeded: $0)) }
        case .float16: elements { Float(Float16(bitPattern: UInt16(truncatingIfNeeded: $0))) }
        case .bfloat16: elements { Float(bitPattern: UInt32(truncatingIfNeeded: $0) << 16) }
        case .float64: elements { Float(Double(bitPattern: $0)) }
        case .uint64: elements { Float($0) }
        case .int64, .int32, .int16, .int8, .uint32, .uint16, .uint8, .bool: elements { Float(signed($0)) }
        }
    }

    /// The elements as `Double`: exact for all types but I64 and U64 beyond 2⁵³, which are rounded to the nearest.
    public func doubles() -> [Double] {
        switch dataType {
        case .float64: elements { Double(bitPattern: $0) }
        case .uint64: elements { Double($0) }
        case .int64, .int32, .int16, .int8, .uint32, .uint16, .uint8, .bool: elements { Double(signed($0)) }
        case .float32, .float16, .bfloat16: floats().map(Double.init)
        }
    }

    /// The elements as `Int`.
    ///
    /// - Throws: ``SafetensorsError/typeMismatch(tensor:stored:wanted:)`` for a floating-point type, and for U64 beyond
    ///   the largest `Int`.
    public func integers() throws(SafetensorsError) -> [Int] {
        switch dataType {
        case .int64, .int32, .int16, .int8, .uint32, .uint16, .uint8, .bool: return elements { Int(signed($0)) }
        case .uint64:
            guard elements({ $0 }).allSatisfy({ $0 <= UInt64(Int.max) }) else {
                throw .typeMismatch(tensor: name, stored: dataType, wanted: "integers of 63 bits")
            }
            return elements { Int($0) }
        case .float64, .float32, .float16, .bfloat16:
            throw .typeMismatch(tensor: name, stored: dataType, wanted: "integers")
        }
    }

    /// Interprets the low bits of a pattern as the signed or unsigned integer that is stored.
    private func signed(_ pattern: UInt64) -> Int64 {
        switch dataType {
        case .int32: Int64(Int32(truncatingIfNeeded: pattern))
        case .int16: Int64(Int16(truncatingIfNeeded: pattern))
        case .int8: Int64(Int8(truncatingIfNeeded: pattern))
        case .bool: pattern == 0 ? 0 : 1
        default: Int64(bitPattern: pattern)
        }
    }

    /// Gathers each element's bytes, little-endian, into one pattern and converts it.
    private func elements<Value>(_ convert: (UInt64) -> Value) -> [Value] {
        let size = dataType.byteCount
        var result: [Value] = []
        result.reserveCapacity(count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            var pattern: UInt64 = 0
            for byte in 0..<size {
                pattern |= UInt64(bytes[index + byte]) << (8 * UInt64(byte))
            }
            result.append(convert(pattern))
            index += size
        }
        return result
    }
}
