import RandomStreams
import Testing

@testable import Inference

/// The bias of a density by its gradients, on v ~ N(M ν, 1) of two features and two nuisances, where all is known.
@Suite struct DensityBiasTests {
    /// M of the true law, rows by feature.
    private static let response = [[0.5, 0.1], [-0.2, 0.8]]

    /// Events of the true law at ν.
    private static func events(_ count: Int, at nu: [Double], seed: UInt64) -> [[Double]] {
        (0..<count).map { index in
            var stream = RandomStream(seed: seed, purpose: "test events", index: UInt64(index))
            return response.map { row in zip(row, nu).reduce(stream.normal()) { $0 + $1.0 * $1.1 } }
        }
    }

    /// ∂/∂ν of ln N(v; (1 + ε) M ν, 1) = (1 + ε) Mᵀ (v − (1 + ε) M ν), shape [nuisances, events].
    private static func gradients(_ events: [[Double]], at nu: [Double], slopeError: Double) -> [[Double]] {
        let matrix = response.map { $0.map { (1 + slopeError) * $0 } }
        let rests = events.map { event in
            zip(event, matrix).map { value, row in zip(row, nu).reduce(value) { $0 - $1.0 * $1.1 } }
        }
        return nu.indices.map { k in
            rests.map { rest in zip(rest, matrix).reduce(0) { $0 + $1.0 * $1.1[k] } }
        }
    }

    private static func bias(
        _ slopeError: Double, at nu: [Double], events count: Int = 20_000, hasTruth: Bool = true, seed: UInt64 = 3
    ) -> DensityBias {
        let events = events(count, at: nu, seed: seed)
        return DensityBias(
            model: gradients(events, at: nu, slopeError: slopeError),
            truth: hasTruth ? gradients(events, at: nu, slopeError: 0) : nil)
    }

    private static let places: [[Double]] = [[1, 0], [0, -1], [1, 1], [0.5, -0.5]]

    /// Its maximum is where (1 + ε) M ν̂ = M ν*.
    @Test(arguments: [0.01, 0.1, -0.05, -0.2], places) func ofASlopeErrorIsKnown(_ slopeError: Double, _ nu: [Double]) {
        let found = Self.bias(slopeError, at: nu)
        for (k, place) in nu.enumerated() {
            let expected = -slopeError / (1 + slopeError) * place
            // The covariance of 20,000 events is known to 1 %.
            let allowed = 5 * found.errors[k] + 0.05 * abs(slopeError)
            #expect(abs(found.values[k] - expected) < allowed, "\(found.values[k]), \(expected)")
            #expect(found.errors[k] < 0.03 * abs(slopeError))
        }
    }

    @Test(arguments: places) func ofAnExactDensityIsZero(_ nu: [Double]) {
        let compared = Self.bias(0, at: nu)
        #expect(compared.values == [0, 0] && compared.errors == [0, 0])
        let alone = Self.bias(0, at: nu, hasTruth: false)
        for k in 0..<2 {
            #expect(abs(alone.values[k]) < 5 * alone.errors[k])
            // What a fit to as many events would have as its σ.
            let sigma = alone.sigmasPerEvent[k] / Double(alone.events).squareRoot()
            #expect(abs(alone.errors[k] / sigma - 1) < 0.02)
        }
    }

    @Test(arguments: [true, false]) func itsErrorFallsAsTheRootOfTheEvents(_ hasTruth: Bool) {
        let errors = [1000, 4000, 16_000, 64_000].map { count in
            Self.bias(0.1, at: [1, -1], events: count, hasTruth: hasTruth).errors.map {
                $0 * Double(count).squareRoot()
            }
        }
        for k in 0..<2 {
            for error in errors { #expect(abs(error[k] / errors[3][k] - 1) < 0.1, "\(errors)") }
        }
    }

    /// Repeated with other events, it scatters by the error that it states.
    @Test func itsErrorIsTheScatterOfRepetitions() {
        let found = (0..<200).map { repetition in
            Self.bias(0.1, at: [1, 0.5], events: 400, hasTruth: false, seed: 100 + UInt64(repetition))
        }
        for k in 0..<2 {
            let values = found.map { $0.values[k] }
            let mean = values.reduce(0, +) / 200
            let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 199).squareRoot()
            let stated = found.reduce(0) { $0 + $1.errors[k] } / 200
            #expect(abs(deviation / stated - 1) < 0.2)
        }
    }

