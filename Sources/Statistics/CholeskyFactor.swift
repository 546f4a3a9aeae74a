/// The lower triangular factor of a small positive definite matrix, M = L·Lᵀ.
public struct CholeskyFactor: Sendable {
    /// L, rows, shape [n, n]; zero above the diagonal.
    public let lower: [[Double]]

    /// nil if the matrix is not positive definite, or not finite.
    ///
    /// - Parameter matrix: rows, shape [n, n]; only the lower triangle is read.
    /// - Complexity: O(n³).
    public init?(_ matrix: [[Double]]) {
        var lower = matrix.map { $0.map { _ in 0.0 } }
        for row in matrix.indices {
            for column in 0...row {
                let rest = (0..<column).reduce(matrix[row][column]) { $0 - lower[row][$1] * lower[column][$1] }
                if row == column {
                    guard rest > 0, rest.isFinite else { return nil }
                    lower[row][row] = rest.squareRoot()
                } else {
                    lower[row][column] = rest / lower[column][column]
                }
            }
        }
        self.lower = lower
    }

    /// M⁻¹ b.
    ///
    /// - Complexity: O(n²).
    public func solve(_ right: [Double]) -> [Double] {
        var x = right
        for row in lower.indices {
            x[row] = (0..<row).reduce(x[row]) { $0 - lower[row][$1] * x[$1] } / lower[row][row]
        }
        for row in lower.indices.reversed() {
            x[row] = (row + 1..<lower.count).reduce(x[row]) { $0 - lower[$1][row] * x[$1] } / lower[row][row]
        }
        return x
    }

    /// M⁻¹, solved column by column, shape [n, n]: symmetric except for rounding.
    ///
    /// - Complexity: O(n³).
    public var inverse: [[Double]] {
        let columns = lower.indices.map { column in solve(lower.indices.map { $0 == column ? 1 : 0 }) }
        return lower.indices.map { row in columns.map { $0[row] } }
    }
}
