import Statistics

/// Eigenvalues and orthonormal eigenvectors of a real symmetric matrix.
///
/// Cyclic Jacobi rotations: Golub and Van Loan, Matrix Computations, 4th ed., §8.5. Each rotation annuls one
/// off-diagonal element; the sum of their squares falls quadratically once small. Slower than a tridiagonal reduction,
/// but it needs no library, and small eigenvalues keep their relative accuracy (Demmel and Veselić 1992).
///
/// - Complexity: O(K³) a sweep, 6 to 10 sweeps; meant for K up to about 64.
struct SymmetricEigensystem: Sendable {
    /// Ascending; NaN where the matrix holds what is not finite.
    let values: [Double]
    /// One row for each value, of length 1. The component of the largest magnitude is positive, the first one where
    /// several are equal to 1e-9.
    let vectors: [[Double]]

    /// - Parameter matrix: a symmetric matrix; only its lower triangle is read.
    init(_ matrix: [[Double]]) {
        precondition(matrix.allSatisfy { $0.count == matrix.count }, "a matrix of \(matrix.map(\.count))")
        guard matrix.allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
            values = matrix.map { _ in .nan }
            vectors = matrix.map { $0.map { _ in .nan } }
            return
        }
        var rotated = matrix.indices.map { row in
            matrix.indices.map { matrix[max(row, $0)][min(row, $0)] }
        }
        // Row k becomes the eigenvector of rotated[k][k].
        var vectors = matrix.indices.map { row in matrix.indices.map { $0 == row ? 1.0 : 0 } }
        // Some ten sweeps are enough; the bound only says that this ends.
        for _ in 0..<100 {
            var isDiagonal = true
            for p in matrix.indices {
                for q in p + 1..<max(matrix.count, p + 1) {
                    // Below the rounding of the diagonal an element no longer moves an eigenvalue.
                    let scale = (abs(rotated[p][p]) * abs(rotated[q][q])).squareRoot()
                    guard abs(rotated[p][q]) > 0x1p-53 * scale, abs(rotated[p][q]) > .leastNormalMagnitude else {
                        continue
                    }
                    isDiagonal = false
                    Rotation(p, q, of: rotated).apply(to: &rotated, &vectors)
                }
            }
            if isDiagonal { break }
        }
        let order = matrix.indices.sorted { rotated[$0][$0] < rotated[$1][$1] }
        values = order.map { rotated[$0][$0] }
        self.vectors = order.map { Self.oriented(vectors[$0]) }
    }

    private static func oriented(_ vector: [Double]) -> [Double] {
        let largest = vector.reduce(0) { max($0, abs($1)) }
        let leading = vector.first { abs($0) >= largest * (1 - 1e-9) } ?? 1
        return leading < 0 ? vector.map { -$0 } : vector
    }

    /// The rotation in the plane of coordinates p and q that annuls their element, by the smaller of its two angles.
    private struct Rotation {
        let (p, q): (Int, Int)
        let (cosine, sine, tangent): (Double, Double, Double)

        init(_ p: Int, _ q: Int, of matrix: [[Double]]) {
            (self.p, self.q) = (p, q)
            // Cotangent of twice the angle.
            let cotangent = (matrix[q][q] - matrix[p][p]) / (2 * matrix[p][q])
            let root = cotangent.magnitude < 0x1p500 ? (1 + cotangent * cotangent).squareRoot() : cotangent.magnitude
            tangent = (cotangent < 0 ? -1 : 1) / (cotangent.magnitude + root)
            cosine = 1 / (1 + tangent * tangent).squareRoot()
            sine = tangent * cosine
        }

        func apply(to matrix: inout [[Double]], _ vectors: inout [[Double]]) {
            let moved = tangent * matrix[p][q]
            matrix[p][p] -= moved
            matrix[q][q] += moved
            matrix[p][q] = 0
            matrix[q][p] = 0
            for k in matrix.indices {
                if k != p && k != q {
                    let (first, second) = (matrix[k][p], matrix[k][q])
                    matrix[k][p] = cosine * first - sine * second
                    matrix[k][q] = sine * first + cosine * second
                    matrix[p][k] = matrix[k][p]
                    matrix[q][k] = matrix[k][q]
                }
                let (first, second) = (vectors[p][k], vectors[q][k])
                vectors[p][k] = cosine * first - sine * second
                vectors[q][k] = sine * first + cosine * second
            }
        }
    }
}

extension SymmetricEigensystem {
    /// The matrix itself if it is positive definite; otherwise with the absolute values of its eigenvalues, so that a
    /// Newton step leads upwards and leaves a saddle point (Dauphin et al. 2014, arXiv:1406.2572).
    static func positiveDefinite(_ matrix: [[Double]]) -> [[Double]] {
        if CholeskyFactor(matrix) != nil { return matrix }
        let system = SymmetricEigensystem(matrix)
        let largest = system.values.reduce(0) { max($0, abs($1)) }
        // In units of a nuisance's own uncertainty, what is known of it beforehand bends ln L by 1.
        let floor = max(1e-6 * largest, 1)
        return matrix.indices.map { row in
            matrix.indices.map { column in
                zip(system.values, system.vectors).reduce(0) { sum, part in
                    sum + max(abs(part.0), floor) * part.1[row] * part.1[column]
                }
            }
        }
    }
}
