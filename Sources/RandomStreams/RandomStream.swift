/// An endless sequence of random numbers, fixed by (seed, purpose, index) alone.
///
/// Stream `index` of a seed and purpose can be opened at any time, on any thread and after a restart, and always
/// holds the same numbers. All arithmetic is IEEE 754 with no call into the system's mathematical library, so the
/// numbers are the same to the last bit on every platform.
///
/// The generator is ``Philox4x32`` with counter (block, index): 2⁶⁴ streams a key, 2⁶⁵ numbers a stream.
@frozen
public struct RandomStream: RandomNumberGenerator, Sendable {
    @usableFromInline let key: SIMD2<UInt32>
    @usableFromInline let index: UInt64
    @usableFromInline var nextBlock: UInt64 = 0
    @usableFromInline var spare: UInt64 = 0
    @usableFromInline var hasSpare = false

    /// Opens stream `index` of a key.
    @inlinable
    public init(key: RandomKey, index: UInt64) {
        self.key = key.words
        self.index = index
    }

    /// Opens stream `index` of a seed and purpose.
    ///
    /// - Note: it hashes the purpose; to open many streams make a ``RandomKey`` once.
    public init(seed: UInt64, purpose: RandomPurpose, index: UInt64) {
        self.init(key: RandomKey(seed: seed, purpose: purpose), index: index)
    }

    /// The next 64 random bits.
    @inlinable
    public mutating func next() -> UInt64 {
        if hasSpare {
            hasSpare = false
            return spare
        }
        let counter = SIMD4(
            UInt32(truncatingIfNeeded: nextBlock), UInt32(truncatingIfNeeded: nextBlock &>> 32),
            UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: index &>> 32))
        let words = Philox4x32.block(counter: counter, key: key)
        nextBlock &+= 1
        spare = UInt64(words[2]) | UInt64(words[3]) &<< 32
        hasSpare = true
        return UInt64(words[0]) | UInt64(words[1]) &<< 32
    }
}

extension RandomStream {
    /// A uniform number in the open interval (0, 1), on the grid of odd multiples of 2⁻⁵³.
    ///
    /// It uses the upper 52 bits of one word; neither 0 nor 1 can occur, so its logarithm is finite.
    @inlinable
    public mutating func uniform() -> Double {
        Self.uniform(of: next())
    }

    /// A standard normal number: the inverse of the cumulative distribution at one uniform number.
    ///
    /// Within ±8.21 by construction; see ``standardNormalQuantile(_:)``. One word makes one number, so a stream's
    /// n-th normal does not depend on how the others were drawn.
    @inlinable
    public mutating func normal() -> Double {
        standardNormalQuantile(uniform())
    }

    /// The uniform number in (0, 1) that ``uniform()`` makes of a word; it leaves the lowest 12 bits unused.
    @inlinable
    public static func uniform(of word: UInt64) -> Double {
        (Double(word &>> 12) + 0.5) * 0x1p-52
    }
}
