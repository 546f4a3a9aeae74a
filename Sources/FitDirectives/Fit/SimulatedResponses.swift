import FlowKernels
import Flows
import Inference
import Samples

/// What the densities of a fit make of simulated events: the score of the mixture at ν̂, where their response to ν moves the
/// events.
///
/// What a density learnt at ν_t it has in the coordinates of its base flow, and shows elsewhere where its residual R takes it:
/// an event x counts at ν̂ as x′ = R⁻¹(R(x; ν_t); ν̂) does, and scores y in the same way under x′. To first order in what
/// ν does this is the event where it was, with the ratio of the densities as its weight; but no event gets a large weight.
struct SimulatedResponses {
    let mixture: Mixture
    /// Those whose response to ν counts.
    let densities: [(density: ConditionalDensity, flow: Flow)]
    let schema: SampleSchema
    /// ν̂ of all shapes.
    let nuisances: [Double]
    let score: IntensityScore
    let workers: Workers

    /// What they make of the events of one source.
    struct Source {
        let weights: [Double]
        /// S of the events as each use moves them, shape [profiled, events].
        let uses: [(use: TaughtSimulation.Use, scores: [[Double]])]

        /// E_c[S] at ν̂, shape [profiled]; nil if no base flow was trained on these events.
        var meanScore: [Double]? {
            guard let base = uses.first(where: \.use.isBase) else { return nil }
            let total = weights.reduce(0, +)
            return base.scores.map { row in zip(row, weights).reduce(0) { $0 + $1.0 * $1.1 } / total }
        }

        /// N_c Σ L S, shape [profiled, events].
        ///
        /// - Parameters:
        ///   - expected: N_c.
        ///   - profiled: how many nuisances.
        func responses(expected: Double, profiled: Int) -> [[Double]] {
            let none = [Double](repeating: 0, count: weights.count)
            return (0..<profiled).map { k in
                uses.reduce(none) { sum, own in
                    zip(sum, own.scores[k]).map { $0 + expected * own.use.weight * $1 }
                }
            }
        }
    }

    /// - Parameter given: the number of first events of the source to use.
    /// - Throws: `TaughtSimulation.Unknown` where their weights cancel.
    /// - Complexity: O(given · points · classes) evaluations of the densities with their gradients.
    func source(_ taught: TaughtSimulation.Taught, given: Int) throws -> Source {
        let events = taught.events.events.only(Array(0..<given))
        let weights = events.weights?.map(Double.init) ?? Array(repeating: 1, count: given)
        guard weights.reduce(0, +) > 0 else {
            throw TaughtSimulation.Unknown(
                reason: "negative weights cancel among the first \(given) simulated events of a class in "
                    + "'\(taught.source.cell)'")
        }
        // Without scores that count, those of the events are not looked at.
        let (x, y) = (events.x.map { $0.map(Double.init) }, events.y.map { $0.map(Double.init) })
        let start = Places(eventClass: taught.events.eventClass, x: x, y: y)
        return Source(weights: weights, uses: taught.uses.map { ($0, scores(moved(start, from: $0.nuisances))) })
    }

    /// Events of one class, column by column.
    private struct Places {
        let eventClass: Int
        var x: [[Double]]
        var y: [[Double]]

        /// The events as points of a density's space, under a class that may differ from their own.
        func points(_ density: ConditionalDensity, as eventClass: Int) -> ConditionedPoints {
            let values = density == .features ? x : y
            return ConditionedPoints(
                values: values, classes: Array(repeating: UInt8(eventClass), count: values[0].count), x: x)
        }
    }

    /// Where the densities move events from one ν to ν̂, features before scores.
    private func moved(_ start: Places, from place: [Double]) -> Places {
        guard place != nuisances else { return start }
        var end = start
        for (density, flow) in densities {
            guard let map = flow.maps.first, !map.residualLayers.isEmpty else { continue }
            let base = evaluation(density, at: place).forward(map, start.points(density, as: start.eventClass))
            let there = end.points(density, as: start.eventClass).replacing(values: base)
            let values = evaluation(density, at: nuisances).inverse(map, there)
            if density == .features { end.x = values } else { end.y = values }
        }
        return end
    }

    /// S, shape [profiled, events].
    private func scores(_ places: Places) -> [[Double]] {
        let classes = 0..<mixture.classes
        return score.values(
            logDensities: classes.map { logDensities(places, as: $0) },
            gradients: classes.map { gradients(places, as: $0) })
    }

    /// ln p_c of all densities together at ν̂, shape [events].
    private func logDensities(_ places: Places, as eventClass: Int) -> [Double] {
        let each = densities.map { density, flow in
            evaluation(density, at: nuisances).logDensities(flow, places.points(density, as: eventClass))
        }
        return each.dropFirst().reduce(each[0]) { zip($0, $1).map(+) }
    }

    /// ∂ ln p_c/∂ν of all densities together at ν̂, shape [nuisances, events].
    private func gradients(_ places: Places, as eventClass: Int) -> [[Double]] {
        // No flow responds to anything.
        guard !nuisances.isEmpty else { return [] }
        let each = densities.map { density, flow in
            evaluation(density, at: nuisances).nuisanceGradients(flow, places.points(density, as: eventClass))
        }
        return each.dropFirst().reduce(each[0]) { zip($0, $1).map { zip($0, $1).map(+) } }
    }

    private func evaluation(_ density: ConditionalDensity, at nuisances: [Double]) -> FlowEvaluation {
        FlowEvaluation(schema: schema, density: density, nuisances: nuisances, workers: workers)
    }
}
