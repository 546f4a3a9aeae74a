import Foundation
import Plotting
import Report
import Statistics
import SyntheticBenchmark

/// Options that several figures of densities and responses have, with what they mean for a density.
enum DensityOptions {
    enum ClassName: String, OptionChoice {
        case a, b

        var kind: BenchmarkClass { self == .a ? .a : .b }
    }

    static let classes = OptionKey<[ClassName]>(
        "classes", default: ClassName.allCases, help: "Classes to show, a panel or more for each.",
        must: { $0.isEmpty || Set($0).count != $0.count ? "must name one or both classes, each once" : nil })
    static let x = OptionKey<[[Double]]>(
        "x", default: [], help: "Points x = [x₁, x₂] to show; the centroid of each class where none is given.",
        must: { points in
            points.allSatisfy { $0.count == 2 && $0.allSatisfy { abs($0) <= 10 } }
                ? nil : "must list points as [x₁, x₂], each number between -10 and 10"
        })
    static let feature = OptionKey<Int>("feature", default: 1, in: 1...2, help: "Which of the two features is shown.")
    static let bins = OptionKey<Int>("bins", default: 30, in: 4...400, help: "Bins of each histogram.")
    static let events = OptionKey<Int>(
        "events", default: 100_000, in: 1000...10_000_000, help: "Events of the truth at each point of ν.")

    /// A class at a point x: one condition of p(y|x,c). Of p(x|c) the class alone counts.
    struct Condition: Codable {
        let kind: BenchmarkClass
        let x: SIMD2<Double>
    }

    /// Every class at every x that the options name.
    static func conditions(
        _ options: Options, _ density: BenchmarkDensity, classes names: [ClassName]? = nil
    ) -> [Condition] {
        (names ?? options[classes]).map(\.kind).flatMap { kind -> [Condition] in
            let points = density == .kinematics ? [] : options[x].map { SIMD2($0[0], $0[1]) }
            return (points.isEmpty ? [kind.centroid] : points).map { Condition(kind: kind, x: $0) }
        }
    }

    /// "class A", of scores "class A, *x* = (0.5, 0)".
    static func heading(_ condition: Condition, _ density: BenchmarkDensity) -> RichText {
        let name = RichText("class \(condition.kind.name)")
        guard density == .score else { return name }
        let numbers = [condition.x.x, condition.x.y].map { NumberText.significant($0, digits: 3) }
        return name + RichText(", *x* = (\(numbers[0]), \(numbers[1]))")
    }

    /// "*x*_{1}": a feature of the density, from 0.
    static func symbol(_ density: BenchmarkDensity, _ feature: Int) -> RichText {
        RichText("*\(density == .kinematics ? "x" : "y")*_{\(feature + 1)}")
    }

    /// "shift = +1, squeeze = −0.5" or "nominal".
    static func heading(_ point: BenchmarkNuisances) -> RichText {
        let moved = BenchmarkNuisance.allCases.filter { point[$0] != 0 }
        guard !moved.isEmpty else { return "nominal" }
        return RichText(
            moved.map { "*ν*_{\($0.rawValue)} = \(NumberText.significant(point[$0], signed: true))" }.joined(
                separator: ", "))
    }
}
