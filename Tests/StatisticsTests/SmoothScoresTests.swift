import Foundation
import RandomStreams
import Statistics
import Testing

@Suite struct SmoothScoresTests {
    /// Weighted means of the scores of some values, and their covariance, written out.
    private static func means(
        _ values: [Double], _ weights: [Double], _ scores: SmoothScores
    ) -> SmoothDifference {
        let sum: Double = weights.reduce(0, +)
        let all = values.map { SmoothScores.values(at: scores.place(of: Float($0))) }
        var mean = SIMD4<Double>.zero
        for (value, weight) in zip(all, weights) { mean += weight / sum * value }
        var rows = Array(repeating: SIMD4<Double>.zero, count: 4)
        for (value, weight) in zip(all, weights) {
            let part: SIMD4<Double> = weight / sum * (value - mean)
            for row in 0..<4 { rows[row] += part[row] * part }
        }
        return SmoothDifference(means: mean, covariance: rows)
    }

    private static func normals(_ count: Int, seed: UInt64, shift: Double = 0) -> [Double] {
        var stream = RandomKey(seed: seed, purpose: "normals").stream(0)
        return (0..<count).map { _ in shift + stream.normal() }
    }

    @Test func scoresAreOrthonormalUnderTheReference() {
        let places = (0..<10_000).map { (Float($0) + 0.5) / 10_000 }
        for row in 0..<4 {
            for column in 0...row {
                let product = places.reduce(0.0) { sum, place in
                    let values = SmoothScores.values(at: place)
                    return sum + values[row] * values[column]
                }
                #expect(abs(product / 10_000 - (row == column ? 1 : 0)) < 1e-6)
            }
            let mean = places.reduce(0.0) { $0 + SmoothScores.values(at: $1)[row] } / 10_000
            #expect(abs(mean) < 1e-6)
        }
    }

    @Test func placesAreThoseOfTheDistributionFunction() {
        let reference = Self.normals(4000, seed: 1)
        let scores = SmoothScores(reference: reference.map(Float.init))
        for value in stride(from: -2.0, through: 2, by: 0.25) {
            let exact = 0.5 * erfc(-value / 2.0.squareRoot())
            #expect(abs(Double(scores.place(of: Float(value))) - exact) < 0.03)
        }
        #expect(scores.place(of: -1e30) == 0 && scores.place(of: 1e30) == 1)
        // Ties lie in the middle of theirs.
        let ties = SmoothScores(reference: [0, 0, 0, 1])
        #expect(ties.place(of: 0) == 0.375 && ties.place(of: 1) == 0.875)
        #expect(SmoothScores(reference: [2]).place(of: 2) == 0.5)
    }

    /// Neyman's test is of χ² with four degrees of freedom where nothing differs, weights of either sign included.
    @Test(arguments: [false, true]) func findsNoMoreThanChanceWhereNothingDiffers(_ areSigned: Bool) {
        var found = 0
        for seed in 0..<400 {
            let one = Self.normals(300, seed: UInt64(2 * seed))
            let other = Self.normals(500, seed: UInt64(2 * seed + 1))
            let scores = SmoothScores(reference: one.map(Float.init))
            func weights(_ values: [Double]) -> [Double] {
                values.indices.map { areSigned ? ($0 % 5 == 0 ? -1 : 1.5) : 1 }
            }
            let difference = Self.means(other, weights(other), scores) - Self.means(one, weights(one), scores)
            if difference.probability < 0.05 { found += 1 }
        }
        // 20 are expected, with a scatter of 4.4.
        #expect((6...38).contains(found), "\(found) of 400")
    }

    /// A normal distribution that moves by s of its σ is at a distance of s, and its first mean has the sign.
    @Test(arguments: [-0.2, 0.1, 0.4]) func distancesAreInSigma(_ shift: Double) {
        let one = Self.normals(40_000, seed: 5)
        let scores = SmoothScores(reference: Array(one.prefix(2000)).map(Float.init))
        let weights = Array(repeating: 1.0, count: one.count)
        let moved = Self.means(one.map { $0 + shift }, weights, scores)
        let difference = moved - Self.means(one, weights, scores)
        #expect(abs(difference.distance - abs(shift)) < 0.1 * abs(shift) + 0.01)
        #expect(difference.shift.value * shift > 0 && difference.probability < 1e-6)
    }

    @Test func aFeatureOfTwoValuesHasItsOneDegreeOfFreedom() {
        let scores = SmoothScores(reference: (0..<400).map { Float($0 % 2) })
        let one = (0..<400).map { Double($0 % 2) }
        let other = (0..<400).map { $0 < 230 ? 1.0 : 0 }
        let weights = Array(repeating: 1.0, count: 400)
        let difference = Self.means(other, weights, scores) - Self.means(one, weights, scores)
        // 230 of 400 against 200 of 400: z² = 0.075²/(0.244375/400 + 0.25/400).
        let squared = 0.075 * 0.075 / (0.244375 / 400 + 0.25 / 400)
        #expect(abs(difference.probability - erfc((squared / 2).squareRoot())) < 1e-6)
    }

    @Test func whatHasNoScatterDiffersOrDoesNot() {
        let rows = Array(repeating: SIMD4<Double>.zero, count: 4)
        #expect(SmoothDifference(means: .zero, covariance: rows).probability == 1)
        #expect(SmoothDifference(means: SIMD4(0.1, 0, 0, 0), covariance: rows).probability == 0)
    }

    @Test func covariancesAreThoseOfSumsOfParts() {
        var covariance = SmoothCovariance()
        let parts = [SIMD4<Double>(1, 2, 3, 4), SIMD4(-1, 0, 2, 0.5)]
        for part in parts { covariance.add(part) }
        for row in 0..<4 {
            for column in 0..<4 {
                #expect(covariance.rows[row][column] == parts.reduce(0) { $0 + $1[row] * $1[column] })
            }
        }
    }
}
