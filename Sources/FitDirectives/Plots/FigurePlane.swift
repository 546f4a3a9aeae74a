import Plotting
import Report
import Samples
import Statistics

/// The plane of two variables in which a figure shows a density under one condition, all other variables held.
///
/// The two are features of the density; of a density of a single score, a feature of x and the score.
struct FigurePlane: Sendable {
    enum Variable: Sendable, Hashable {
        /// A feature of the density.
        case value(Int)
        /// A feature of x, on which the score is conditioned.
        case given(Int)
    }

    let horizontal: Variable
    let vertical: Variable
    /// The class, and x where no axis shows it.
    let condition: EventCondition
    /// The features of the density, where no axis shows them.
    let held: [Double]
    private let schema: SampleSchema
    private let density: ConditionalDensity

    /// - Parameters:
    ///   - features: the numbers of the two features, from 1; empty for the first two. For a single score they are
    ///     features of x.
    ///   - shown: the density to draw; features without an axis are held at its nominal mean.
    init(_ features: [Int], _ condition: EventCondition, of shown: ShownDensity) {
        schema = shown.schema
        density = shown.density
        self.condition = condition
        held = shown.moments(under: condition, at: .nominal).mean
        if held.count == 1 {
            (horizontal, vertical) = (.given((features.first ?? 1) - 1), .value(0))
        } else {
            (horizontal, vertical) =
                features.count == 2 ? (.value(features[0] - 1), .value(features[1] - 1)) : (.value(0), .value(1))
        }
    }

    /// Whether a feature of x is one of the axes.
    var showsGiven: Bool {
        if case .given = horizontal { true } else { false }
    }

    /// The variables of both axes, as figures write them.
    var variables: [FigureVariable] {
        [horizontal, vertical].map { variable in
            switch variable {
            case .value(let index): FigureVariable(schema.quantities(of: density)[index])
            case .given(let index): FigureVariable(schema.features[index])
            }
        }
    }

    /// The condition with another value of the feature of x that is an axis.
    func condition(at value: Double) -> EventCondition {
        guard case .given(let index) = horizontal else { return condition }
        var x = condition.x
        x[index] = value
        return EventCondition(eventClass: condition.eventClass, x: x)
    }

    /// Positions in the plane as points of the density's space.
    func points(_ places: [SIMD2<Double>]) -> ConditionedPoints {
        var values = held.map { Array(repeating: $0, count: places.count) }
        var x = condition.x.map { Array(repeating: $0, count: places.count) }
        for (axis, variable) in [horizontal, vertical].enumerated() {
            let column = places.map { $0[axis] }
            switch variable {
            case .value(let index): values[index] = column
            case .given(let index): x[index] = column
            }
        }
        return ConditionedPoints(
            values: values, classes: Array(repeating: UInt8(condition.eventClass), count: places.count), x: x)
    }

    /// The positions of points in the plane.
    ///
    /// - Parameters:
    ///   - values: of the density's features, shape [features, points].
    ///   - places: their original positions, from which they do not move in x.
    func places(of values: [[Double]], from places: [SIMD2<Double>]) -> [SIMD2<Double>] {
        func coordinate(_ variable: Variable, _ index: Int, _ own: Double) -> Double {
            if case .value(let feature) = variable { values[feature][index] } else { own }
        }
        return places.indices.map { index in
            SIMD2(coordinate(horizontal, index, places[index].x), coordinate(vertical, index, places[index].y))
        }
    }

    /// "class A", for scores "class A, *x* = (0.5, 0)", and the values of other fixed features.
    var heading: RichText {
        let name = "class \(schema.classes[condition.eventClass].label)"
        let shown = [horizontal, vertical]
        func number(_ value: Double) -> String { NumberText.significant(value, digits: 3) }
        var parts = [name]
        if density == .scores, !showsGiven {
            parts.append("*x* = (\(condition.x.map(number).joined(separator: ", ")))")
        } else if density == .scores {
            for (index, value) in condition.x.enumerated() where !shown.contains(.given(index)) {
                parts.append("\(schema.features[index].symbol) = \(number(value))")
            }
        }
        for (index, value) in held.enumerated() where !shown.contains(.value(index)) {
            parts.append("\(schema.quantities(of: density)[index].symbol) = \(number(value))")
        }
        return RichText(parts.joined(separator: ", "))
    }
}

/// A variable as axes write it.
struct FigureVariable: ResultGroup {
    let symbol: String
    let unit: String?

    static let meanings = ["symbol": "As axes write it.", "unit": "Its unit; absent for a pure number."]

    init(_ quantity: SampleSchema.Quantity) {
        symbol = quantity.symbol
        unit = quantity.unit
    }

    var text: RichText { RichText(symbol) }
    var unitText: RichText? { unit.map { RichText($0) } }
    /// The text with its unit, for an axis next to one with another unit.
    var textWithUnit: RichText { unit.map { RichText("\(symbol) [\($0)]") } ?? text }
}

extension SampleSchema {
    /// The variables of all features, then of all scores.
    var variables: [FigureVariable] { (features + scores).map(FigureVariable.init) }
}

extension FittedEnsemble {
    /// The variables that have densities.
    var variables: [FigureVariable] {
        hasScores ? sample.schema.variables : sample.schema.features.map(FigureVariable.init)
    }
}

extension EvaluatedEnsemble {
    /// The variables that have densities.
    var variables: [FigureVariable] {
        hasScores ? sample.schema.variables : sample.schema.features.map(FigureVariable.init)
    }
}

/// An upright rectangle in a plane, with its grids.
struct PlaneWindow {
    let low: SIMD2<Double>
    let high: SIMD2<Double>

    /// - Precondition: at least one point.
    init(holding points: [SIMD2<Double>]) {
        precondition(!points.isEmpty, "a window that holds no point")
        low = points.reduce(points[0]) { pointwiseMin($0, $1) }
        high = points.reduce(points[0]) { pointwiseMax($0, $1) }
    }

    /// The smallest window that contains several windows.
    ///
    /// - Precondition: at least one window.
    init(holding windows: [PlaneWindow]) {
        self.init(holding: windows.flatMap { [$0.low, $0.high] })
    }

    /// `count` evenly spaced values on each axis.
    func axes(_ count: Int) -> (x: [Double], y: [Double]) {
        let step = (high - low) / Double(count - 1)
        return (
            (0..<count).map { low.x + Double($0) * step.x }, (0..<count).map { low.y + Double($0) * step.y }
        )
    }

    /// The nodes of a grid, the row of the lowest y first.
    func nodes(_ count: Int) -> [SIMD2<Double>] {
        let (x, y) = axes(count)
        return y.flatMap { y in x.map { SIMD2($0, y) } }
    }
}
