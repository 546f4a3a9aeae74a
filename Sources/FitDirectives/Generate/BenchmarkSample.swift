import FlowKernels
import Flows
import Foundation
import RandomStreams
import Report
import SyntheticBenchmark
import Training

/// Events of the benchmark as a recipe: which model, where in nuisance space, how many, from which seed.
///
/// Every event is a pure function of the recipe and its index, so that millions of training events need no storage.
struct BenchmarkSample: Codable, Sendable {
    let settings: BenchmarkSettings
    let points: [BenchmarkNuisances]
    /// Events at every point.
    let events: Int
    /// Whether the score carries the data's distortion.
    let distorted: Bool
    private let seedDigits: SeedDigits
    var seed: UInt64 { seedDigits.value }

    init(
        settings: BenchmarkSettings, points: [BenchmarkNuisances], events: Int, distorted: Bool, seed: UInt64
    ) {
        self.settings = settings
        self.points = points
        self.events = events
        self.distorted = distorted
        seedDigits = SeedDigits(value: seed)
    }

    var model: BenchmarkModel { BenchmarkModel(settings: settings) }
    var nuisances: [BenchmarkNuisance] { settings.nuisances }

    /// The same recipe at other points.
    func at(_ points: [BenchmarkNuisances]) -> BenchmarkSample {
        BenchmarkSample(settings: settings, points: points, events: events, distorted: distorted, seed: seed)
    }

    /// Independent events of the same kind: for training, validation, or the sample itself.
    func key(point: Int, purpose: RandomPurpose = .benchmarkEvents) -> RandomKey {
        RandomKey(seed: seed &+ UInt64(point) &* 0x9E37_79B9_7F4A_7C15, purpose: purpose)
    }

    /// All events of one point.
    func materialized(point: Int = 0) -> BenchmarkEvents {
        var result = BenchmarkEvents(count: events)
        model.fill(&result, from: 0, at: points[point], distorted: distorted, key: key(point: point))
        return result
    }

    /// What brings the features of a density to where splines act, within ±5, from the first events of every point:
    /// about the mean, in units of the deviation, or of a quarter of the largest distance where that is more.
    ///
    /// One class may be wider than all together; its tails must not leave the splines' box.
    func standardization(of density: BenchmarkDensity) -> Standardization {
        let count = min(events, max(1, 100_000 / points.count))
        let samples = points.indices.map { point in
            var sample = BenchmarkEvents(count: count)
            model.fill(&sample, from: 0, at: points[point], distorted: distorted, key: key(point: point))
            return sample
        }
        let features = density == .kinematics ? [\BenchmarkEvents.x0, \.x1] : [\.y0, \.y1]
        let moments = features.map { feature in
            let values = samples.flatMap { $0[keyPath: feature] }.map(Double.init)
            let mean = values.reduce(0, +) / Double(values.count)
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
            let farthest = values.reduce(0) { max($0, abs($1 - mean)) }
            return (mean: mean, scale: max(variance.squareRoot(), farthest / 4))
        }
        // A single event has no width.
        return Standardization(
            means: moments.map { Float($0.mean) }, scales: moments.map { $0.scale > 1e-6 ? Float($0.scale) : 1 })
    }

    static func read(_ reference: CellReference, _ context: RunContext) throws -> BenchmarkSample {
        try context.result(GenerateDirective.self, of: reference).recipe
    }
}

/// A seed as text: a JSON number does not hold all of its 64 bits.
private struct SeedDigits: ShapedResult {
    let value: UInt64

    static let shape = ResultShape.leaf(.text([]))
    static let example = SeedDigits(value: 0)

    init(value: UInt64) { self.value = value }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let digits = try container.decode(String.self)
        guard let value = UInt64(digits) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(digits)' is no seed")
        }
        self.value = value
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(String(value))
    }
}

/// Which conditional density of the benchmark a flow is for.
enum BenchmarkDensity: String, OptionChoice, Codable {
    /// p(x|c): kinematics given the class.
    case kinematics
    /// p(y|x, c): scores given kinematics and class.
    case score

    static let classes = BenchmarkClass.allCases.count
    var features: Int { 2 }
    var contextCount: Int { self == .kinematics ? Self.classes : Self.classes + 2 }
    /// What the inputs of a model of this density are called.
    func names(nuisances: [BenchmarkNuisance] = []) -> ModelNames {
        let classes = BenchmarkClass.allCases.map { "\($0)" }
        return ModelNames(
            features: self == .kinematics ? ["x0", "x1"] : ["y0", "y1"],
            context: self == .kinematics ? classes : classes + ["x0", "x1"], nuisances: nuisances.map(\.rawValue))
    }

