import Foundation
import RandomStreams
import Testing

@testable import SyntheticBenchmark

/// Class fractions and normalizations θ: in the events, and in the exact likelihood.
struct BenchmarkYieldsTests {
    static let nominal = [1200.0, 800.0]
    static let uncertainties = [0.05, 0.2]
    static let responses = [[1.0, 1.0], [0.5, -1.0]]
    static let yields = BenchmarkYields(
        nominal: nominal,
        slopes: zip(uncertainties, responses).map { uncertainty, response in response.map { $0 * log1p(uncertainty) } })

    /// N_c⁰ Π (1 + σ_l)^{M_cl θ_l}, by powers.
    static func expected(_ theta: [Double]) -> [Double] {
        (0..<2).map { kind in
            theta.indices.reduce(nominal[kind]) { $0 * pow(1 + uncertainties[$1], responses[$1][kind] * theta[$1]) }
        }
    }

    @Test func followTheLogNormalLaw() {
        for theta in [[0, 0], [1, 0], [-2, 0.5], [0.3, 3]] {
            for (found, wanted) in zip(Self.yields.expected(theta), Self.expected(theta)) {
                #expect(abs(found / wanted - 1) < 1e-13)
            }
        }
        #expect(BenchmarkYields.equal.fractions([]) == (0.5, 0.5))
    }

    /// The likelihood's value from the densities of the classes, summed by hand.
    @Test(arguments: BenchmarkLikelihood.Observables.allCases)
    func areThoseOfTheExtendedLikelihood(_ observables: BenchmarkLikelihood.Observables) {
        let model = BenchmarkModel(settings: Catalogue.everything)
        let nu = BenchmarkNuisances(shift: 0.3, squeeze: -0.2, rotation: 0.4)
        let theta = [0.7, -1.2]
        let events = model.events(0..<40, at: .paperTruth, distorted: true, seed: 2)
        let weights = (0..<40).map { Double($0 % 3) }
        let expected = Self.expected(theta)
        let total = expected.reduce(0, +)
        let isDistorted = observables == .kinematicsAndDistortedScore
        var sum = 0.0
        for index in 0..<events.count {
            let (x, y) = (events.x(index), events.y(index))
            let density = BenchmarkClass.allCases.reduce(0.0) { sum, kind in
                let score =
                    observables == .kinematics
                    ? 0 : model.logDensityY(y, x: x, kind, at: nu, distorted: isDistorted)
                return sum + expected[Int(kind.rawValue)] / total * exp(model.logDensityX(x, kind, at: nu) + score)
            }
            sum += weights[index] * log(density)
        }
        sum += weights.reduce(0, +) * log(total) - total
        sum -= (nu.shift * nu.shift + nu.squeeze * nu.squeeze + nu.rotation * nu.rotation) / 2
        sum -= (theta[0] * theta[0] + theta[1] * theta[1]) / 2
        let likelihood = BenchmarkLikelihood(
            model: model, events: events, weights: weights, observables: observables, yields: Self.yields)
        #expect(abs(likelihood.logLikelihood(at: nu, theta: theta) - sum) < 1e-9 * abs(sum))
        #expect(abs(likelihood.expansion(at: nu, theta: theta).logLikelihood - sum) < 1e-9 * abs(sum))
    }

    @Test(arguments: BenchmarkLikelihood.Observables.allCases)
    func haveDerivativesWhoseDifferencesConvergeWithSlopeTwo(_ observables: BenchmarkLikelihood.Observables) {
        let model = BenchmarkModel(settings: Catalogue.everything)
        let events = model.events(0..<300, at: .paperTruth, distorted: true, fractionOfA: 0.6, seed: 2)
        let likelihood = BenchmarkLikelihood(
            model: model, events: events, weights: (0..<300).map { Double($0 % 4) / 2 }, observables: observables,
            yields: Self.yields)
        let point = [0.3, -0.2, 0.4, 0.7, -1.2]
        func expansion(_ point: [Double]) -> BenchmarkLikelihood.Expansion {
            likelihood.expansion(
                at: BenchmarkNuisances(Array(point.prefix(3)), of: likelihood.free), theta: Array(point.suffix(2)))
        }
        let exact = expansion(point)
        #expect(exact.gradient.count == 5 && exact.hessian.allSatisfy { $0.count == 5 })
        for row in point.indices {
            func errors(_ step: Double) -> [Double] {
                let (up, down) = [step, -step].map { change in
                    var moved = point
                    moved[row] += change
                    return expansion(moved)
                }.pair
                let slope = (up.logLikelihood - down.logLikelihood) / (2 * step) - exact.gradient[row]
                return [slope]
                    + point.indices.map { column in
                        (up.gradient[column] - down.gradient[column]) / (2 * step) - exact.hessian[row][column]
                    }
            }
            // Where the third derivative nearly vanishes there is no order to be seen.
            for (coarse, fine) in zip(errors(0.04), errors(0.02)) where abs(coarse) > 1e-6 {
                #expect(abs(log2(abs(coarse / fine)) - 2) < 0.2, "\(row): \(coarse), \(fine)")
            }
            for (place, error) in errors(1e-3).enumerated() {
                let size = place == 0 ? exact.gradient[row] : exact.hessian[row][place - 1]
                #expect(abs(error) < 1e-3 * (1 + abs(size)), "\(row), \(place): \(error)")
            }
        }
    }

