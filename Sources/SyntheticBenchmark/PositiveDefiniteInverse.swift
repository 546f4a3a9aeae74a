/// The inverse of a small positive definite matrix by its Cholesky factor.
///
/// - Parameter matrix: rows, shape [n, n]; only the lower triangle is read.
/// - Returns: the inverse, shape [n, n], or `nil` where the matrix is not positive definite.
/// - Complexity: O(n³).
func inverseOfPositiveDefinite(_ matrix: [[Double]]) -> [[Double]]? {
    let size = matrix.count
    var factor = [[Double]](repeating: Array(repeating: 0, count: size), count: size)
    for row in 0..<size {
        for column in 0...row {
            var rest = matrix[row][column]
            for inner in 0..<column {
                rest -= factor[row][inner] * factor[column][inner]
            }
            if row == column {
                guard rest > 0, rest.isFinite else { return nil }
                factor[row][row] = rest.squareRoot()
            } else {
                factor[row][column] = rest / factor[column][column]
            }
        }
    }
    var inverse = factor
    for column in 0..<size {
        var solution = (0..<size).map { $0 == column ? 1.0 : 0.0 }
        for row in 0..<size {
            for inner in 0..<row { solution[row] -= factor[row][inner] * solution[inner] }
            solution[row] /= factor[row][row]
        }
        for row in stride(from: size - 1, through: 0, by: -1) {
            for inner in (row + 1)..<max(size, row + 1) { solution[row] -= factor[inner][row] * solution[inner] }
            solution[row] /= factor[row][row]
        }
        for row in 0..<size { inverse[row][column] = solution[row] }
    }
    return inverse
}
