import FlowKernels
import Flows
import Inference
import RandomStreams
import Training

/// The networks at the sizes of arXiv:2602.13184, with random weights. The time depends on them
/// through the units that are off.
struct PaperModel {
    let classes = 2
    let features: Int
    let nuisances: Int
    let kinematics: TransportMap
    let kinematicResidual: TransportMap
    let score: TransportMap
    let scoreResidual: TransportMap
    let transfers: [TransportMap]

    /// - Parameters:
    ///   - features: of x and of y, each.
    ///   - members: how many T_b.
    init(features: Int = 2, nuisances: Int = 2, members: Int = 1) {
        self.features = features
        self.nuisances = nuisances
        let context = classes + features
        func spline(_ context: Int, _ transforms: Int, _ bins: Int, _ hidden: [Int], descending: Bool = false)
            -> any Bijection
        {
            NeuralSplineFlow.autoregressive(
                features: features, contextCount: context, transforms: transforms, bins: bins, hidden: hidden,
                descendingFirst: descending)
        }
        func residual(_ context: Int, _ layers: Int, _ hidden: [Int]) -> any Bijection {
            FactorizableResidual.polynomial(
                features: features, contextCount: context, layers: layers,
                centers: Array(repeating: 0, count: nuisances), scales: Array(repeating: 1, count: nuisances),
                hidden: hidden)
        }
        kinematics = TransportMap(initializing: spline(classes, 2, 20, [128, 128, 128]), seed: 1)
        kinematicResidual = Self.shaken(TransportMap(initializing: residual(classes, 1, [128, 128]), seed: 2))
        score = TransportMap(initializing: spline(context, 3, 20, [128, 128, 128]), seed: 3)
        scoreResidual = Self.shaken(TransportMap(initializing: residual(context, 2, [128, 128, 128]), seed: 4))
        transfers = (0..<members).map {
            TransportMap(
                initializing: spline(context, 2, 16, [256, 256], descending: true), seed: UInt64(5 + $0))
        }
    }

    /// A residual that does something: its last layers start at zero.
    private static func shaken(_ map: TransportMap) -> TransportMap {
        var stream = RandomStream(seed: 11, purpose: "benchmark weights", index: 0)
        return TransportMap(
            map.bijection,
            parameters: ParameterBuffer(map.parameters.values.map { $0 + Float(0.02 * (stream.uniform() - 0.5)) }))
    }

    var nuisanceNames: [String] { (0..<nuisances).map { "nu\($0)" } }

    var mixture: Mixture {
        Mixture(
            kinematics: Flow([kinematicResidual, kinematics]), score: Flow([scoreResidual, score]),
            yields: Yields(nominal: Array(repeating: 1, count: classes)), nuisances: nuisanceNames)
    }

    /// The base flows alone.
    var nominalMixture: Mixture {
        Mixture(
            kinematics: Flow([kinematics]), score: Flow([score]),
            yields: Yields(nominal: Array(repeating: 1, count: classes)), nuisances: nuisanceNames)
    }

    /// Standard normal features.
    func data(events: Int) -> Dataset {
        func rows(_ purpose: RandomPurpose) -> [[Float]] {
            (0..<features).map { row in
                var stream = RandomStream(seed: UInt64(row), purpose: purpose, index: 0)
                return (0..<events).map { _ in Float(stream.normal()) }
            }
        }
        return Dataset(x: rows("benchmark x"), y: rows("benchmark y"))
    }
}

/// Random labelled events, as the peers draw them: everything standard normal.
struct NormalSource: EventSource {
    let classes: Int
    let key = RandomKey(seed: 17, purpose: "benchmark events")
    let batchSize: Int
    /// One nuisance moved in every event, by ±1, each in an equal share of a batch; otherwise all of them.
    var templates = false

    func fill(_ chunk: EventChunk, step: Int, positions: Range<Int>) {
        for (column, position) in positions.enumerated() {
            var stream = key.stream(UInt64(step * batchSize + position))
            chunk.context[stream.uniform(below: classes), column] = 1
            for row in classes..<chunk.context.rows { chunk.context[row, column] = Float(stream.normal()) }
            for row in 0..<chunk.features.rows { chunk.features[row, column] = Float(stream.normal()) }
            if let nuisances = chunk.nuisances {
                if templates {
                    let template = position * 2 * nuisances.rows / batchSize
                    nuisances[template / 2, column] = template % 2 == 0 ? 1 : -1
                } else {
                    for row in 0..<nuisances.rows { nuisances[row, column] = Float(stream.normal()) }
                }
            }
            chunk.weights[0, column] = 1
        }
    }
}
