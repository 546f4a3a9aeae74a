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
