import Foundation

/// The lower triangular factor of a positive definite matrix.
struct CholeskyFactor {
    private let lower: [[Double]]

    /// nil where the matrix is not positive definite.
    init?(_ matrix: [[Double]]) {
        var lower = matrix.map { $0.map { _ in 0.0 } }
        for row in matrix.indices {
            for column in 0...row {
                let rest = (0..<column).reduce(matrix[row][column]) { $0 - lower[row][$1] * lower[column][$1] }
                if row == column {
                    guard rest > 0 else { return nil }
                    lower[row][row] = rest.squareRoot()
                } else {
                    lower[row][column] = rest / lower[column][column]
                }
            }
        }
        self.lower = lower
    }

    func solve(_ right: [Double]) -> [Double] {
        var x = right
        for row in lower.indices {
            x[row] = (0..<row).reduce(x[row]) { $0 - lower[row][$1] * x[$1] } / lower[row][row]
        }
        for row in lower.indices.reversed() {
            x[row] = (row + 1..<lower.count).reduce(x[row]) { $0 - lower[$1][row] * x[$1] } / lower[row][row]
        }
        return x
    }
}
