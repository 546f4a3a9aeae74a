import FlowKernels
import Flows
import Testing

/// Laws of the two stages: what was prepared serves any number of passes, and their adjoints add up.
@Suite struct PreparedPassTests {
    /// The passes of one sample at several ν, prepared once or every time.
    struct Passes {
        let entry: BijectionCatalogue.Entry
        let map: TransportMap
        let sample: EventSample
        let loss: LinearLoss
        static let count = 3

        init(_ entry: BijectionCatalogue.Entry) {
            self.entry = entry
            map = entry.map
            sample = EventSample(entry.bijection, count: 176)
            loss = LinearLoss(sample)
        }

        /// ν of pass number `pass`.
        func moved(_ pass: Int) -> EventSample {
            var sample = sample
            sample.nuisances = sample.nuisances.map { $0 + 0.3 * Float(pass) }
            return sample
        }

        struct Outcome {
            var features: [[Float]] = []
            var logDets: [[Float]] = []
            var featureGradients: [[Float]] = []
            var nuisanceGradients: [[Float]] = []
            var parameters: [Float] = []
        }

        /// - Parameter use: nil to prepare every pass on its own.
        func run(_ use: PreparedUse?, fixed: Bool = false) -> Outcome {
            let arena = Arena.usedBefore()
            var outcome = Outcome()
            let bijection = map.bijection
            let isTrained = use != .frozen
            let gradient = isTrained ? ParameterBuffer(count: map.parameters.count) : nil
            let v = sample.matrix(sample.features, arena: arena)
            let context = sample.conditions(arena: arena).context
            func prepare(_ use: PreparedUse) -> PreparedBijection {
                bijection.prepare(
                    context, features: fixed ? v : nil, parameters: map.parameters, use: use, arena: arena)
            }
            func finish(_ prepared: PreparedBijection) {
                bijection.finishBackward(
                    prepared, into: .none, parameters: map.parameters, parameterGradient: gradient, arena: arena)
            }
            let shared = use.map(prepare)
            for pass in 0..<Self.count {
                let conditions = moved(pass).conditions(arena: arena)
                let prepared = shared ?? prepare(.once)
                let logDet = arena.zeros(rows: 1, columns: sample.count)
                let tape = Tape()
                let output = bijection.forward(
                    v, nuisances: conditions.nuisances, prepared: prepared, parameters: map.parameters,
                    logDet: logDet, tape: tape, arena: arena)
                outcome.features.append(output.array())
                outcome.logDets.append(logDet.array())
                let nuisances = conditions.nuisances.map { arena.zeros(rows: $0.rows, columns: sample.count) }
                let featureGradient = bijection.backward(
                    outputGradient: sample.matrix(loss.output, arena: arena),
                    logDetGradient: sample.matrix(loss.logDet, arena: arena), prepared: prepared,
                    into: ConditionGradients(nuisances: nuisances), parameters: map.parameters,
                    parameterGradient: gradient, tape: tape, arena: arena)
                outcome.featureGradients.append(featureGradient.array())
                outcome.nuisanceGradients.append(nuisances?.array() ?? [])
                if shared == nil { finish(prepared) }
            }
            if isTrained, let shared { finish(shared) }
            outcome.parameters = gradient?.values ?? []
            return outcome
        }
    }

    @Test(arguments: BijectionCatalogue.all)
    func aFrozenMapIsPreparedOnceForAllPasses(_ entry: BijectionCatalogue.Entry) {
        let passes = Passes(entry)
        let (once, frozen) = (passes.run(nil), passes.run(.frozen))
        #expect(frozen.features == once.features)
        #expect(frozen.logDets == once.logDets)
        #expect(frozen.nuisanceGradients == once.nuisanceGradients)
        for (one, other) in zip(frozen.featureGradients.joined(), once.featureGradients.joined()) {
            #expect(abs(one - other) < 2e-5 * (1 + abs(other)))
        }
    }

