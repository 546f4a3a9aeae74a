import FlowKernels
import Flows
import Inference
import Report
import Samples

/// How far a density alone shifts ν̂ of a later fit of events of known class, at points of nuisance space.
struct ResponseBias: ResultGroup {
    let worst: ResultsByName<SampleNuisances, Worst>
    let sigmaPerEvent: ResultsByName<SampleNuisances, Double>
    let points: ResultsByNumber<BiasPoints, Point>

    static let meanings = [
        "worst": "The largest |bias| among the points, by nuisance.",
        "sigma-per-event":
            "σ of a nuisance from one event of known class, all others profiled, by the information of the density in the "
            + "mean over the points; that of N events is smaller by √N.",
        "points":
            "By point: templates, their corners and half-way points, 16 at most; of events that cannot be generated, "
            + "their own points.",
    ]

    /// At one ν*.
    struct Point: ResultGroup {
        let bias: ResultsByName<SampleNuisances, Double>
        let error: ResultsByName<SampleNuisances, Double>
        let at: ResultsByName<SampleNuisances, Double>
        let sigmaPerEvent: ResultsByName<SampleNuisances, Double>
        let information: ResultsByName<SampleNuisances, ResultsByName<SampleNuisances, Double>>
        let events: Int

        static let meanings = [
            "bias":
                "δ = I⁻¹⟨∂ ln p_model/∂ν − ∂ ln p_true/∂ν⟩ of events drawn at ν*, in the units of ν: where a fit of any number "
                + "of events ends beyond ν*; NaN where they do not constrain the nuisance.",
            "error": "Its standard error, from the scatter of the events.", "at": "ν*.",
            "sigma-per-event": "σ of a nuisance from one event of known class, all others profiled: √(I⁻¹)_kk.",
            "information": "I, Fisher's information of one event of known class: Cov(∂ ln p_model/∂ν).",
            "events": "Events that these are means over.",
        ]
        static let errors = ["bias": "error"]
    }

    /// The largest of a nuisance.
    struct Worst: ResultGroup {
        let value: Double
        let error: Double
        let at: ResultsByName<SampleNuisances, Double>

        static let meanings = [
            "value": "The bias, in the units of ν.", "error": "Its standard error.", "at": "Where it is so large.",
        ]
        static let errors = ["value": "error"]
    }

    /// - Parameter measured: one or more points, each with its bias.
    init(_ measured: [(at: NuisancePoint, bias: DensityBias)], of nuisances: [String], schema: SampleSchema) {
        func byName<T>(_ values: [T]) -> ResultsByName<SampleNuisances, T> { ResultsByName(zip(nuisances, values)) }
        let points = measured.map { point, bias in
            Point(
                bias: byName(bias.values), error: byName(bias.errors), at: ResultsByName(point, of: schema),
                sigmaPerEvent: byName(bias.sigmasPerEvent), information: byName(bias.information.map(byName)),
                events: bias.events)
        }
        self.points = ResultsByNumber(points)
        let count = Double(measured.count)
        let information = nuisances.indices.map { row in
            nuisances.indices.map { column in
                measured.reduce(0) { $0 + $1.bias.information[row][column] } / count
            }
        }
        sigmaPerEvent = byName(DensityBias.sigmasPerEvent(information))
        worst = ResultsByName(
            nuisances.map { name in
                let largest =
                    points.filter { $0.bias[name]?.isFinite ?? false }
                    .max { abs($0.bias[name] ?? 0) < abs($1.bias[name] ?? 0) } ?? points[0]
                return (
                    name,
                    Worst(
                        value: largest.bias[name] ?? .nan, error: largest.error[name] ?? .nan, at: largest.at)
                )
            })
    }
}

/// Where the bias of a density is measured, counted from 0.
enum BiasPoints: ResultNames {
    static let placeholder = "POINT"
    /// The most that are looked at.
    static let limit = 16

