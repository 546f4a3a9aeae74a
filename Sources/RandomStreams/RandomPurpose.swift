/// The purpose of random numbers: "events", "shuffle", "bootstrap".
///
/// Streams of the same seed but different purposes are independent, so that one part of a run can draw more or
/// fewer numbers without changing those of another.
public struct RandomPurpose: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The name that the purpose was made from.
    public let name: String

    /// A hash of the name that is the same on every platform and in every run: FNV-1a over UTF-8, then mixed.
    ///
    /// Swift's own `Hashable` is seeded differently in each process and cannot be used.
    public let stableHash: UInt64

    /// Makes a purpose from its name; equal names give equal streams.
    public init(_ name: String) {
        self.name = name
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in name.utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
        }
        stableHash = mixBits(hash)
    }

    /// With these values.
    public init(stringLiteral name: String) {
        self.init(name)
    }

    public var description: String { name }
}

/// A bijection of 64-bit words in which every input bit reaches every output bit.
///
/// The finalizer of SplitMix64: Steele, Lea and Flood 2014, doi:10.1145/2660193.2660195.
@usableFromInline
func mixBits(_ word: UInt64) -> UInt64 {
    var mixed = word &+ 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ (mixed &>> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed &>> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed &>> 31)
}
