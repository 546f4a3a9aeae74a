import FlowKernels

/// What other programs leave of the machine, seen in its rate of matrix products.
///
/// A measurement means little while they take much: work with most multiplications slows most, so that even ratios change.
final class Load {
    let workers: Workers
    /// GFLOP/s at every look, by the wall clock.
    private var rates: [Double] = []
    /// A look is quiet if it finds this part of the best rate so far.
    private static let quiet = 0.9

    init(workers: Workers) { self.workers = workers }

    /// The rate now, GFLOP/s.
    @discardableResult
    func look(repeats: Int = 5) -> Timing {
        let rate = Timing.$clock.withValue(.wall) {
            Timing.$least.withValue(0) { MatrixRate.measure(workers: workers, repeats: repeats).scaled(by: 1e-9) }
        }
        rates.append(rate.median)
        return rate
    }

    /// Measures until the machine is quiet before, after and whenever `body` looks, or `attempts` times; keeps the quietest
    /// attempt. What was measured plays no part in the choice.
    ///
    /// - Parameter limit: an attempt that took more seconds is the last one.
    /// - Returns: the least rate seen, too.
    func quietest<Value>(
        of attempts: Int, limit: Int = .max, _ body: () throws -> Value
    ) rethrows -> (value: Value, rate: Double) {
        func attempt() throws -> (value: Value, rate: Double, isLast: Bool) {
            let (first, start) = (rates.count, ContinuousClock.now)
            look()
            let value = try body()
            let isLong = ContinuousClock.now - start > .seconds(limit)
            look()
            let rate = rates[first...].min() ?? .nan
            return (value, rate, rate >= Self.quiet * (rates.max() ?? .nan) || isLong)
        }
        var best = try attempt()
        for _ in 1..<max(attempts, 1) where !best.isLast {
            let other = try attempt()
            if other.rate > best.rate { best = other }
            if other.isLast { break }
        }
        return (best.value, best.rate)
    }
}
