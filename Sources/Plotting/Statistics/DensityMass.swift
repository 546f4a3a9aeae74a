/// A gridded density as a distribution: what its level sets hold.
///
/// Every node stands for its cell, half-way to its neighbours; missing and negative values hold nothing. Masses are
/// fractions of what the grid's window holds.
struct DensityMass {
    private let grid: ScalarGrid
    private let weights: [Double]
    /// The integral over the window.
    let total: Double

    /// - Complexity: O(nodes).
    init(_ grid: ScalarGrid) {
        self.grid = grid
        let (columns, rows) = (Self.cellWidths(grid.x), Self.cellWidths(grid.y))
        weights = grid.values.enumerated().map { index, value in
            value.isFinite && value > 0 ? value * columns[index % columns.count] * rows[index / columns.count] : 0
        }
        total = weights.reduce(0, +)
    }

    private static func cellWidths(_ nodes: [Double]) -> [Double] {
        nodes.indices.map { (nodes[min($0 + 1, nodes.count - 1)] - nodes[max($0 - 1, 0)]) / 2 }
    }

    /// The density at the border of the smallest region that contains a fraction of the mass; nil for an empty grid.
    /// - Complexity: O(nodes · log nodes).
    func level(holding fraction: Double) -> Double? {
        guard total > 0 else { return nil }
        let order = weights.indices.sorted { grid.values[$0] > grid.values[$1] }.filter { weights[$0] > 0 }
        var (sum, previous) = (0.0, grid.values[order[0]])
        for index in order {
            let next = sum + weights[index]
            if next >= fraction * total {
                let t = (fraction * total - sum) / weights[index]
                return previous + t * (grid.values[index] - previous)
            }
            (sum, previous) = (next, grid.values[index])
        }
        return previous
    }

    /// The fraction of this density's mass in the region where another density is at least `level`.
    func fraction(where other: ScalarGrid, isAtLeast level: Double) -> Double {
        guard total > 0 else { return .nan }
        let inside = weights.indices.map { index -> Double in
            let (i, j) = (index % grid.x.count, index / grid.x.count)
            return other.value(atX: grid.x[i], y: grid.y[j]) >= level ? weights[index] : 0
        }
        return inside.reduce(0, +) / total
    }

    /// Mean of a quantity over the density, at points where both are known: Σ p(tᵢ) qᵢ / Σ p(tᵢ).
    static func mean(of values: [Double], at places: [Point], weightedBy grid: ScalarGrid) -> Double {
        var (sum, norm) = (0.0, 0.0)
        for (value, place) in zip(values, places) {
            let weight = grid.value(atX: place.x, y: place.y)
            guard value.isFinite, weight.isFinite, weight > 0 else { continue }
            sum += weight * value
            norm += weight
        }
        return norm > 0 ? sum / norm : .nan
    }
}
