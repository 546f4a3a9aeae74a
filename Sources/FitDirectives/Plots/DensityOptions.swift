import Plotting
import Report
import Samples
import Statistics

/// Options that several figures of densities and responses have, with what they mean for a density.
enum DensityOptions {
    static let classes = OptionKey<[String]>(
        "classes", default: [], help: "Classes to show, a panel or more for each; all where none is named.",
        must: { Set($0).count == $0.count ? nil : "must name every class once" })
    static let x = OptionKey<[[Double]]>(
        "x", default: [],
        help: "Points x to show, a number for each feature; the mean of each class where none is given.")
    static let feature = OptionKey<Int>(
        "feature", default: 1, in: 1...1000, help: "Which feature of the density is shown, from 1.")
    static let features = OptionKey<[Int]>(
        "features", default: [],
        help:
            "Which two features span the plane, such as [1, 3]: the first two, unless given. Of a single score: which "
            + "feature of x stands beside it.")
    static let bins = OptionKey<Int>("bins", default: 30, in: 4...400, help: "Bins of each histogram.")
    static let events = OptionKey<Int>(
        "events", default: 100_000, in: 1000...10_000_000, help: "Events of the truth at each point of ν.")

    /// The feature that the options name.
    static func variable(_ options: Options, _ density: TrainedDensity) -> FigureVariable {
        FigureVariable(density.schema.quantities(of: density.density)[options[feature] - 1])
    }

    /// The indices of the classes that the options name.
    static func classes(_ options: Options, _ schema: SampleSchema) -> [Int] {
        let given = options[classes]
        return given.isEmpty ? Array(schema.classes.indices) : given.compactMap(schema.index(ofClass:))
    }

    /// Every class at every x that the options name.
    ///
    /// - Parameter places: the indices of the classes; by default those that the options name.
    static func conditions(
        _ options: Options, _ density: ConditionalDensity, _ sample: any EventSample, classes places: [Int]? = nil
    ) -> [EventCondition] {
        (places ?? classes(options, sample.schema)).flatMap { place -> [EventCondition] in
            let points = density == .features ? [] : options[x]
            return (points.isEmpty ? [sample.shownCenter(ofClass: place)] : points).map {
                EventCondition(eventClass: place, x: $0)
            }
        }
    }

    /// The same, each in the plane that the options name.
    static func planes(_ options: Options, _ shown: ShownDensity, classes places: [Int]? = nil) -> [FigurePlane] {
        conditions(options, shown.density, shown.sample, classes: places).map {
            FigurePlane(options[features], $0, of: shown)
        }
    }

    /// "*ν*_{shift} = +1, *ν*_{squeeze} = −0.5" or "nominal".
    static func heading(_ point: NuisancePoint, _ schema: SampleSchema) -> RichText {
        let moved = schema.nuisances.filter { point[$0.name] != 0 }
        guard !moved.isEmpty else { return "nominal" }
        return RichText(
            moved.map { "\($0.symbol) = \(NumberText.significant(point[$0.name], signed: true))" }.joined(
                separator: ", "))
    }
}

/// What is wrong with these options, given the sample that the density is of.
extension DensityOptions {
    /// - Parameter density: the density; nil where it is not known, which another diagnostic reports.
    static func validate(
        _ options: Options, _ schema: SampleSchema?, _ density: ConditionalDensity?
    ) -> [Diagnostic] {
        guard let schema else { return [] }
        func has(_ key: any AnyOptionKey) -> Bool { options.schema.names.contains(key.name) }
        var diagnostics: [Diagnostic] = []
        if has(classes) {
            diagnostics += options.unknownNames(classes, among: schema.classes.map(\.name), what: "class")
        }
        if has(x) {
            for (index, point) in options[x].enumerated() where point.count != schema.features.count {
                diagnostics.append(wrongPoint(options, x, index, schema.features))
            }
        }
        guard let density else { return diagnostics }
        let count = schema.quantities(of: density).count
        if has(feature), options[feature] > count {
            diagnostics.append(
                options.error("\(density.symbol) has \(words(count)), and no feature \(options[feature])", at: feature))
        }
        return diagnostics
    }

    static func wrongPoint(
        _ options: Options, _ key: OptionKey<[[Double]]>, _ index: Int, _ quantities: [SampleSchema.Quantity]
    ) -> Diagnostic {
        options.error(
            "'\(key.name)' must give a number for each of \(quantities.map(\.name).joined(separator: ", "))", at: key,
            String(index))
    }

    /// Diagnostics for the plane.
    ///
    /// - Parameters:
    ///   - key: the option at which to report that there is no plane.
    ///   - remedy: what an author may draw instead of a plane.
    static func validatePlane<T>(
        _ options: Options, _ schema: SampleSchema?, _ density: ConditionalDensity?, at key: OptionKey<T>,
        remedy: String
    ) -> [Diagnostic] {
        guard let schema, let density else { return [] }
        let count = schema.quantities(of: density).count
        let given = options[features]
        let (wanted, most) = count == 1 ? (1, density == .scores ? schema.features.count : 0) : (2, count)
        guard most > 0 else {
            return [
                options.error("\(density.symbol) has one feature, and this figure is a plane", at: key, remedy: remedy)
            ]
        }
        guard
            given.isEmpty
                || given.count == wanted && Set(given).count == wanted && given.allSatisfy((1...most).contains)
        else {
            let choice = wanted == 1 ? "one feature of x" : "two different features"
            return [options.error("'features' must name \(choice), from 1 to \(most)", at: features)]
        }
        return []
    }

    private static func words(_ count: Int) -> String { count == 1 ? "one feature" : "\(count) features" }
}
