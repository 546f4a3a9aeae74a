import FlowKernels
import Flows
import Testing

@testable import Inference

/// Laws of the mixture's likelihood, on small random networks.
@Suite struct MixtureTests {
    let mixture = SmallMixture.mixture()
    let workers = Workers(threads: 2)

    /// Two classes of a chunk make an odd number of panels of 16 events.
    @Test func chunksShrinkWithTheNumberOfNuisances() {
        let chunks = (0...200).map { ExtendedLikelihood.standardChunk(nuisances: $0) }
        #expect(chunks.allSatisfy { (24...104).contains($0) && $0 % 16 == 8 })
        #expect(zip(chunks, chunks.dropFirst()).allSatisfy { $0 >= $1 } && chunks[2] > chunks[32])
    }

    func likelihood(_ mixture: Mixture, _ data: Dataset, chunk: Int = 64) -> ExtendedLikelihood {
        ExtendedLikelihood(
            mixture: mixture, space: NuisanceSpace(mixture: mixture), data: data, chunk: chunk, workers: workers)
    }

    @Test func givesResponsibilitiesThatSumToOne() throws {
        let arena = Arena()
        let events = SmallMixture.data(events: 13).chunk(0..<13, columns: 16, arena: arena)
        let nu = arena.zeros(rows: 2, columns: 16)
        nu.row(0).fill(1.5)
        nu.row(1).fill(-0.5)
        let pass = mixture.forward(
            x: events.x, y: events.y, nuisances: nu, theta: [0.5, -1], tape: Tape(), arena: arena)
        let responsibilities = try #require(pass.shares)
        for event in 0..<13 {
            let classes = (0..<2).map { responsibilities[$0, event] }
            #expect(classes.allSatisfy { $0 > 0 && $0 < 1 })
            #expect(abs(classes.reduce(0, +) - 1) < 1e-6)
        }
    }

    @Test func isTheSameForAnyNumberOfThreads() {
        let likelihood = likelihood(mixture, SmallMixture.data(events: 701))
        let point = [0.7, -0.4, 0.2, 1]
        let one = likelihood.valueAndGradient(at: point, workers: Workers(threads: 1))
        let two = likelihood.valueAndGradient(at: point, workers: workers)
        #expect(one.value == two.value)
        #expect(one.gradient == two.gradient)
        #expect(likelihood.value(at: point, workers: workers) == two.value)
    }