    /// Toys of a Poisson number of events at the truth: ν and θ have pulls of width one.
    @Test func areRecoveredWithPullsOfWidthOne() throws {
        let model = BenchmarkModel()
        let theta = [0.4, 0.5]
        let expected = Self.expected(theta)
        let total = expected.reduce(0, +)
        let toys = 60
        var (sum, squares) = ([Double](repeating: 0, count: 4), [Double](repeating: 0, count: 4))
        var covered = 0
        for toy in 0..<UInt64(toys) {
            var stream = RandomStream(seed: toy, purpose: "toy", index: 0)
            let count = UInt64(stream.poisson(mean: total))
            let events = model.events(
                0..<count, at: .paperTruth, distorted: true, fractionOfA: expected[0] / total, seed: 100 + toy)
            let maximum = BenchmarkLikelihood(
                model: model, events: events, observables: .kinematicsAndDistortedScore, yields: Self.yields
            ).maximum()
            #expect(maximum.outcome == .converged)
            let covariance = try #require(maximum.covariance)
            let found = maximum.bestFit.values(of: [.shift, .squeeze]) + maximum.theta
            let truth = [0.5, -0.5] + theta
            for (index, row) in covariance.enumerated() {
                // The priors stay at 0 whatever the truth is. With C = (I + 1)⁻¹ they draw by −C·truth, and what scatters is
                // C·I·C = C − C².
                let drawn = zip(row, truth).reduce(0) { $0 + $1.0 * $1.1 }
                let width = (row[index] - row.reduce(0) { $0 + $1 * $1 }).squareRoot()
                let pull = (found[index] - truth[index] + drawn) / width
                sum[index] += pull
                squares[index] += pull * pull
                covered += abs(pull) < 1 ? 1 : 0
            }
        }
        let count = Double(toys)
        for index in 0..<4 {
            #expect(abs(sum[index] / count) < 4 / count.squareRoot(), "\(index): \(sum)")
            #expect(abs(squares[index] / count - 1) < 4 * (2 / count).squareRoot(), "\(index): \(squares)")
        }
        let share = Double(covered) / (4 * count)
        #expect(abs(share - 0.683) < 4 * (0.683 * 0.317 / (4 * count)).squareRoot())
    }

    @Test func setTheFrequencyOfClassesAndNothingElse() {
        let model = Catalogue.models[1]
        let nu = Catalogue.nuisances[2]
        let count = 20_000
        let even = model.events(0..<UInt64(count), at: nu, distorted: true, seed: 5)
        #expect(model.events(0..<UInt64(count), at: nu, distorted: true, fractionOfA: 0.5, seed: 5) == even)
        for fraction in [0.1, 0.75, 1] {
            let events = model.events(0..<UInt64(count), at: nu, distorted: true, fractionOfA: fraction, seed: 5)
            let found = Double(events.classes.count { $0 == 0 }) / Double(count)
            #expect(abs(found - fraction) < 5 * (fraction * (1 - fraction) / Double(count)).squareRoot() + 1e-12)
            // The same normal numbers: an event of the same class is the same event.
            for index in 0..<200 where events.classes[index] == even.classes[index] {
                #expect(events.x(index) == even.x(index) && events.y(index) == even.y(index))
            }
            let single = model.sample(index: 17, at: nu, distorted: true, fractionOfA: fraction, seed: 5)
            #expect(Float(single.x.x) == events.x0[17] && single.kind.rawValue == events.classes[17])
        }
    }
}

extension [BenchmarkLikelihood.Expansion] {
    fileprivate var pair: (Element, Element) { (self[0], self[1]) }
}