    /// Points for a sample that can be generated at any ν, ν⁰ first. For two nuisances these are the nine points of the
    /// grid that the templates span, the four half-way to its corners, and the remaining templates; otherwise the
    /// templates, and the points half-way to each.
    ///
    /// - Parameters:
    ///   - templates: the points of the sample; points with nuisances to which the density does not respond are left
    ///     out.
    ///   - nuisances: the nuisances of the density.
    static func generated(_ templates: [NuisancePoint], of nuisances: [String]) -> [NuisancePoint] {
        let own = templates.filter { isPoint($0, of: nuisances) }
        func scaled(_ point: NuisancePoint, by factor: Double) -> NuisancePoint {
            NuisancePoint(point.values(of: nuisances).map { factor * $0 }, of: nuisances)
        }
        var points: [NuisancePoint] = []
        if nuisances.count == 2 {
            let ends = nuisances.map { name in
                let values = own.map { $0[name] }
                return [min(0, values.min() ?? 0), 0, max(0, values.max() ?? 0)]
            }
            let grid = ends[0].flatMap { first in ends[1].map { NuisancePoint([first, $0], of: nuisances) } }
            let corners = grid.filter { $0.movedNames.count == 2 }
            points = [.nominal] + grid + corners.map { scaled($0, by: 0.5) } + own
        } else {
            points = [.nominal] + own + own.map { scaled($0, by: 0.5) }
        }
        var seen: Set<NuisancePoint> = []
        return Array(points.filter { seen.insert($0).inserted }.prefix(limit))
    }

    /// Points for a sample that has events only at its own points, as indices of these.
    static func places(_ templates: [NuisancePoint], of nuisances: [String]) -> [Int] {
        Array(templates.indices.filter { isPoint(templates[$0], of: nuisances) }.prefix(limit))
    }

    /// Whether a density of these nuisances is one of events at the point.
    private static func isPoint(_ point: NuisancePoint, of nuisances: [String]) -> Bool {
        point.movedNames.allSatisfy(nuisances.contains)
    }
}

/// Measures the bias of a density on events never trained on.
struct BiasMeasurement {
    let flow: Flow
    let density: ConditionalDensity
    /// Those that the flow takes, in its order.
    let nuisances: [String]
    let sample: any EventSample
    /// The most events at a point.
    let limit: Int
    let seed: UInt64
    let workers: Workers
    /// Called before each point, with how many there are.
    var onPoint: (_ index: Int, _ count: Int) throws -> Void = { _, _ in }

    /// Products of a parameter and an event that are affordable: some seconds of two cores.
    private static let work = 2e10
    /// At a point, if the limit allows this many.
    private static let affordable = 4000...50_000

    /// The result; nil for a density without nuisances, and with too few events.
    ///
    /// - Throws: the errors of ``onPoint``.
    func result() throws -> ResponseBias? {
        guard !nuisances.isEmpty else { return nil }
        let measured =
            try (sample as? any GeneratedSample).map { generated in
                let points = BiasPoints.generated(sample.points, of: nuisances)
                let count = events(points: points.count)
                return try points.enumerated().map { index, point in
                    try onPoint(index, points.count)
                    return bias(generated.events(count, at: point, seed: seed, purpose: "bias of a density"), at: point)
                }
            } ?? eventsOfItsOwn()
        let known = measured.compactMap(\.self)
        return known.isEmpty ? nil : ResponseBias(known, of: nuisances, schema: sample.schema)
    }

    private func eventsOfItsOwn() throws -> [(at: NuisancePoint, bias: DensityBias)?] {
        let places = BiasPoints.places(sample.points, of: nuisances)
        let count = events(points: places.count)
        return try places.enumerated().map { index, place in
            try onPoint(index, places.count)
            let available = min(count, sample.count(point: place, split: .validation))
            return bias(
                sample.events(0..<available, point: place, split: .validation), at: sample.points[place])
        }
    }

    /// How many events a point is given, by the size of the networks.
    private func events(points: Int) -> Int {
        let parameters = flow.maps.reduce(0) { $0 + $1.parameters.count }
        let affordable = Self.work / Double(max(1, parameters * points))
        return min(
            limit, max(Self.affordable.lowerBound, Int(min(affordable, Double(Self.affordable.upperBound)))))
    }

    private func bias(_ events: SampleEvents, at point: NuisancePoint) -> (at: NuisancePoint, bias: DensityBias)? {
        guard events.count > 1, events.classes != nil else { return nil }
        let points = events.conditioned(density)
        let evaluation = FlowEvaluation(
            schema: sample.schema, density: density, nuisances: point.values(of: nuisances), workers: workers)
        return (
            point,
            DensityBias(
                model: evaluation.nuisanceGradients(flow, points),
                truth: sample.truth?.nuisanceGradients(
                    density, of: points, at: point, nuisances: nuisances, workers: workers),
                weights: events.weights?.map(Double.init))
        )
    }
}
