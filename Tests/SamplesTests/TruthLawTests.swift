import Foundation
import Samples
import Testing

/// What holds for the closed form of every sample.
@Suite struct TruthLawTests {
    /// The nodes of a grid over ±7 standard deviations in every feature, and the volume of its cells: sums of normal
    /// densities on it are exact to many digits.
    private static func grid(_ moments: MarginalMoments, nodes: Int) -> (values: [[Double]], volume: Double) {
        var columns: [[Double]] = []
        var (count, volume) = (1, 1.0)
        for (mean, deviation) in zip(moments.mean, moments.deviation) {
            let step: Double = 14 * deviation / Double(nodes)
            let axis = (0..<nodes).map { mean + (Double($0) + 0.5) * step - 7 * deviation }
            columns = columns.map { column in axis.flatMap { _ in column } }
            columns.append(axis.flatMap { Array(repeating: $0, count: count) })
            (count, volume) = (count * nodes, volume * step)
        }
        return (columns, volume)
    }

    private static func conditions(_ sample: any GeneratedSample, _ density: ConditionalDensity) -> [EventCondition] {
        let events = sample.events(8, at: .nominal, seed: 5, purpose: "conditions")
        return sample.schema.classes.indices.flatMap { kind in
            density == .features
                ? [EventCondition(eventClass: kind)]
                : (0..<2).map { event in EventCondition(eventClass: kind, x: events.x.map { Double($0[event]) }) }
        }
    }

