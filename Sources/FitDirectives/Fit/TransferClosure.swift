import FlowKernels
import Flows
import Report
import Samples

/// How well a fitted T undoes the distortion of the scores, which is known.
struct TransferClosure {
    /// Mean distances over some events.
    struct Displacement {
        private(set) var events = 0
        private var sums = (before: 0.0, after: 0.0)

        /// Mean distance of a score in data from its value before the distortion, which T has to undo.
        var before: Double { sums.before / Double(events) }
        /// Mean distance of T(y) from that value: the remaining distortion. It includes the effect of ν̂ − ν_true on T.
        var after: Double { sums.after / Double(events) }

        fileprivate mutating func add(before: Double, after: Double) {
            events += 1
            sums.before += before
            sums.after += after
        }
    }

    /// Events of one class between two values of the first feature, since the distortion depends on x.
    struct Region {
        let eventClass: SampleSchema.EventClass
        let lower: Double
        let upper: Double
        fileprivate(set) var displacement = Displacement()
    }

    private(set) var all = Displacement()
    private(set) var regions: [Region]

    /// - Parameters:
    ///   - transfer: T, conditioned on the one-hot class and x; every event has its true class.
    ///   - truth: the truth of the distorted data.
    init(_ transfer: TransportMap, sample: any EventSample, truth: any Truth, workers: Workers) {
        let schema = sample.schema
        let events = sample.labelled()
        let scores = events.conditioned(.scores)
        let undistorted = truth.undistorted(scores, at: sample.points[0])
        let found = FlowEvaluation(schema: schema, density: .scores, workers: workers).forward(transfer, scores)
        let round = events.x.first.map { RoundCuts($0) }
        let cuts = round.map { [$0.middle - $0.step, $0.middle, $0.middle + $0.step] } ?? []
        let edges = [-Double.infinity] + cuts + [.infinity]
        regions = schema.classes.flatMap { eventClass in
            zip(edges, edges.dropFirst()).map { Region(eventClass: eventClass, lower: $0, upper: $1) }
        }
        for index in 0..<scores.count {
            let before = Self.distance(scores.values, undistorted, index)
            let after = Self.distance(found, undistorted, index)
            all.add(before: before, after: after)
            let first = scores.x.first?[index] ?? 0
            let region = Int(scores.classes[index]) * (edges.count - 1) + cuts.count { $0 <= first }
            regions[region].displacement.add(before: before, after: after)
        }
    }

    private static func distance(_ from: [[Double]], _ to: [[Double]], _ index: Int) -> Double {
        zip(from, to).reduce(0.0) { sum, rows in
            let step: Double = rows.0[index] - rows.1[index]
            return sum + step * step
        }.squareRoot()
    }
}

extension TransferClosure {
    /// As results hold it.
    struct Result: ResultGroup {
        let events: Int
        let before: Double
        let after: Double
        let left: Double
        let regions: ResultsByNumber<Regions, RegionResult>

        static let meanings = RegionResult.distances.merging([
            "regions": "The same by class and x₁, on which the distortion depends."
        ]) { $1 }
    }

    enum Regions: ResultNames { static let placeholder = "REGION" }

    struct RegionResult: ResultGroup {
        let `class`: String
        let x1From: Double?
        let x1To: Double?
        let events: Int
        let before: Double
        let after: Double
        let left: Double

        fileprivate static let distances = [
            "events": "How many events.",
            "before":
                "Mean distance of a score in data from its undistorted value: the distortion that T has to remove.",
            "after": "Mean distance of T(y) from the undistorted value: what remains.", "left": "after/before.",
        ]
        static let meanings = distances.merging([
            "class": "The true class.", "x1-from": "Least x₁, the first feature; absent for the lowest region.",
            "x1-to": "Largest x₁; absent for the highest region.",
        ]) { $1 }
    }

    var result: Result {
        Result(
            events: all.events, before: all.before, after: all.after, left: all.after / all.before,
            regions: ResultsByNumber(
                regions.map { region in
                    RegionResult(
                        class: region.eventClass.label, x1From: region.lower.isFinite ? region.lower : nil,
                        x1To: region.upper.isFinite ? region.upper : nil, events: region.displacement.events,
                        before: region.displacement.before, after: region.displacement.after,
                        left: region.displacement.after / region.displacement.before)
                }))
    }
}
