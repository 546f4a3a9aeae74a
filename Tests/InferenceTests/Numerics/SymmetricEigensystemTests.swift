import Foundation
import RandomStreams
import Testing

@testable import Inference

@Suite struct SymmetricEigensystemTests {
    static func random(_ size: Int, seed: UInt64) -> [[Double]] {
        var stream = RandomStream(seed: seed, purpose: "test matrix", index: 0)
        var matrix = (0..<size).map { _ in (0..<size).map { _ in stream.normal() } }
        for row in 0..<size { for column in 0..<row { matrix[column][row] = matrix[row][column] } }
        return matrix
    }

    static func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

    /// λ = (a + d)/2 ± √(((a − d)/2)² + b²).
    @Test(arguments: [(2.0, 1.0, 3.0), (1, -2, 1), (4, 0, -1), (0, 1, 0), (1, 1e-9, 1), (1, 1, 1)])
    func agreesWithTheClosedFormOfTwo(_ a: Double, _ b: Double, _ d: Double) {
        let system = SymmetricEigensystem([[a, b], [b, d]])
        let root = ((a - d) * (a - d) / 4 + b * b).squareRoot()
        #expect(abs(system.values[0] - ((a + d) / 2 - root)) < 1e-15 * 8)
        #expect(abs(system.values[1] - ((a + d) / 2 + root)) < 1e-15 * 8)
    }

    /// The second difference: λ_k = 2 − 2 cos(kπ/(n+1)), e_k ∝ sin(ikπ/(n+1)).
    @Test(arguments: [1, 3, 12, 64])
    func agreesWithTheClosedFormOfTheSecondDifference(_ size: Int) {
        let matrix = (0..<size).map { row in
            (0..<size).map { $0 == row ? 2.0 : abs($0 - row) == 1 ? -1 : 0 }
        }
        let system = SymmetricEigensystem(matrix)
        for k in 0..<size {
            let angle = Double.pi * Double(k + 1) / Double(size + 1)
            #expect(abs(system.values[k] - (2 - 2 * cos(angle))) < 1e-13)
            let mode = (1...size).map { sin(Double($0) * angle) * (2 / Double(size + 1)).squareRoot() }
            #expect(abs(abs(Self.dot(mode, system.vectors[k])) - 1) < 1e-10)
        }
    }

    @Test(arguments: [1, 2, 5, 17, 64])
    func rebuildsTheMatrix(_ size: Int) {
        let matrix = Self.random(size, seed: UInt64(size))
        let system = SymmetricEigensystem(matrix)
        #expect(system.values == system.values.sorted())
        let norm = matrix.joined().reduce(0) { $0 + $1 * $1 }.squareRoot()
        for row in 0..<size {
            for column in 0..<size {
                let rebuilt = (0..<size).reduce(0) {
                    $0 + system.values[$1] * system.vectors[$1][row] * system.vectors[$1][column]
                }
                #expect(abs(rebuilt - matrix[row][column]) < 1e-14 * max(1, norm))
                let product = Self.dot(system.vectors[row], system.vectors[column])
                #expect(abs(product - (row == column ? 1 : 0)) < 1e-13)
            }
        }
    }

    @Test func keepsSmallEigenvaluesOfPositiveMatrices() {
        // Widths that differ by 1e6, correlated: det = d₀²·d₁²·(1 − ρ²) gives the small one to its own accuracy.
        let (wide, narrow, correlation) = (1e12, 1.0, 0.3)
        let off = correlation * (wide * narrow).squareRoot()
        let system = SymmetricEigensystem([[wide, off], [off, narrow]])
        let expected = wide * narrow * (1 - correlation * correlation) / system.values[1]
        #expect(abs(system.values[0] / expected - 1) < 1e-14)
    }

    @Test func pointsTheLargestComponentUpwards() {
        for vector in SymmetricEigensystem(Self.random(6, seed: 3)).vectors {
            #expect((vector.max() ?? 0) == vector.map(abs).max())
        }
        let half = 0.5.squareRoot()
        for (component, expected) in zip(SymmetricEigensystem([[1, 0.5], [0.5, 1]]).vectors[0], [half, -half]) {
            #expect(abs(component - expected) < 1e-15)
        }
    }

    @Test func showsWhatIsNotANumber() {
        #expect(SymmetricEigensystem([[1, .nan], [.nan, 2]]).values.allSatisfy { $0.isNaN })
        #expect(SymmetricEigensystem([[.infinity]]).values[0].isNaN)
    }
}
