/// The pair (seed, purpose) in the form for the generator; make it once and draw many streams from it.
@frozen
public struct RandomKey: Hashable, Sendable {
    /// The key of ``Philox4x32``: for one purpose a bijection of the seed.
    public let words: SIMD2<UInt32>

    /// Joins a seed and a purpose.
    ///
    /// Two seeds never share a key for the same purpose; different purposes share one with probability 2⁻⁶⁴.
    public init(seed: UInt64, purpose: RandomPurpose) {
        let mixed = mixBits(seed ^ purpose.stableHash)
        words = SIMD2(UInt32(truncatingIfNeeded: mixed), UInt32(truncatingIfNeeded: mixed &>> 32))
    }

    /// The stream of number `index`: a pure function of the key and the index, whatever was drawn before.
    @inlinable
    public func stream(_ index: UInt64) -> RandomStream {
        RandomStream(key: self, index: index)
    }
}
