import FlowKernels
import Flows
import TestSupport
import Testing

/// What holds for the jets of every bijection.
@Suite struct TaylorLawTests {
    /// Two passes over the same events: forwards with random jets of features and ν, and the adjoint.
    @Test(arguments: BijectionCatalogue.all)
    func firstDerivativesAreThoseOfTheAdjoint(_ entry: BijectionCatalogue.Entry) {
        let (map, sample) = (entry.map, EventSample(entry.bijection))
        let arena = Arena.usedBefore()
        let conditions = sample.conditions(arena: arena)
        let (n, features, nuisances) = (sample.count, entry.bijection.features, entry.bijection.nuisanceCount)
        let v = sample.matrix(sample.features, arena: arena)
        let jets = arena.matrix(rows: features, columns: 2 * n)
        jets.copy(from: EventSample.pattern(jets.count, phase: 0.3))
        let direction = EventSample.pattern(nuisances, phase: 1.1)
        let logDet = TaylorMatrix.zeros(rows: 1, columns: n, directions: 1, arena: arena)
        let output = entry.bijection.forwardTaylor(
            TaylorMatrix(value: v, jets: jets), TaylorConditions(conditions, directions: [direction]),
            parameters: map.parameters, logDet: logDet, arena: arena)

        let tape = Tape()
        let total = arena.zeros(rows: 1, columns: n)
        let value = entry.bijection.forward(
            v, conditions, parameters: map.parameters, logDet: total, tape: tape, arena: arena)
        #expect(largestDifference(output.value.array(), value.array()) < 1e-4)
        #expect(largestDifference(logDet.value.array(), total.array()) < 1e-4)

        let outputGradient = arena.matrix(rows: features, columns: n)
        outputGradient.copy(from: EventSample.pattern(outputGradient.count, phase: 2))
        let logDetGradient = arena.matrix(rows: 1, columns: n)
        logDetGradient.copy(from: EventSample.pattern(n, phase: 3))
        let weights = (outputGradient.array(), logDetGradient.array())
        let nuisanceGradient = conditions.nuisances.map { arena.zeros(rows: $0.rows, columns: n) }
        let featureGradient = entry.bijection.backward(
            outputGradient: outputGradient, logDetGradient: logDetGradient,
            into: ConditionGradients(nuisances: nuisanceGradient), parameters: map.parameters,
            parameterGradient: nil, tape: tape, arena: arena)
        for event in 0..<n {
            var forwards = Double(weights.1[event]) * Double(logDet.first(row: 0, direction: 0)?[0, event] ?? 0)
            var backwards = 0.0
            for row in 0..<features {
                forwards +=
                    Double(weights.0[row * n + event])
                    * Double(output.first(row: row, direction: 0)?[0, event] ?? 0)
                backwards += Double(featureGradient[row, event]) * Double(jets[row, event])
            }
            for k in 0..<nuisances {
                backwards += Double(nuisanceGradient?[k, event] ?? 0) * Double(direction[k])
            }
            #expect(abs(forwards - backwards) < 1e-4 * max(1, abs(backwards)), "event \(event)")
        }
    }

    /// Of one layer at features that do not move: a polynomial in ν, without the kinks that y″ of ELU has in networks.
    @Test(arguments: BijectionCatalogue.residuals.filter { $0.map.residualLayers.count == 1 })
    func secondDerivativesAreDifferencesOfFirstOnes(_ entry: BijectionCatalogue.Entry) {
        let (map, sample) = (entry.map, EventSample(entry.bijection))
        let direction = EventSample.pattern(entry.bijection.nuisanceCount, phase: 0.6)
        let arena = Arena.usedBefore()
        /// Of every feature and then of the log-determinant, shape [features + 1, events].
        func derivatives(at step: Float) -> (first: [Float], second: [Float]) {
            var sample = sample
            for index in sample.nuisances.indices { sample.nuisances[index] += step * direction[index / sample.count] }
            let logDet = TaylorMatrix.zeros(rows: 1, columns: sample.count, directions: 1, arena: arena)
            let output = entry.bijection.forwardTaylor(
                TaylorMatrix(value: sample.matrix(sample.features, arena: arena), jets: nil),
                TaylorConditions(sample.conditions(arena: arena), directions: [direction]),
                parameters: map.parameters, logDet: logDet, arena: arena)
            let rows = (0..<output.rows).map { (output, $0) } + [(logDet, 0)]
            func all(_ part: (TaylorMatrix, Int) -> Matrix?) -> [Float] {
                rows.flatMap { part($0.0, $0.1)?.array() ?? [] }
            }
            return (all { $0.first(row: $1, direction: 0) }, all { $0.second(row: $1, direction: 0) })
        }
        let step: Float = 1.0 / 128
        let (behind, here, ahead) = (derivatives(at: -step), derivatives(at: 0), derivatives(at: step))
        #expect(here.second.count == (entry.bijection.features + 1) * sample.count)
        for (index, second) in here.second.enumerated() {
            let difference = (ahead.first[index] - behind.first[index]) / (2 * step)
            let scale = 1 + abs(second) + abs(here.first[index])
            #expect(abs(difference - second) < 2e-3 * scale, "number \(index)")
        }
    }

    @Test func mapsWithoutNuisancesLeaveConstantsConstant() {
        let arena = Arena.usedBefore()
        for entry in BijectionCatalogue.all where entry.bijection.nuisanceCount == 0 {
            let sample = EventSample(entry.bijection)
            let logDet = TaylorMatrix.zeros(rows: 1, columns: sample.count, directions: 1, arena: arena)
            let output = entry.bijection.forwardTaylor(
                TaylorMatrix(value: sample.matrix(sample.features, arena: arena), jets: nil),
                TaylorConditions(sample.conditions(arena: arena), directions: [[]]),
                parameters: entry.map.parameters, logDet: logDet, arena: arena)
            let expected = sample.forward(entry.map)
            #expect(output.jets == nil && output.value.array() == expected.features)
            #expect(logDet.value.array() == expected.logDet)
            #expect(logDet.jets?.array().allSatisfy { $0 == 0 } == true)
        }
    }
}

extension EventSample {
    /// Numbers of size one without a pattern that a mistake could share.
    static func pattern(_ count: Int, phase: Float) -> [Float] {
        (0..<count).map { index in
            let x = Float(index) * 0.754_877_7 + phase
            return 2 * (x - x.rounded(.down)) - 1
        }
    }
}
