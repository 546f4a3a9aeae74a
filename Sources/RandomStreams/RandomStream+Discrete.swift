extension RandomStream {
    /// A whole number, uniform in 0 ..< `bound`, without bias.
    ///
    /// Multiplication with rejection: Lemire 2019, "Fast random integer generation in an interval",
    /// doi:10.1145/3230636.
    ///
    /// - Precondition: `bound` is positive.
    @inlinable
    public mutating func uniform(below bound: Int) -> Int {
        precondition(bound > 0, "no whole number lies in 0 ..< \(bound)")
        let range = UInt64(bound)
        var product = next().multipliedFullWidth(by: range)
        if product.low < range {
            let threshold = (0 &- range) % range
            while product.low < threshold {
                product = next().multipliedFullWidth(by: range)
            }
        }
        return Int(product.high)
    }

    /// A Poisson number, exact, by inversion of the cumulative distribution.
    ///
    /// A mean above 16 is split into equal parts, whose independent Poisson numbers are added.
    ///
    /// - Parameter mean: the expected value, finite and not negative.
    /// - Complexity: O(1 + mean) steps, one uniform number for each 16 of the mean.
    @inlinable
    public mutating func poisson(mean: Double) -> Int {
        precondition(mean >= 0 && mean.isFinite, "a Poisson mean is finite and not negative, not \(mean)")
        guard mean > 0 else { return 0 }
        let parts = (mean / 16).rounded(.up)
        let partMean = mean / parts
        let emptyProbability = exponentialOfNegative(partMean)
        var total = 0
        for _ in 0..<Int(parts) {
            total += invertPoisson(mean: partMean, emptyProbability: emptyProbability)
        }
        return total
    }

    /// The smallest count whose cumulative probability exceeds one uniform number.
    @usableFromInline
    mutating func invertPoisson(mean: Double, emptyProbability: Double) -> Int {
        var remainder = uniform()
        var probability = emptyProbability
        var count = 0
        // Beyond the last representable probability nothing more is subtracted; that bound is never in practice met.
        while remainder > probability && probability > 0 {
            remainder -= probability
            count += 1
            probability *= mean / Double(count)
        }
        return count
    }

    /// The numbers 0 ..< `count` in random order, every order equally likely (Fisher and Yates).
    @inlinable
    public mutating func permutation(count: Int) -> [Int] {
        precondition(count >= 0, "a permutation has no \(count) elements")
        var order = Array(0..<count)
        shuffle(&order)
        return order
    }

    /// Brings the elements into random order, every order equally likely.
    ///
    /// Use this one and not the standard library's `shuffle(using:)`, whose algorithm may change with the compiler.
    @inlinable
    public mutating func shuffle<Element>(_ elements: inout [Element]) {
        for last in stride(from: elements.count - 1, to: 0, by: -1) {
            elements.swapAt(last, uniform(below: last + 1))
        }
    }
}
