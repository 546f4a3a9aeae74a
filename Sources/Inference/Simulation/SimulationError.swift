/// How far ν̂ of a fit scatters because its densities and yields were learnt from a finite simulation: to first order a
/// bootstrap of the simulated events, without a training.
///
/// Multiplying every event by an independent factor of mean 1 and variance 1 changes ∂ ln L/∂(ν, θ) at ν̂ by −Σ_i (factor_i − 1)
/// c_i, and ν̂ by the covariance of the fit times this, so that over all factors
///
///     Cov_sim(ν̂) = H⁻¹ [Σ_i c_i c_iᵀ] H⁻¹.
///
/// An event contributes by every set that it is in, with the mean of a set's responses R taken away because densities are
/// normalized, whatever Σw is:
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
    ///   - groups: sets that may share events stand in one group.
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

    /// An event's contributions by densities and by yields, shape [profiled] each.
    private struct Event {
        var shape: [Double]
        var yield: [Double]
    }

    init(_ group: [SimulatedSet], profiled: Int) {
        var events: [Event] = []
        var places: [UInt64: Int] = [:]
        let empty = [Double](repeating: 0, count: profiled)
        for set in group {
            let total = set.weights.reduce(0, +)
            let means = set.responses.map { row in
                zip(row, set.weights).reduce(0) { $0 + $1.0 * $1.1 } / total
            }
            for (event, weight) in set.weights.enumerated() {
                let place: Int
                if let identity = set.identities.isEmpty ? nil : set.identities[event], let known = places[identity] {
                    place = known
                } else {
                    place = events.count
                    events.append(Event(shape: empty, yield: empty))
                    if !set.identities.isEmpty { places[set.identities[event]] = place }
                }
                let share = weight / total
                for k in 0..<profiled {
                    events[place].shape[k] += share * (set.responses[k][event] - means[k])
                    events[place].yield[k] += share * set.yield[k]
                }
            }
        }
        // Events that are given stand for all: of n given, those that densities saw are 1/q times as many, and those that
        // yields were counted with 1/p times. Σw grows with them, so that each counts q and p times as much.
        let given = group.reduce(0) { $0 + $1.weights.count }
        let q = Double(given) / Double(max(1, group.reduce(0) { $0 + $1.trained }))
        let p = Double(given) / Double(max(1, group.reduce(0) { $0 + $1.counted }))
        var products = [[Double]](repeating: empty, count: profiled)
        for event in events {
            let (shape, both) = (event.shape, zip(event.shape, event.yield).map(+))
            for row in 0..<profiled {
                for column in 0...row {
                    products[row][column] += p * both[row] * both[column] + (q - p) * shape[row] * shape[column]
                }
            }
        }
        self.products = products.indices.map { row in
            products.indices.map { products[max(row, $0)][min(row, $0)] }
        }
    }
}
