/// FNV-1a over the bits of numbers: equal for equal numbers, to the last bit.
struct Digest {
    private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    mutating func add(_ bits: UInt64) {
        for byte in 0..<8 { value = (value ^ ((bits >> (8 * UInt64(byte))) & 0xff)) &* 0x0000_0100_0000_01b3 }
    }

    mutating func add(_ numbers: [Float]) { for number in numbers { add(UInt64(number.bitPattern)) } }

    static func of(_ numbers: [Double]) -> UInt64 {
        var digest = Digest()
        for number in numbers { digest.add(number.bitPattern) }
        return digest.value
    }

    static func of(_ numbers: [Float]) -> UInt64 {
        var digest = Digest()
        digest.add(numbers)
        return digest.value
    }
}
