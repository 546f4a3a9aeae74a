import Statistics
import Testing

@Suite struct CholeskyFactorTests {
    @Test func solvesAPositiveDefiniteSystem() throws {
        // L Lᵀ with L = [[2, 0, 0], [1, 3, 0], [−1, 0.5, 1]].
        let matrix: [[Double]] = [[4, 2, -2], [2, 10, 0.5], [-2, 0.5, 2.25]]
        let expected = [0.5, -2, 3]
        let right = matrix.map { row in zip(row, expected).reduce(0) { $0 + $1.0 * $1.1 } }
        let solution = try #require(CholeskyFactor(matrix)).solve(right)
        for (value, expected) in zip(solution, expected) { #expect(abs(value - expected) < 1e-13) }
    }

    @Test func invertsAPositiveDefiniteMatrix() throws {
        let matrix: [[Double]] = [[4, 2, -2], [2, 10, 0.5], [-2, 0.5, 2.25]]
        let inverse = try #require(CholeskyFactor(matrix)).inverse
        for row in 0..<3 {
            for column in 0..<3 {
                let product = (0..<3).reduce(0) { $0 + matrix[row][$1] * inverse[$1][column] }
                #expect(abs(product - (row == column ? 1 : 0)) < 1e-14)
            }
        }
    }

    @Test func readsTheLowerTriangleOnly() throws {
        let whole = try #require(CholeskyFactor([[4, 2], [2, 10]]))
        #expect(try #require(CholeskyFactor([[4, .nan], [2, 10]])).lower == whole.lower)
        #expect(whole.lower == [[2, 0], [1, 3]])
    }

    @Test func solvesOneEquation() throws {
        #expect(try #require(CholeskyFactor([[4]])).solve([6]) == [1.5])
    }

    @Test(
        arguments: [
            [[-1.0]], [[0.0]], [[1, 2], [2, 1]], [[1, 1], [1, 1]], [[.nan]], [[1, .nan], [.nan, 1]],
            [[.infinity]],
        ] as [[[Double]]])
    func refusesWhatIsNotPositiveDefinite(_ matrix: [[Double]]) {
        if CholeskyFactor(matrix) != nil { Issue.record("\(matrix) was factored") }
    }
}
