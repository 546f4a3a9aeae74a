import Statistics
import Testing

@Suite struct WeightedMomentsTests {
    @Test func weighsVectors() {
        let vectors = [[1.0, 2], [3, -2]]
        #expect(WeightedMoments.mean(of: vectors, weights: [0.25, 0.75]) == [2.5, -1])
        // About the mean: deviations (−1.5, 3) and (0.5, −1).
        #expect(WeightedMoments.covariance(of: vectors, weights: [0.25, 0.75]) == [[0.75, -1.5], [-1.5, 3]])
    }

    @Test func weighsMatrices() {
        #expect(WeightedMoments.mean(of: [[[1.0]], [[5]]], weights: [0.5, 0.5]) == [[3]])
    }

    @Test func findsNoSpreadAmongCopies() {
        let copies = Array(repeating: [0.1, 0.7], count: 3)
        #expect(WeightedMoments.covariance(of: copies, weights: [0.3, 0.3, 0.4]) == [[0, 0], [0, 0]])
    }
}