    @Test(arguments: places) func theTruthMakesTheErrorSmaller(_ nu: [Double]) {
        let (compared, alone) = (Self.bias(0.1, at: nu), Self.bias(0.1, at: nu, hasTruth: false))
        for k in 0..<2 {
            #expect(compared.errors[k] < 0.15 * alone.errors[k])
            #expect(abs(compared.values[k] - alone.values[k]) < 5 * alone.errors[k])
        }
    }

    @Test func statesTheInformationOfOneEvent() {
        let found = Self.bias(0, at: [0, 0], events: 50_000)
        // MᵀM.
        for (row, expected) in [[0.29, -0.11], [-0.11, 0.65]].enumerated() {
            for (column, value) in expected.enumerated() {
                #expect(abs(found.information[row][column] - value) < 0.02)
            }
        }
        let determinant = 0.29 * 0.65 - 0.11 * 0.11
        for (sigma, expected) in zip(found.sigmasPerEvent, [0.65 / determinant, 0.29 / determinant]) {
            #expect(abs(sigma / expected.squareRoot() - 1) < 0.03)
        }
    }

    @Test func anEventOfWeightTwoIsTwoEvents() {
        let gradients = Self.gradients(Self.events(500, at: [1, 0], seed: 7), at: [1, 0], slopeError: 0.1)
        let weighted = DensityBias(
            model: gradients, weights: (0..<500).map { $0 < 250 ? 2 : 1 })
        let repeated = DensityBias(model: gradients.map { $0 + $0.prefix(250) })
        for k in 0..<2 {
            #expect(abs(weighted.values[k] - repeated.values[k]) < 1e-12)
            #expect(abs(weighted.sigmasPerEvent[k] - repeated.sigmasPerEvent[k]) < 1e-10)
            // But it is one draw: its weight makes the error no smaller.
            #expect(weighted.errors[k] > repeated.errors[k])
        }
    }

    @Test(arguments: [0.0, 1e-5]) func saysNothingOfANuisanceWithoutResponse(_ response: Double) {
        let events = Self.events(2000, at: [1, 0], seed: 8)
        let gradients = Self.gradients(events, at: [1, 0], slopeError: 0.1)
        let found = DensityBias(model: [gradients[0], events.map { response * $0[1] }])
        let alone = DensityBias(model: [gradients[0]])
        #expect(found.values[1].isNaN && found.errors[1].isNaN && found.sigmasPerEvent[1] == .infinity)
        #expect(found.values[0] == alone.values[0] && found.errors[0] == alone.errors[0])
        #expect(found.sigmasPerEvent[0] == alone.sigmasPerEvent[0])
    }

    @Test func whatIsNotFiniteShows() {
        var gradients = Self.gradients(Self.events(100, at: [1, 0], seed: 9), at: [1, 0], slopeError: 0)
        gradients[1][50] = .nan
        let found = DensityBias(model: gradients)
        #expect((found.values + found.errors + found.sigmasPerEvent).allSatisfy { $0.isNaN })
    }

    @Test func nuisancesThatDoTheSameAreNotToldApart() {
        let gradients = Self.gradients(Self.events(100, at: [1, 0], seed: 9), at: [1, 0], slopeError: 0)
        let found = DensityBias(model: [gradients[0], gradients[0].map { 2 * $0 }])
        #expect((found.values + found.errors + found.sigmasPerEvent).allSatisfy { $0.isNaN })
    }
}