    @Test(arguments: CataloguedSample.all, ConditionalDensity.allCases)
    func densitiesIntegrateToOneWithTheirMomentsAndEntropy(
        _ entry: CataloguedSample, _ density: ConditionalDensity
    ) throws {
        let truth = try #require(entry.sample.truth)
        for condition in Self.conditions(entry.sample, density) {
            for nu in entry.places {
                let moments = truth.moments(density, under: condition, at: nu)
                let (values, volume) = Self.grid(moments, nodes: 40)
                let points = ConditionedPoints(values: values, under: condition)
                let logs = truth.logDensities(density, of: points, at: nu)
                let weights = logs.map { exp($0) * volume }
                #expect(abs(weights.reduce(0, +) - 1) < 1e-8)
                for feature in moments.mean.indices {
                    let mean: Double = zip(weights, values[feature]).reduce(0) { $0 + $1.0 * $1.1 }
                    let square: Double = zip(weights, values[feature]).reduce(0) {
                        $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean)
                    }
                    #expect(abs(mean - moments.mean[feature]) < 1e-7)
                    #expect(abs(square.squareRoot() - moments.deviation[feature]) < 1e-7)
                }
                var entropy = 0.0
                truth.addEntropies(
                    density, of: ConditionedPoints(values: values.map { [$0[0]] }, under: condition), at: nu,
                    to: &entropy)
                let integral: Double = zip(weights, logs).reduce(0) { $0 - $1.0 * $1.1 }
                #expect(abs(entropy - integral) < 1e-7)
            }
        }
    }

    @Test(arguments: CataloguedSample.all)
    func eventsHaveTheClassesMomentsOfTheirLaw(_ entry: CataloguedSample) throws {
        let (sample, nu) = (entry.sample, entry.places[0])
        let truth = try #require(sample.truth)
        let count = 60_000
        let events = sample.events(count, at: nu, seed: 9, purpose: "moments")
        let classes = try #require(events.classes)
        for (kind, expected) in sample.yields(of: count).enumerated() {
            let members = classes.indices.filter { classes[$0] == kind }
            #expect(abs(Double(members.count) - expected) < 5 * expected.squareRoot())
            let moments = truth.moments(.features, under: EventCondition(eventClass: kind), at: nu)
            for (feature, column) in events.x.enumerated() {
                let values = members.map { Double(column[$0]) }
                let mean = values.reduce(0, +) / Double(values.count)
                let error = moments.deviation[feature] / Double(values.count).squareRoot()
                #expect(abs(mean - moments.mean[feature]) < 5 * error)
            }
        }
        // E[−ln p(y|x, c)] is the mean entropy.
        let points = events.conditioned(.scores)
        let logs = truth.logDensities(.scores, of: points, at: nu)
        var entropy = 0.0
        truth.addEntropies(.scores, of: points, at: nu, to: &entropy)
        let (loss, mean) = (-logs.reduce(0, +) / Double(count), entropy / Double(count))
        let error = (0.5 * Double(events.y.count) / Double(count)).squareRoot()
        #expect(abs(loss - mean) < 5 * error)
    }

    @Test(arguments: CataloguedSample.all)
    func theInverseDistortionLeadsBackToSimulation(_ entry: CataloguedSample) throws {
        let nu = entry.places[0]
        let truth = try #require(entry.sample.truth)
        let (simulation, data) = (truth.distorted(false), truth.distorted(true))
        let points = entry.sample.events(200, at: nu, seed: 4, purpose: "distortion").conditioned(.scores)
        let back = points.replacing(values: data.undistorted(points, at: nu))
        #expect(simulation.undistorted(points, at: nu) == points.values)
        #expect(data.isDistorted && !simulation.isDistorted && back != points)
        // p(y) of data and of simulation at D⁻¹(y) differ by the Jacobian, which the entropies tell.
        let difference = zip(
            data.logDensities(.scores, of: points, at: nu), simulation.logDensities(.scores, of: back, at: nu)
        ).map { $1 - $0 }
        let entropies = [data, simulation].map { law -> [Double] in
            (0..<points.count).map { index in
                var entropy = 0.0
                let point = ConditionedPoints(
                    values: points.values.map { [$0[index]] }, under: points.condition(index))
                law.addEntropies(.scores, of: point, at: nu, to: &entropy)
                return entropy
            }
        }
        for index in difference.indices {
            #expect(abs(difference[index] - (entropies[0][index] - entropies[1][index])) < 1e-9)
        }
    }

    @Test(arguments: CataloguedSample.all, ConditionalDensity.allCases)
    func transportsCarryOneDensityIntoAnother(_ entry: CataloguedSample, _ density: ConditionalDensity) throws {
        let truth = try #require(entry.sample.truth)
        let (nu, other) = (entry.places[0], entry.places[1])
        for condition in Self.conditions(entry.sample, density) {
            guard let transport = truth.transport(density, under: condition, from: nu, to: other) else {
                #expect(truth.isDistorted && density == .scores)
                continue
            }
            let moments = truth.moments(density, under: condition, at: nu)
            let start = moments.mean.indices.map { feature -> Double in
                moments.mean[feature] + 0.4 * Double(feature + 1) * moments.deviation[feature]
            }
            let end = transport.map(start)
            let logs = [(start, nu), (end, other)].map { point, nu in
                truth.logDensities(
                    density, of: ConditionedPoints(values: point.map { [$0] }, under: condition), at: nu)[0]
            }
            #expect(abs(logs[0] - logs[1] - transport.scale.reduce(0) { $0 + log($1) }) < 1e-10)
            // A component does not depend on later features.
            var moved = start
            moved[moved.count - 1] += 0.3
            #expect(transport.map(moved).dropLast() == end.dropLast())
            for (feature, value) in transport.translation(at: start).enumerated() {
                #expect(abs(transport.scale[feature] * start[feature] + value - end[feature]) < 1e-12)
            }
        }
    }

    @Test(arguments: CataloguedSample.all)
    func theDensitiesOfABatchAreThoseOfItsEvents(_ entry: CataloguedSample) throws {
        let (sample, truth) = (entry.sample, try #require(entry.sample.truth))
        for density in ConditionalDensity.allCases {
            let batches = sample.batches(of: density, nuisances: [], size: 61)
            let found = truth.logDensities(of: batches, events: 61)
            let expected = sample.points.indices.flatMap { point in
                let share = (0..<61).count { batches.point(position: $0) == point }
                let events = sample.events(0..<share, point: point, split: .training)
                return truth.logDensities(density, of: events.conditioned(density), at: sample.points[point])
            }
            #expect(found == expected)
        }
    }
}
