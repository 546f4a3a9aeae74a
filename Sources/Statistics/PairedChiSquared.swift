/// χ² of the difference of two histograms whose events come in pairs, with the full covariance of the cells.
///
/// Pairs are independent of one another and have a weight of either sign, the same for both events. With d_k = Σ w
/// (1[first in k] − 1[second in k]) and C_kl = Σ w² (…)_k (…)_l, χ² = dᵀ C⁺ d. For unweighted events drawn
/// independently this is Σ (n − m)²/(n + m). If the events of a pair always have some coordinates of the cells in
/// common, because one was drawn under the condition of the other, C includes this, and there are fewer degrees of
/// freedom.
public struct PairedChiSquared: Sendable, Equatable {
    /// χ².
    public let value: Double
    /// The rank of C; 0 if the two samples do not differ in any cell: then χ² is 0.
    public let degreesOfFreedom: Int
    /// (Σw)²/Σw² of the pairs.
    public let effective: Double

    /// P(χ² or more) if both samples have the same distribution; 1 without degrees of freedom.
    public var pValue: Double {
        guard !value.isNaN else { return .nan }
        return degreesOfFreedom > 0 ? ChiSquared(degreesOfFreedom: degreesOfFreedom).probability(above: value) : 1
    }

    /// (χ² − degrees)/N_eff, an estimate of the Kullback–Leibler divergence of the binned distributions, in nats per
    /// event, valid if they are close.
    public var divergence: Double { (value - Double(degreesOfFreedom)) / effective }

    /// The standard error of ``divergence``, from the variance of a noncentral χ².
    public var divergenceError: Double {
        let excess = max(0, value - Double(degreesOfFreedom))
        return (2 * Double(degreesOfFreedom) + 4 * excess).squareRoot() / effective
    }

    /// - Parameters:
    ///   - first: the cell of every pair's first event, from 0.
    ///   - second: that of its second.
    ///   - cells: the number of cells. Those with fewer than `leastEvents` events of both samples are combined into
    ///     one.
    ///   - weights: nil for weights of 1.
    /// - Complexity: O(pairs + cells³).
    public init(first: [Int], second: [Int], cells: Int, weights: [Double]? = nil) {
        precondition(first.count == second.count && cells > 0, "\(first.count) and \(second.count) events")
        func weight(_ pair: Int) -> Double { weights?[pair] ?? 1 }
        let total = first.indices.reduce(0) { $0 + weight($1) }
        let squares = first.indices.reduce(0) { $0 + weight($1) * weight($1) }
        effective = total * total / squares
        let joined = Self.joined(first, second, cells: cells)
        let count = (joined.max() ?? 0) + 1
        var difference = [Double](repeating: 0, count: count)
        var covariance = [[Double]](repeating: Array(repeating: 0, count: count), count: count)
        var component = Array(0..<count)
        func root(_ cell: Int) -> Int {
            var cell = cell
            while component[cell] != cell { cell = component[cell] }
            return cell
        }
        for pair in first.indices {
            let (one, other) = (joined[first[pair]], joined[second[pair]])
            guard one != other, weight(pair) != 0 else { continue }
            let square = weight(pair) * weight(pair)
            difference[one] += weight(pair)
            difference[other] -= weight(pair)
            covariance[one][one] += square
            covariance[other][other] += square
            covariance[one][other] -= square
            covariance[other][one] -= square
            component[max(root(one), root(other))] = min(root(one), root(other))
        }
        // Cells that pairs join have a sum of 0: one of each such group says nothing that the others do not.
        let free = (0..<count).filter { root($0) != $0 }
        degreesOfFreedom = free.count
        guard !free.isEmpty else {
            value = 0
            return
        }
        let matrix = free.map { row in free.map { covariance[row][$0] } }
        let right = free.map { difference[$0] }
        value =
            CholeskyFactor(matrix).map { factor in zip(right, factor.solve(right)).reduce(0) { $0 + $1.0 * $1.1 } }
            ?? .nan
    }

    /// Cells of fewer events make χ² uncertain.
    static let leastEvents = 10

    /// The new number of every cell, small ones together as the last.
    private static func joined(_ first: [Int], _ second: [Int], cells: Int) -> [Int] {
        var events = [Int](repeating: 0, count: cells)
        for cell in first + second { events[cell] += 1 }
        let large = events.count { $0 >= leastEvents }
        var next = 0
        return events.map { count in
            guard count >= leastEvents else { return large }
            next += 1
            return next - 1
        }
    }
}
