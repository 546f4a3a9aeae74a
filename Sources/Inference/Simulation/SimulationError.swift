/// The scatter of ν̂ of a fit because its densities and yields were learnt from a finite simulation. It is the result
/// of a bootstrap of the simulated events to first order, without a training.
///
/// Multiplying every event by an independent factor of mean 1 and variance 1 changes ∂ ln L/∂(ν, θ) at ν̂ by −Σ_i (factor_i − 1)
/// c_i, and ν̂ by the covariance of the fit times this, so that over all factors
///
///     Cov_sim(ν̂) = H⁻¹ [Σ_i c_i c_iᵀ] H⁻¹.
///
/// An event contributes through every set that contains it. The mean of a set's responses R is subtracted, because
/// densities are normalized, whatever Σw is:
///
///     c_i = Σ_sets (w_i/Σw) [(R_i − R̄) + yield]
///
/// DocC: <doc:StatisticsOfTheSimulation>.
public struct SimulationError: Sendable, Equatable {
    /// Cov_sim(ν̂), shape [profiled, profiled].
    public let covariance: [[Double]]

    /// √ of the diagonal, shape [profiled], in the units of the nuisances.
    public var deviations: [Double] { covariance.indices.map { covariance[$0][$0].squareRoot() } }

    /// - Parameters:
    ///   - groups: groups of sets; sets that may share events are in the same group.
    ///   - covariance: H⁻¹ of the fit, constraints included, shape [profiled, profiled].
    /// - Complexity: O(events · profiled²).
    public init(_ groups: [[SimulatedSet]], covariance: [[Double]]) {
        var sum = covariance.map { $0.map { _ in 0.0 } }
        for group in groups {
            let products = Contributions(group, profiled: covariance.count).products
            for row in sum.indices {
                for column in sum.indices { sum[row][column] += products[row][column] }
            }
        }
        self.covariance = Self.product(Self.product(covariance, sum), covariance)
    }

    private static func product(_ a: [[Double]], _ b: [[Double]]) -> [[Double]] {
        a.map { row in b.indices.map { column in row.indices.reduce(0.0) { $0 + row[$1] * b[$1][column] } } }
    }
}

/// What the events of a group contribute, event by event.
private struct Contributions {
    /// Σ c cᵀ, shape [profiled, profiled].
    let products: [[Double]]

    /// One of the events of an identity: where a set has several, its place among them.
    private struct Occurrence: Hashable {
        let identity: UInt64
        let number: Int
    }

    init(_ group: [SimulatedSet], profiled: Int) {
        var shapes = Sums<UInt64>(profiled)
        var yields = Sums<Occurrence>(profiled)
        /// Sums for ``shapes``.
        var sums: [[Double]] = []
        for set in group {
            let total = set.weights.reduce(0, +)
            let means = set.responses.map { row in zip(row, set.weights).reduce(0) { $0 + $1.0 * $1.1 } / total }
            var numbers: [UInt64: Int] = [:]
            for (event, weight) in set.weights.enumerated() {
                let share = weight / total
                let identity = set.identities.isEmpty ? nil : set.identities[event]
                let place = shapes.add(
                    (0..<profiled).map { share * (set.responses[$0][event] - means[$0]) }, to: identity)
                // Numbers of files that overlap are those of different events. Their shapes do not mind, as they are 0 in the
                // mean; Σw does.
                let number = identity.map { numbers[$0, default: 0] } ?? 0
                if let identity { numbers[identity] = number + 1 }
                let yield = set.yield.map { share * $0 }
                yields.add(yield, to: identity.map { Occurrence(identity: $0, number: number) })
                if place == sums.count { sums.append(yield) } else { sums[place] = zip(sums[place], yield).map(+) }
            }
        }
        // Events that are given stand for all: of n given, those that densities saw are 1/q times as many, and those that
        // yields were counted with 1/p times. Σw grows with them, so that each counts q and p times as much.
        let given = group.reduce(0) { $0 + $1.weights.count }
        let q = Double(given) / Double(group.reduce(0) { $0 + $1.trained })
        let p = Double(given) / Double(group.reduce(0) { $0 + $1.counted })
        var products = [[Double]](repeating: Array(repeating: 0, count: profiled), count: profiled)
        for (shape, yield) in zip(shapes.values, sums) {
            for row in 0..<profiled {
                for column in 0...row {
                    products[row][column] +=
                        q * shape[row] * shape[column] + p * (shape[row] * yield[column] + yield[row] * shape[column])
                }
            }
        }
        for yield in yields.values {
            for row in 0..<profiled {
                for column in 0...row { products[row][column] += p * yield[row] * yield[column] }
            }
        }
        self.products = products.indices.map { row in
            products.indices.map { products[max(row, $0)][min(row, $0)] }
        }
    }
}

/// Vectors that are added up where they have one key.
private struct Sums<Key: Hashable> {
    private(set) var values: [[Double]] = []
    private var places: [Key: Int] = [:]
    private let length: Int

    init(_ length: Int) { self.length = length }

    /// - Parameter key: nil for one of its own.
    /// - Returns: the place of the sum.
    @discardableResult mutating func add(_ vector: [Double], to key: Key?) -> Int {
        if let key, let place = places[key] {
            for k in 0..<length { values[place][k] += vector[k] }
            return place
        }
        if let key { places[key] = values.count }
        values.append(vector)
        return values.count - 1
    }
}
