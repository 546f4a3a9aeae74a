import FlowKernels
import Flows
import Report
import Samples

/// A density as figures show it, beneath arrows and where they have to look: that of the truth, or that of a flow where
/// the truth is not known.
struct ShownDensity: Sendable {
    let sample: any EventSample
    let density: ConditionalDensity
    let flow: Flow
    let workers: Workers
    let seed: UInt64
    /// ν as the flow takes it.
    let nuisances: @Sendable (NuisancePoint) -> [Double]

    var schema: SampleSchema { sample.schema }

    /// ln p at points of the density's own space.
    func logDensities(_ points: ConditionedPoints, at nu: NuisancePoint) -> [Double] {
        sample.truth?.logDensities(density, of: points, at: nu)
            ?? evaluation(at: nu).logDensities(flow, points)
    }

    /// ln p at positions in a plane; if a feature of x is one of its axes and the truth is known, ln p(x, y|c) of the
    /// truth.
    func logDensities(_ places: [SIMD2<Double>], in plane: FigurePlane, at nu: NuisancePoint) -> [Double] {
        let points = plane.points(places)
        return zip(logDensities(points, at: nu), logDensitiesOfGiven(points, in: plane, at: nu)).map { $0 + $1 }
    }

    /// ln p(x|c) of the truth where a feature of x is an axis of the plane; otherwise 0.
    func logDensitiesOfGiven(
        _ points: ConditionedPoints, in plane: FigurePlane, at nu: NuisancePoint
    ) -> [Double] {
        guard plane.showsGiven, let truth = sample.truth else { return Array(repeating: 0, count: points.count) }
        return truth.logDensities(
            .features, of: ConditionedPoints(values: points.x, classes: points.classes, x: points.x), at: nu)
    }

    /// Mean and standard deviation of every feature under a condition.
    func moments(under condition: EventCondition, at nu: NuisancePoint) -> MarginalMoments {
        if let truth = sample.truth { return truth.moments(density, under: condition, at: nu) }
        let count = 4096
        let zeros = schema.quantities(of: density).map { _ in [Double](repeating: 0, count: count) }
        let drawn = evaluation(at: nu).sample(
            flow, under: ConditionedPoints(values: zeros, under: condition), seed: seed)
        return MarginalMoments(ofColumns: drawn)
    }

    /// Mean and standard deviation of x of one class.
    private func momentsOfGiven(_ eventClass: Int, at nu: NuisancePoint) -> MarginalMoments {
        if let truth = sample.truth {
            return truth.moments(.features, under: EventCondition(eventClass: eventClass), at: nu)
        }
        return MarginalMoments(ofColumns: sample.firstFeatures(ofClass: eventClass))
    }

    /// A window of ±3.4σ of the variables of a plane, at each of these ν.
    func window(_ planes: [FigurePlane], at points: [NuisancePoint]) -> PlaneWindow {
        PlaneWindow(holding: points.flatMap { nu in planes.map { window($0, at: nu) } })
    }

    private func window(_ plane: FigurePlane, at nu: NuisancePoint) -> PlaneWindow {
        func window(under condition: EventCondition) -> PlaneWindow {
            let own = moments(under: condition, at: nu)
            let given = plane.showsGiven ? momentsOfGiven(condition.eventClass, at: nu) : own
            func moment(_ variable: FigurePlane.Variable, _ key: KeyPath<MarginalMoments, [Double]>) -> Double {
                switch variable {
                case .value(let index): own[keyPath: key][index]
                case .given(let index): given[keyPath: key][index]
                }
            }
            let mean = SIMD2(moment(plane.horizontal, \.mean), moment(plane.vertical, \.mean))
            let reach = 3.4 * SIMD2(moment(plane.horizontal, \.deviation), moment(plane.vertical, \.deviation))
            return PlaneWindow(holding: [mean - reach, mean + reach])
        }
        let first = window(under: plane.condition)
        // The score moves with the x that it is drawn against.
        return plane.showsGiven
            ? PlaneWindow(holding: first.axes(9).x.map { window(under: plane.condition(at: $0)) }) : first
    }

    private func evaluation(at nu: NuisancePoint) -> FlowEvaluation {
        FlowEvaluation(schema: schema, density: density, nuisances: nuisances(nu), workers: workers)
    }
}

extension MarginalMoments {
    /// - Parameter columns: shape [features, points].
    fileprivate init(ofColumns columns: [[Double]]) {
        let means = columns.map { $0.reduce(0, +) / Double(max(1, $0.count)) }
        self.init(
            mean: means,
            deviation: zip(columns, means).map { column, mean in
                let squares = column.reduce(0.0) { $0 + ($1 - mean) * ($1 - mean) }
                return (squares / Double(max(1, column.count))).squareRoot()
            })
    }
}

extension EventSample {
    /// x of the first events of the first point, shape [features, events]: those of one class, or all where events do not
    /// show their class.
    fileprivate func firstFeatures(ofClass eventClass: Int) -> [[Double]] {
        let events = events(0..<min(20_000, dataCount), point: 0, split: .training)
        let members = (0..<events.count).filter { events.classes?[$0] ?? UInt8(eventClass) == UInt8(eventClass) }
        return events.x.map { column in members.map { Double(column[$0]) } }
    }

    /// The default x at which figures show a class: the mean of its x, or of all x where events do not show their
    /// class.
    func shownCenter(ofClass eventClass: Int) -> [Double] {
        if truth != nil { return center(ofClass: eventClass) }
        return MarginalMoments(ofColumns: firstFeatures(ofClass: eventClass)).mean
    }
}
