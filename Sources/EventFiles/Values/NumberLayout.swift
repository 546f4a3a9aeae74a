import Foundation

/// How a number stands in the bytes of a file.
struct NumberLayout: Sendable, Hashable {
    enum Kind: Sendable, Hashable { case signed, unsigned, float, brainFloat, bool }

    let kind: Kind
    /// In bytes: 1, 2, 4 or 8.
    let size: Int
    let isBigEndian: Bool

    /// - Returns: nil for an unknown type.
    init?(_ kind: Kind, size: Int, isBigEndian: Bool = false) {
        let sizes: [Int] =
            switch kind {
            case .signed, .unsigned: [1, 2, 4, 8]
            case .float: [2, 4, 8]
            case .brainFloat: [2]
            case .bool: [1]
            }
        guard sizes.contains(size) else { return nil }
        self.kind = kind
        self.size = size
        self.isBigEndian = isBigEndian
    }

    var type: EventColumnType {
        switch kind {
        case .signed: .integer(bits: size * 8, isSigned: true)
        case .unsigned: .integer(bits: size * 8, isSigned: false)
        case .float, .brainFloat: .float(bits: size * 8)
        case .bool: .bool
        }
    }

    /// Converts numbers at equal distances in memory.
    ///
    /// - Parameters:
    ///   - start: the address of the first number; no alignment is required.
    ///   - stride: from one to the next, in bytes.
    ///   - values: room for `count` numbers.
    func decode(
        from start: UnsafeRawPointer, stride: Int, count: Int, into values: UnsafeMutablePointer<Double>
    ) {
        switch (kind, size) {
        case (.float, 8) where !isBigEndian && stride == 8: memcpy(values, start, count * 8)
        case (.float, 8): convert(start, stride, count, values, UInt64.self) { Double(bitPattern: $0) }
        case (.float, 4): convert(start, stride, count, values, UInt32.self) { Double(Float(bitPattern: $0)) }
        case (.float, _): convert(start, stride, count, values, UInt16.self) { Double(Float16(bitPattern: $0)) }
        case (.brainFloat, _):
            convert(start, stride, count, values, UInt16.self) { Double(Float(bitPattern: UInt32($0) << 16)) }
        case (.bool, _): convert(start, stride, count, values, UInt8.self) { $0 == 0 ? 0 : 1 }
        case (.signed, 8): convert(start, stride, count, values, Int64.self) { Double($0) }
        case (.signed, 4): convert(start, stride, count, values, Int32.self) { Double($0) }
        case (.signed, 2): convert(start, stride, count, values, Int16.self) { Double($0) }
        case (.signed, _): convert(start, stride, count, values, Int8.self) { Double($0) }
        case (.unsigned, 8): convert(start, stride, count, values, UInt64.self) { Double($0) }
        case (.unsigned, 4): convert(start, stride, count, values, UInt32.self) { Double($0) }
        case (.unsigned, 2): convert(start, stride, count, values, UInt16.self) { Double($0) }
        case (.unsigned, _): convert(start, stride, count, values, UInt8.self) { Double($0) }
        }
    }

    @inline(__always)
    private func convert<Pattern: FixedWidthInteger & BitwiseCopyable>(
        _ start: UnsafeRawPointer, _ stride: Int, _ count: Int, _ values: UnsafeMutablePointer<Double>,
        _: Pattern.Type, _ value: (Pattern) -> Double
    ) {
        if isBigEndian {
            for index in 0..<count {
                values[index] = value(
                    Pattern(bigEndian: start.loadUnaligned(fromByteOffset: index * stride, as: Pattern.self)))
            }
        } else {
            for index in 0..<count {
                values[index] = value(
                    Pattern(littleEndian: start.loadUnaligned(fromByteOffset: index * stride, as: Pattern.self)))
            }
        }
    }
}