    @Test func isTheSameForManyPointsAtOnce() {
        let likelihood = likelihood(mixture, SmallMixture.data(events: 101))
        let points = [[0.7, -0.4, 0.2, 1], [0, 0, 0, 0], [-1.2, 0.3, -0.5, 0.1]]
        #expect(
            likelihood.values(at: points, workers: workers) == points.map { likelihood.value(at: $0, workers: workers) }
        )
    }

    @Test func countsAnEventOfWeightTwoTwice() {
        let events = SmallMixture.data(events: 21)
        let doubled = Dataset(x: events.x.map { $0 + [$0[4]] }, y: events.y.map { $0 + [$0[4]] })
        let weighted = events.weighted((0..<21).map { $0 == 4 ? 2 : 1 })
        let point = [0.7, -0.4, 0.2, 1]
        let first = likelihood(mixture, doubled).valueAndGradient(at: point, workers: workers)
        let second = likelihood(mixture, weighted).valueAndGradient(at: point, workers: workers)
        #expect(abs(first.value - second.value) < 1e-4)
        for (first, second) in zip(first.gradient, second.gradient) { #expect(abs(first - second) < 1e-3) }
    }

    @Test func ignoresEventsOfWeightZero() {
        let events = SmallMixture.data(events: 24)
        let weighted = events.weighted((0..<24).map { $0 < 17 ? 1 : 0 })
        let few = Dataset(x: events.x.map { Array($0.prefix(17)) }, y: events.y.map { Array($0.prefix(17)) })
        let point = [0.7, -0.4, 0.2, 1]
        #expect(
            abs(
                likelihood(mixture, few).value(at: point, workers: workers)
                    - likelihood(mixture, weighted).value(at: point, workers: workers)) < 1e-4)
    }

    /// Integrated along each nuisance, because log p has kinks where an event passes a knot of a spline, which spoil
    /// differences of few events.
    @Test(arguments: 0..<4)
    func hasTheGradientThatIntegratesToItsValue(_ index: Int) {
        let data = SmallMixture.data(events: 40, weights: (0..<40).map { $0 < 10 ? 0.5 : 1 })
        let likelihood = likelihood(mixture, data)
        func point(_ offset: Double) -> [Double] {
            var point = [0.3, -0.2, 0.4, -0.6]
            point[index] += offset
            return point
        }
        let (steps, half) = (300, 0.25)
        let step = 2 * half / Double(steps)
        let slopes = (0..<steps).map {
            likelihood.valueAndGradient(at: point((Double($0) + 0.5) * step - half), workers: workers).gradient[index]
        }
        let expected =
            likelihood.value(at: point(half), workers: workers) - likelihood.value(at: point(-half), workers: workers)
        let integral = slopes.reduce(0, +) * step
        let scale = slopes.reduce(0) { $0 + abs($1) } * step
        #expect(scale > 0.1)
        #expect(abs(integral - expected) < 1e-3 * scale, "\(integral) instead of \(expected)")
    }

    @Test func preparesScoresWithoutChangingTheLikelihood() {
        let data = SmallMixture.data(events: 43)
        let likelihood = likelihood(mixture, data, chunk: 16)
        // The transfer map is applied in advance: what is left are the residual and the base flow.
        #expect(mixture.score.maps.count == 3)
        #expect(likelihood.mixture.score.maps.count == 2)
        let point = [0.7, -0.4, 0.2, 1]
        let arena = Arena()
        let events = data.chunk(0..<43, columns: 48, arena: arena)
        let nu = arena.matrix(rows: 2, columns: 48)
        for row in 0..<2 { nu.row(row).fill(Float(point[row])) }
        let pass = mixture.forward(
            x: events.x, y: events.y, nuisances: nu, theta: [0.2, 1], tape: nil, arena: arena)
        let term = ExtendedTerm(
            yields: mixture.yields, space: NuisanceSpace(mixture: mixture), observed: data.total)
        let unprepared =
            Kernels.weightedSum(pass.logDensity, weights: events.weights) + term.value(at: point)
        #expect(abs(likelihood.value(at: point, workers: workers) - unprepared) < 1e-4)
    }

    /// x alone is the same whatever the scores are, and whatever their units.
    @Test(arguments: [1, 1e3, 1e5, 1e7] as [Float]) func leavesTheScoresOutWhateverTheirUnits(unit: Float) {
        let normal = NormalMixture(yields: Yields(nominal: [150, 50]))
        let data = normal.mixture.sample(events: 200, nuisances: [0.1, -0.2], theta: [], seed: 3, workers: workers)
        let scaled = Dataset(x: data.x, y: data.y.map { $0.map { $0 * unit } })
        let standardization = Standardization(means: [0], scales: [unit])
        let mixture = normal.mixture.preceded(
            by: TransportMap(standardization, parameters: ParameterBuffer(count: 0)))
        func difference(_ mixture: Mixture, _ data: Dataset) -> Double {
            let likelihood = likelihood(mixture.featuresAlone(), data)
            return likelihood.value(at: [0.1, -0.2], workers: workers)
                - likelihood.value(at: [0.2, 0.3], workers: workers)
        }
        let expected = difference(normal.mixture, Dataset(x: data.x, y: data.y.map { $0.map { _ in 0 } }))
        #expect(abs(expected) > 1)
        #expect(abs(difference(mixture, scaled) - expected) < 2e-3)
    }

    @Test func preparesNothingWhereTheFirstMapDependsOnNuisances() {
        let base = SmallMixture.base()
        #expect(likelihood(base, SmallMixture.data(events: 9)).mixture.score.maps.count == base.score.maps.count)
    }
}
