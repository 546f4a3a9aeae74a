import Flows
import Foundation
import Report
import Samples
import Statistics

/// Whether the probabilities of one class hold: of held-out events of all classes that densities and yields give the probability
/// p of it, a share p belongs to it.
///
/// With ln p off by a common factor of the odds they still do: how many events a class has is a matter of yields. The divergence
/// is a part of the densities' gaps, by the chain rule: what is lost in telling the classes apart.
struct ClassCalibration: ResultGroup {
    let divergence: Double
    let error: Double
    let pValue: Double
    let predicted: [Double]
    let observed: [Double]
    let deviations: [Double]

    static let meanings = [
        "divergence":
            "(χ² − degrees)/2N_eff, which estimates the Kullback–Leibler divergence of predicted from true probabilities, in nats an "
            + "event; NaN where events are too few, or all but certain.",
        "error": "Its standard error.", "p-value": "P(χ² or more) where the probabilities hold.",
        "predicted": "Mean predicted probability, by bin.", "observed": "The share that belongs to the class, by bin.",
        "deviations": "The standard deviation of that share, if the probabilities hold, by bin.",
    ]
    static let errors = ["divergence": "error"]

    init(_ test: CalibrationTest) {
        divergence = test.divergence
        error = test.divergenceError
        pValue = test.pValue
        predicted = test.bins.map(\.predicted)
        observed = test.bins.map(\.observed)
        deviations = test.bins.map(\.error)
    }

    /// p(c|x) or p(c|x,y).
    static func symbol(_ density: ConditionalDensity) -> String { density == .features ? "p(c|x)" : "p(c|x,y)" }
}

extension DensityDiagnosis {
    /// The calibration of the probabilities of every class at one point of the sample, in the order of the schema.
    ///
    /// The probabilities follow from p(x|c), from p(y|x,c) if that density is tested, and from the sum of weights of
    /// each class.
    ///
    /// - Returns: nil with one class, and for p(y|x,c) without p(x|c).
    func calibrations(at place: Int) -> [ClassCalibration]? {
        let schema = sample.schema
        let flows = (trained.density == .scores ? [features, trained] : [trained]).compactMap(\.self)
        guard schema.classes.count > 1, flows.contains(where: { $0.density == .features }) else { return nil }
        let events = events(at: place)
        let classes = events.conditioned(trained.density).classes.map(Int.init)
        let weights = events.weights?.map(Double.init)
        let logs = schema.classes.indices.map { kind in
            flows.map { logDensities($0, of: events, as: kind, at: place) }.reduce(
                [Double](repeating: 0, count: classes.count)
            ) {
                zip($0, $1).map(+)
            }
        }
        let sound = classes.indices.filter { event in logs.allSatisfy { $0[event].isFinite } }
        var yields = [Double](repeating: 0, count: schema.classes.count)
        for event in sound { yields[classes[event]] += weights?[event] ?? 1 }
        let present = yields.indices.filter { yields[$0] > 0 }
        let probabilities = sound.map { event -> [Double] in
            let largest = present.map { logs[$0][event] }.max() ?? 0
            let terms = yields.indices.map { max(0, yields[$0]) * exp(logs[$0][event] - largest) }
            let total = terms.reduce(0, +)
            return terms.map { $0 / total }
        }
        return yields.indices.map { kind in
            ClassCalibration(
                CalibrationTest(
                    probabilities: probabilities.map { min(1, max(0, $0[kind])) },
                    outcomes: sound.map { classes[$0] == kind },
                    weights: weights.map { weights in sound.map { weights[$0] } }))
        }
    }

    /// ln p of all events, as if each were of one class.
    private func logDensities(
        _ flow: TrainedFlow, of events: SampleEvents, as kind: Int, at place: Int
    ) -> [Double] {
        let points = events.conditioned(flow.density)
        let evaluation = FlowEvaluation(
            schema: sample.schema, density: flow.density, nuisances: sample.points[place].values(of: flow.nuisances),
            workers: workers)
        return evaluation.logDensities(
            flow.flow,
            ConditionedPoints(
                values: points.values, classes: Array(repeating: UInt8(kind), count: points.count), x: points.x))
    }
}