    /// As written in captions.
    var symbol: String { self == .kinematics ? "p(x|c)" : "p(y|x,c)" }
}

/// The events of a sample as a flow of one density sees them; every point of the sample has an equal share of a batch.
struct BenchmarkEventSource: EventSource {
    let sample: BenchmarkSample
    let density: BenchmarkDensity
    let nuisances: [BenchmarkNuisance]
    let batchSize: Int
    var purpose: RandomPurpose = .benchmarkEvents

    static let validation: RandomPurpose = "validation events"
    /// Those that say which weights of a training are kept.
    static let selection: RandomPurpose = "selection events"

    func fill(_ chunk: EventChunk, step: Int, positions: Range<Int>) {
        forEachRun(step: step, positions: positions) { run, events in
            for offset in 0..<events.count {
                let column = run.column + offset
                let kind = Int(events.classes[offset])
                chunk.context[kind, column] = 1
                switch density {
                case .kinematics:
                    chunk.features[0, column] = events.x0[offset]
                    chunk.features[1, column] = events.x1[offset]
                case .score:
                    chunk.context[BenchmarkDensity.classes, column] = events.x0[offset]
                    chunk.context[BenchmarkDensity.classes + 1, column] = events.x1[offset]
                    chunk.features[0, column] = events.y0[offset]
                    chunk.features[1, column] = events.y1[offset]
                }
                chunk.weights[0, column] = 1
                if let matrix = chunk.nuisances {
                    for (row, nuisance) in nuisances.enumerated() {
                        matrix[row, column] = Float(sample.points[run.point][nuisance])
                    }
                }
            }
        }
    }

    /// The true log density of the first events of batch 0, event by event, in nats.
    func trueLogDensities(events count: Int) -> [Double] {
        var result: [Double] = []
        result.reserveCapacity(count)
        let model = sample.model
        forEachRun(step: 0, positions: 0..<count) { run, events in
            let nu = sample.points[run.point]
            for offset in 0..<events.count {
                let kind = BenchmarkClass.allCases[Int(events.classes[offset])]
                switch density {
                case .kinematics: result.append(model.logDensityX(events.x(offset), kind, at: nu))
                case .score:
                    result.append(
                        model.logDensityY(
                            events.y(offset), x: events.x(offset), kind, at: nu, distorted: sample.distorted))
                }
            }
        }
        return result
    }

    /// The mean entropy of the true density at the events of batch 0, in nats: exact but for the choice of events.
    ///
    /// Both densities are normal distributions for a given class (and x); that of p(x|c) does not depend on the event.
    func trueEntropy(events count: Int) -> Double {
        let model = sample.model
        var sum = 0.0
        forEachRun(step: 0, positions: 0..<count) { run, events in
            let nu = sample.points[run.point]
            for offset in 0..<events.count {
                let kind = BenchmarkClass.allCases[Int(events.classes[offset])]
                let x = events.x(offset)
                let normal = density == .kinematics ? model.kinematics(kind, at: nu) : model.score(x, kind, at: nu)
                sum += 1 + log(2 * .pi) + log(normal.cholesky.l00 * normal.cholesky.l11)
                if density == .score, sample.distorted { sum += model.distortion(x, kind, at: nu).logDeterminant }
            }
        }
        return sum / Double(count)
    }

    /// The point that an event of batch 0 was generated at.
    func point(position: Int) -> Int { (0..<sample.points.count).last { position >= start($0) } ?? 0 }

    private struct Run {
        let point: Int
        /// Column of the first event in the chunk.
        let column: Int
    }

    private func start(_ point: Int) -> Int { point * batchSize / sample.points.count }

    /// Cuts positions into runs of consecutive events of one point; the sample is walked through again when it ends.
    private func forEachRun(step: Int, positions: Range<Int>, _ body: (Run, BenchmarkEvents) -> Void) {
        let model = sample.model
        for point in sample.points.indices {
            let share = start(point)..<start(point + 1)
            var range = positions.clamped(to: share)
            while !range.isEmpty {
                let first = (step * share.count + range.lowerBound - share.lowerBound) % sample.events
                let count = min(range.count, sample.events - first)
                var events = BenchmarkEvents(count: count)
                model.fill(
                    &events, from: UInt64(first), at: sample.points[point], distorted: sample.distorted,
                    key: sample.key(point: point, purpose: purpose))
                body(Run(point: point, column: range.lowerBound - positions.lowerBound), events)
                range = range.lowerBound + count..<range.upperBound
            }
        }
    }
}
