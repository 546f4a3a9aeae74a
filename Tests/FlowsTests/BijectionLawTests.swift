import FlowKernels
import Flows
import Testing

/// What holds for every bijection, checked over the whole ``BijectionCatalogue``.
@Suite struct BijectionLawTests {
    typealias Entry = BijectionCatalogue.Entry

    @Test func coversEveryKindOfBijection() {
        let covered = Set(BijectionCatalogue.all.map { $0.bijection.description.kind })
        #expect(covered == Set(BijectionDescription.kinds))
    }

    @Test(arguments: BijectionCatalogue.all) func undoesTheMapByItsInverse(_ entry: Entry) {
        let map = entry.map
        let sample = EventSample(entry.bijection)
        let mapped = sample.forward(map)
        var image = sample
        image.features = mapped.features
        let back = image.inverse(map)
        let moved = zip(mapped.features, sample.features).map { abs($0 - $1) }.max() ?? 0
        #expect(moved > 0.1)
        #expect(sample.features.contains { abs($0) > 5 })
        for (value, expected) in zip(back.features, sample.features) {
            #expect(abs(value - expected) < 2e-4 * (1 + abs(expected)))
        }
        for (forward, backward) in zip(mapped.logDet, back.logDet) { #expect(abs(forward + backward) < 1e-3) }
    }

    /// A context that all events share may be given once.
    @Test(arguments: BijectionCatalogue.all) func invertsAlikeWithAContextForAll(_ entry: Entry) {
        var sample = EventSample(entry.bijection)
        let count = sample.count
        sample.context = sample.context.indices.map { sample.context[$0 / count * count] }
        let (each, shared) = (sample.inverse(entry.map), sample.inverse(entry.map, shared: true))
        #expect(each.features == shared.features)
        #expect(each.logDet == shared.logDet)
        sample.areAlike = true
        let alike = sample.inverse(entry.map)
        for (one, other) in zip(alike.features + alike.logDet, shared.features + shared.logDet) {
            #expect(abs(one - other) < 1e-5 * (1 + abs(other)))
        }
    }

    @Test(arguments: BijectionCatalogue.all) func statesTheLogDeterminantOfItsJacobian(_ entry: Entry) {
        let map = entry.map
        let sample = EventSample(entry.bijection)
        let logDet = sample.forward(map).logDet
        // Truncation of relative size h² and float32 rounding of 1e-6/h balance near 1e-2; where truncation is the
        // larger of the two, Richardson's extrapolation from two steps removes it.
        let coarse = Jacobian(map, sample, step: 1.0 / 64)
        let fine = Jacobian(map, sample, step: 1.0 / 128)
        let errors = logDet.indices.map { event in
            let (wide, narrow) = (coarse.logDeterminant(event: event), fine.logDeterminant(event: event))
            let exact = Double(logDet[event])
            return min(abs(narrow - exact), abs((4 * narrow - wide) / 3 - exact))
        }
        #expect(errors.reduce(0, +) / Double(errors.count) < 1e-3)
        #expect(errors.allSatisfy { $0 < 2e-2 })
    }

    @Test(arguments: BijectionCatalogue.all.filter { $0.order != nil })
    func letsFeaturesSeeOnlyThoseBefore(_ entry: Entry) throws {
        let order = try #require(entry.order)
        let map = entry.map
        let sample = EventSample(entry.bijection)
        let mapped = sample.forward(map).features
        for (place, feature) in order.enumerated() {
            var moved = sample
            for event in 0..<sample.count { moved.features[feature * sample.count + event] += 0.5 }
            let image = moved.forward(map).features
            for (other, row) in order.enumerated() {
                let events = row * sample.count..<(row + 1) * sample.count
                if other < place {
                    #expect(image[events] == mapped[events])
                } else if other == place {
                    #expect(zip(image[events], mapped[events]).allSatisfy { $0 > $1 })
                }
            }
        }
    }

    @Test(arguments: BijectionCatalogue.residuals) func isExactlyTheIdentityAtTheNominalPoint(_ entry: Entry) throws {
        var sample = EventSample(entry.bijection)
        let centers = try #require(entry.map.residualLayers.first).centers
        #expect(centers.count == entry.bijection.nuisanceCount)
        sample.nuisances = centers.flatMap { [Float](repeating: $0, count: sample.count) }
        let mapped = sample.forward(entry.map)
        #expect(mapped.features == sample.features)
        #expect(mapped.logDet.allSatisfy { $0 == 0 })
    }

    @Test func growsLinearlyWithTheNuisances() {
        func parameters(_ nuisances: Int) -> Int {
            FactorizableResidual.polynomial(
                features: 3, contextCount: 2, layers: 2, centers: [Float](repeating: 0, count: nuisances),
                scales: [Float](repeating: 1, count: nuisances), hidden: [16, 16]
            ).layout.count
        }
        #expect(parameters(1) > 0)
        for count in 2...12 { #expect(parameters(count) == count * parameters(1)) }
    }

    @Test(arguments: BijectionCatalogue.all) func isBuiltAgainFromItsDescription(_ entry: Entry) throws {
        let again = try entry.bijection.description.makeBijection()
        #expect(again.description == entry.bijection.description)
        #expect(again.layout.slots == entry.bijection.layout.slots)
        #expect(again.features == entry.bijection.features)
        #expect(again.contextCount == entry.bijection.contextCount)
        #expect(again.nuisanceCount == entry.bijection.nuisanceCount)
        let sample = EventSample(entry.bijection)
        let map = entry.map
        let rebuilt = TransportMap(again, parameters: map.parameters)
        #expect(sample.forward(rebuilt).features == sample.forward(map).features)
    }

    /// Every network gets fresh weights; zero are the last layers of residuals alone.
    @Test(arguments: BijectionCatalogue.all) func leavesNoWeightWithoutAnInitialValue(_ entry: Entry) {
        for part in TransportMap(initializing: entry.bijection, seed: 3).parts {
            guard case .none = part.bijection.residualRole else { continue }
            guard part.bijection.nuisanceCount == 0, !(part.bijection is HeldNuisances) else { continue }
            #expect(part.parameters.values.allSatisfy { $0 != 0 })
        }
    }

    @Test func startsEachPartAsItWouldStartAtItsPlace() {
        let spline = MaskedAutoregressiveSpline(order: [0, 1], contextCount: 1, bins: 4, hidden: [5])
        let alone = TransportMap(initializing: spline, seed: 5).parameters.values
        let both = TransportMap(initializing: Composition([spline, spline]), seed: 5).parameters.values
        #expect(Array(both.prefix(alone.count)) == alone)
        #expect(Array(both.suffix(alone.count)) != alone)
    }
}
