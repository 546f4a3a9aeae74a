import FlowKernels
import Flows
import Foundation
import Inference
import Report
import Samples

/// How far a fitted T is from the identity on the data, and how much of that its statistical noise gives.
///
/// T depends on the class, which data do not show: every event counts as each class by its probability, given all that is
/// observed of it.
struct TransferDisplacement: ResultGroup {
    let events: Int
    let displacement: Double
    let noise: Double?
    let excess: Double?
    let overNoise: Double?

    static let meanings = [
        "events": "Events of the data that it was measured on, up to 50 000.",
        "displacement":
            "How far T moves a score, in units of that score's spread in the data: root mean square over events and scores.",
        "noise":
            "The same of the statistical noise of T, from the members' scatter about their mean; absent without two "
            + "members.",
        "excess":
            "What is left beyond the noise, √(displacement² − noise²), 0 where that is negative; absent likewise.",
        "over-noise": "displacement/noise: about 1 of a T that is the identity except for its noise; absent likewise.",
    ]

    private static let mostEvents = 50_000

    /// - Parameters:
    ///   - transfer: T of the nominal fit, which is not part of `mixture`.
    ///   - members: T of the members.
    ///   - nuisances: ν̂ of the nominal fit, all of them.
    ///   - theta: θ̂ likewise.
    init(
        _ transfer: TransportMap, members: [TransportMap], mixture: Mixture, nuisances: [Double], theta: [Double],
        sample: any EventSample, workers: Workers
    ) {
        let schema = sample.schema
        let data = Self.thinned(sample.data)
        let scores = data.y.map { $0.map(Double.init) }
        let x = data.x.map { $0.map(Double.init) }
        let fractions = mixture.logFractions(theta)
        let features = FlowEvaluation(schema: schema, density: .features, nuisances: nuisances, workers: workers)
        let conditional = FlowEvaluation(schema: schema, density: .scores, nuisances: nuisances, workers: workers)
        let maps = FlowEvaluation(schema: schema, density: .scores, workers: workers)
        var logs: [[Double]] = []
        // Sums over classes, shape [classes, events]: of T, and of the scatter of the members.
        var (moved, scattered) = ([[Double]](), [[Double]]())
        let deviations = scores.map(Self.deviation)
        for kind in schema.classes.indices {
            let classes = Array(repeating: UInt8(kind), count: data.count)
            let points = ConditionedPoints(values: scores, classes: classes, x: x)
            let kinematics = features.logDensities(
                mixture.kinematics, ConditionedPoints(values: x, classes: classes, x: x))
            let score = conditional.logDensities(mixture.score.preceded(by: transfer), points)
            logs.append(zip(kinematics, score).map { fractions[kind] + $0 + $1 })
            func squares(_ from: [[Double]], _ to: [[Double]]) -> [Double] {
                (0..<data.count).map { event in
                    deviations.indices.reduce(0.0) { sum, row in
                        let step = (to[row][event] - from[row][event]) / deviations[row]
                        return sum + step * step / Double(deviations.count)
                    }
                }
            }
            moved.append(squares(scores, maps.forward(transfer, points)))
            guard members.count > 1 else { continue }
            let found = members.map { maps.forward($0, points) }
            let mean = scores.indices.map { row in
                (0..<data.count).map { event in
                    found.reduce(0.0) { $0 + $1[row][event] } / Double(members.count)
                }
            }
            scattered.append(
                found.map { squares(mean, $0) }.reduce(Array(repeating: 0, count: data.count)) { sum, member in
                    zip(sum, member).map { $0 + $1 / Double(members.count - 1) }
                })
        }
        let weights = data.weights?.map(Double.init)
        let displacement = Self.rootMean(moved, logs, weights)
        let noise = members.count > 1 ? Self.rootMean(scattered, logs, weights) : nil
        events = data.count
        self.displacement = displacement
        self.noise = noise
        excess = noise.map { max(0, displacement * displacement - $0 * $0).squareRoot() }
        overNoise = noise.flatMap { $0 > 0 ? displacement / $0 : nil }
    }

    /// One in this many events, because those of a class may stand together.
    private static func thinned(_ data: SampleEvents) -> SampleEvents {
        let places = Array(stride(from: 0, to: data.count, by: max(1, (data.count + mostEvents - 1) / mostEvents)))
        func kept(_ column: [Float]) -> [Float] { places.map { column[$0] } }
        return SampleEvents(x: data.x.map(kept), y: data.y.map(kept), weights: data.weights.map(kept))
    }

    /// √ of the mean over events, each as every class by its probability.
    ///
    /// - Parameter logs: ln of the joint density of event and class, shape [classes, events].
    private static func rootMean(_ squares: [[Double]], _ logs: [[Double]], _ weights: [Double]?) -> Double {
        var (sum, total) = (0.0, 0.0)
        for event in logs[0].indices {
            let largest = logs.reduce(-Double.infinity) { max($0, $1[event]) }
            let shares = logs.map { exp($0[event] - largest) }
            let mean = zip(shares, squares).reduce(0.0) { $0 + $1.0 * $1.1[event] } / shares.reduce(0, +)
            let weight = weights?[event] ?? 1
            sum += weight * mean
            total += weight
        }
        return (sum / total).squareRoot()
    }

    /// The standard deviation; 1 where all values are the same.
    private static func deviation(_ values: [Double]) -> Double {
        let mean = values.reduce(0, +) / Double(values.count)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
        return variance > 0 ? variance.squareRoot() : 1
    }
}