    @Test(arguments: BijectionCatalogue.all)
    func adjointsOfAMapInTrainingAddUp(_ entry: BijectionCatalogue.Entry) {
        let passes = Passes(entry)
        let (once, trained) = (passes.run(nil), passes.run(.trained))
        #expect(trained.features == once.features)
        #expect(trained.featureGradients == once.featureGradients)
        #expect(trained.parameters.count == once.parameters.count)
        let scale = once.parameters.reduce(Float(1)) { max($0, abs($1)) }
        #expect(zip(trained.parameters, once.parameters).allSatisfy { abs($0 - $1) < 2e-5 * scale })
    }

    /// Fixed features need no gradient.
    @Test(arguments: BijectionCatalogue.residuals)
    func fixedFeaturesNeedTheNetworksOnce(_ entry: BijectionCatalogue.Entry) {
        let passes = Passes(entry)
        let once = passes.run(nil)
        for use in [PreparedUse.frozen, .trained] {
            let fixed = passes.run(use, fixed: true)
            #expect(fixed.features == once.features)
            #expect(fixed.logDets == once.logDets)
            #expect(fixed.nuisanceGradients == once.nuisanceGradients)
            let scale = once.parameters.reduce(Float(1)) { max($0, abs($1)) }
            #expect(zip(fixed.parameters, once.parameters).allSatisfy { abs($0 - $1) < 2e-5 * scale })
        }
    }

    /// Templates move one nuisance each: the networks of all others are not evaluated, and nothing else changes.
    @Test(arguments: BijectionCatalogue.residuals)
    func whatMultipliesANuisanceAtItsCenterIsLeftOut(_ entry: BijectionCatalogue.Entry) throws {
        let map = entry.map
        var sample = EventSample(entry.bijection)
        guard let layer = map.residualLayers.first else { return }
        // Events 0-15 at the center, 16-39 with the first nuisance moved, all others with the last one.
        for k in layer.centers.indices {
            for event in 0..<sample.count {
                let isMoved = event >= 16 && (event < 40) == (k == 0) && (k == 0 || k == layer.centers.count - 1)
                if !isMoved { sample.nuisances[k * sample.count + event] = layer.centers[k] }
            }
        }
        let loss = LinearLoss(sample)
        func outcome(_ use: PreparedUse) -> (features: [Float], gradient: [Float], parameters: [Float]) {
            let arena = Arena.usedBefore()
            let conditions = sample.conditions(arena: arena)
            let tape = Tape()
            let gradient = ParameterBuffer(count: map.parameters.count)
            let prepared = map.bijection.prepare(
                conditions.context, features: nil, parameters: map.parameters, use: use, arena: arena)
            let output = map.bijection.forward(
                sample.matrix(sample.features, arena: arena), nuisances: conditions.nuisances, prepared: prepared,
                parameters: map.parameters, logDet: arena.zeros(rows: 1, columns: sample.count), tape: tape,
                arena: arena)
            let features = output.array()
            let featureGradient = map.bijection.backward(
                outputGradient: sample.matrix(loss.output, arena: arena),
                logDetGradient: sample.matrix(loss.logDet, arena: arena), prepared: prepared, into: .none,
                parameters: map.parameters, parameterGradient: gradient, tape: tape, arena: arena)
            map.bijection.finishBackward(
                prepared, into: .none, parameters: map.parameters, parameterGradient: gradient, arena: arena)
            return (features, featureGradient.array(), gradient.values)
        }
        let (whole, within) = (outcome(.once), outcome(.onceWithinTemplates))
        #expect(within.features == whole.features)
        #expect(zip(within.gradient, whole.gradient).allSatisfy { abs($0 - $1) < 1e-5 * (1 + abs($1)) })
        let scale = whole.parameters.reduce(Float(1)) { max($0, abs($1)) }
        #expect(zip(within.parameters, whole.parameters).allSatisfy { abs($0 - $1) < 2e-5 * scale })
    }
}
