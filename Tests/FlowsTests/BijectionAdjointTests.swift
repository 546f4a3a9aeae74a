import FlowKernels
import Flows
import RandomStreams
import Testing

/// The hand-written adjoints of every bijection in the ``BijectionCatalogue``.
@Suite struct BijectionAdjointTests {
    typealias Entry = BijectionCatalogue.Entry

    /// What a gradient can be taken in.
    enum Variable: String, CaseIterable {
        case features, context, nuisances, parameters

        func gradient(_ gradient: LinearLoss.Gradient) -> [Float] {
            switch self {
            case .features: gradient.features
            case .context: gradient.context
            case .nuisances: gradient.nuisances
            case .parameters: gradient.parameters
            }
        }

        /// Where the rounding of float32, ~1e-6/step, and the curvature along a direction balance: a step in all
        /// parameters at once bends much more than one in the few inputs of an event.
        var step: Float {
            switch self {
            case .features, .context: 1.0 / 4096
            case .nuisances: 1.0 / 1024
            case .parameters: 1.0 / 16384
            }
        }

        /// The map and its events after a step along `direction`.
        func moved(_ map: TransportMap, _ sample: EventSample, by step: Float, along direction: [Float])
            -> (TransportMap, EventSample)
        {
            func moved(_ values: [Float]) -> [Float] { zip(values, direction).map { $0 + step * $1 } }
            var sample = sample
            switch self {
            case .features: sample.features = moved(sample.features)
            case .context: sample.context = moved(sample.context)
            case .nuisances: sample.nuisances = moved(sample.nuisances)
            case .parameters:
                return (
                    TransportMap(map.bijection, parameters: ParameterBuffer(moved(map.parameters.values))), sample
                )
            }
            return (map, sample)
        }
    }

    /// Every entry with the variables that it depends on.
    static let cases: [(Entry, Variable)] = BijectionCatalogue.all.flatMap { entry in
        let bijection = entry.bijection
        var variables: [Variable] = [.features]
        if bijection.contextCount > 0 { variables.append(.context) }
        if bijection.nuisanceCount > 0 { variables.append(.nuisances) }
        if bijection.layout.count > 0 { variables.append(.parameters) }
        return variables.map { (entry, $0) }
    }

    /// The derivative along random directions, whose signs follow the gradient so that no event's share cancels
    /// another's: rounding and the kinks of rectified units and knots then average out over the events.
    @Test(arguments: cases) func agreesWithCentralDifferences(_ entry: Entry, _ variable: Variable) {
        let map = entry.map
        let sample = EventSample(entry.bijection, count: 512)
        let loss = LinearLoss(sample)
        let gradient = variable.gradient(loss.gradient(map, sample))
        for index in 0..<3 {
            var stream = RandomStream(seed: 17, purpose: "direction", index: UInt64(index))
            let direction = gradient.map { ($0 < 0 ? -1 : 1) * Float(stream.uniform()) }
            let derivative = zip(gradient, direction).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
            let ahead = variable.moved(map, sample, by: variable.step, along: direction)
            let behind = variable.moved(map, sample, by: -variable.step, along: direction)
            let slope = (loss.value(ahead.0, ahead.1) - loss.value(behind.0, behind.1)) / Double(2 * variable.step)
            #expect(derivative > 1)
            #expect(abs(slope - derivative) < 5e-3 * derivative)
        }
    }

    @Test(arguments: BijectionCatalogue.all) func addsToTheGradientsThatAccumulate(_ entry: Entry) {
        let map = entry.map
        let sample = EventSample(entry.bijection)
        let loss = LinearLoss(sample)
        let fresh = loss.gradient(map, sample)
        let added = loss.gradient(map, sample, start: 1)
        #expect(added.features == fresh.features)
        for variable in [Variable.context, .nuisances, .parameters] {
            for (one, other) in zip(variable.gradient(added), variable.gradient(fresh)) {
                #expect(abs(one - 1 - other) < 1e-5 * (1 + abs(other)))
            }
        }
    }

    @Test(arguments: BijectionCatalogue.all) func givesTheSameFeatureGradientWhenFrozen(_ entry: Entry) {
        let map = entry.map
        let sample = EventSample(entry.bijection)
        let loss = LinearLoss(sample)
        #expect(loss.gradient(map, sample, frozen: true).features == loss.gradient(map, sample).features)
    }
}
