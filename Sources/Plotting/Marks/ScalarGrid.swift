/// Values on a rectangular grid; NaN where missing.
public struct ScalarGrid: Sendable, Equatable {
    /// Ascending, in data units.
    let x: [Double]
    let y: [Double]
    /// Shape [y, x]: the row of the lowest y first.
    let values: [Double]

    /// - Throws: ``PlottingError/shape(_:)`` unless both axes ascend, have at least two entries, and match the values.
    public init(x: [Double], y: [Double], values: [Double]) throws(PlottingError) {
        guard x.count >= 2, y.count >= 2, values.count == x.count * y.count else {
            throw .shape("a grid of \(x.count) × \(y.count) nodes was given \(values.count) values")
        }
        guard (x + y).allSatisfy(\.isFinite), zip(x, x.dropFirst()).allSatisfy(<), zip(y, y.dropFirst()).allSatisfy(<)
        else {
            throw .shape("the nodes of a grid must be finite and ascend")
        }
        self.x = x
        self.y = y
        self.values = values
    }

    subscript(column: Int, row: Int) -> Double {
        values[row * x.count + column]
    }

    /// The bilinear interpolation at a point; NaN outside, or next to a missing value.
    func value(atX px: Double, y py: Double) -> Double {
        guard let (i, u) = Self.bracket(px, in: x), let (j, v) = Self.bracket(py, in: y) else { return .nan }
        let lower = self[i, j] * (1 - u) + self[i + 1, j] * u
        let upper = self[i, j + 1] * (1 - u) + self[i + 1, j + 1] * u
        return lower * (1 - v) + upper * v
    }

    private static func bracket(_ value: Double, in nodes: [Double]) -> (Int, Double)? {
        guard value >= nodes[0], value <= nodes[nodes.count - 1] else { return nil }
        var (low, high) = (0, nodes.count - 1)
        while high - low > 1 {
            let middle = (low + high) / 2
            if nodes[middle] <= value { low = middle } else { high = middle }
        }
        return (low, (value - nodes[low]) / (nodes[high] - nodes[low]))
    }
}
