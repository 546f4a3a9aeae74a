import RandomStreams
import Statistics
import Testing

@Suite struct PairedSeparationTests {
    /// scipy 1.17.1: `stats.mannwhitneyu(a, b).statistic / 36` is 0.625.
    private static let first = [0.1, 0.4, 0.35, 0.8, 0.9, 0.35]
    private static let second = [0.05, 0.35, 0.3, 0.2, 0.95, 0.4]

    @Test func isMannAndWhitneysStatistic() {
        #expect(abs(PairedSeparation(first: Self.first, second: Self.second).area - 0.625) < 1e-15)
    }

    /// Area and error by their definition, one comparison of two events after the other.
    private static func counted(_ first: [Double], _ second: [Double], _ weights: [Double]) -> (Double, Double) {
        func above(_ one: Double, _ other: Double) -> Double { one > other ? 1 : one == other ? 0.5 : 0 }
        let total = weights.reduce(0, +)
        let places = first.indices
        let area =
            places.reduce(0.0) { sum, i in
                places.reduce(sum) { $0 + weights[i] * weights[$1] * above(first[i], second[$1]) }
            } / (total * total)
        let squares = places.reduce(0.0) { sum, i in
            let own = places.reduce(0.0) { $0 + weights[$1] * above(first[i], second[$1]) } / total
            let other = places.reduce(0.0) { $0 + weights[$1] * above(first[$1], second[i]) } / total
            let influence = weights[i] / total * (own + other - 2 * area)
            return sum + influence * influence
        }
        let count = Double(first.count)
        return (area, (squares * count / (count - 1)).squareRoot())
    }

    @Test(arguments: [false, true]) func isWhatADirectCountGives(isWeighted: Bool) {
        var stream = RandomStream(seed: 8, purpose: "AUC", index: 0)
        // On a coarse grid, so that many scores are equal.
        let first = (0..<300).map { _ in (4 * (stream.normal() + 0.3)).rounded() / 4 }
        let second = (0..<300).map { _ in (4 * stream.normal()).rounded() / 4 }
        let weights = first.map { _ in isWeighted ? (stream.uniform() < 0.2 ? -0.7 : 1 + stream.uniform()) : 1 }
        let found = PairedSeparation(first: first, second: second, weights: isWeighted ? weights : nil)
        let (area, error) = Self.counted(first, second, weights)
        #expect(abs(found.area - area) < 1e-12 && abs(found.error - error) < 1e-12)
        #expect(found.area > 0.5 + 2 * found.error)
    }

    /// The scatter of the area over repetitions is the error that it states, also where the events of a pair are alike.
    @Test(arguments: [0.0, 0.8]) func statesItsScatter(correlation: Double) {
        let key = RandomKey(seed: 5, purpose: "AUC scatter")
        let rest = (1 - correlation * correlation).squareRoot()
        let found = (0..<250).map { index in
            var stream = key.stream(UInt64(index))
            let common = (0..<150).map { _ in stream.normal() }
            func sample(_ shift: Double) -> [Double] {
                common.map { shift + correlation * $0 + rest * stream.normal() }
            }
            return PairedSeparation(first: sample(0.2), second: sample(0))
        }
        let mean = found.reduce(0) { $0 + $1.area } / 250
        let scatter = (found.reduce(0.0) { $0 + ($1.area - mean) * ($1.area - mean) } / 249).squareRoot()
        let stated = found.reduce(0) { $0 + $1.error } / 250
        // 4.5 % of a scatter of 250.
        #expect(abs(scatter / stated - 1) < 0.18, "\(scatter) and \(stated)")
        // Φ(0.2/√2) = 0.5562, whatever the correlation.
        #expect(abs(mean - 0.5562) < 5 * stated / 250.0.squareRoot(), "\(mean)")
    }

    @Test func saysNothingOfEqualScores() {
        let equal = PairedSeparation(first: [1, 1, 1], second: [1, 1, 1])
        #expect(equal.area == 0.5 && equal.error == 0 && equal.pValue == 1)
        let apart = PairedSeparation(first: [2, 2, 2], second: [1, 1, 1])
        #expect(apart.area == 1 && apart.pValue == 0)
    }

    /// Φ(−1.959964) = 0.025.
    @Test func hasTheTailOfTheNormalLaw() {
        #expect(abs(PairedSeparation(area: 0.5 + 0.1 * 1.959963984540054, error: 0.1).pValue - 0.025) < 1e-12)
        #expect(PairedSeparation(area: .nan, error: 0.1).pValue.isNaN)
        let mean = PairedSeparation(meanOf: [.init(area: 0.5, error: 0.03), .init(area: 0.6, error: 0.04)])
        #expect(abs(mean.area - 0.55) < 1e-15 && abs(mean.error - 0.025) < 1e-15)
    }
}
