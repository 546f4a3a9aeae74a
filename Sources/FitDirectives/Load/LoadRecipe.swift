import EventFiles
import Report
import Samples

/// What a `load` cell asks for, with what it takes from the cell that it is like.
struct LoadRecipe {
    let x: [String]
    let y: [String]
    let select: String?
    /// In the order of their first mention; those of the cell that this one is like come first.
    let classes: [String]
    /// Likewise.
    let nuisances: [String]
    /// Distinct points of this cell's own samples, the nominal one first; of data, ν⁰.
    let points: [NuisancePoint]
    /// The classes of the cell that this one is like; nil where there is none, or where that holds data.
    let likeClasses: [String]?
    private let define: [String: String]
    private let units: [String: String]
    private let labels: [String: String]

    /// - Parameters:
    ///   - depth: the largest number of cells that refer to each other by `like`; a circle is reported elsewhere.
    ///   - lookup: options of other cells; nil where one is missing or has mistakes.
    init(_ options: Options, depth: Int = 8, lookup: (CellReference) -> Options?) {
        typealias Load = LoadDirective
        let like = depth > 0 ? options[Load.like].flatMap(lookup) : nil
        let other = like.map { LoadRecipe($0, depth: depth - 1, lookup: lookup) }
        x = options.isGiven(Load.x) ? options[Load.x] : other?.x ?? []
        y = options.isGiven(Load.y) ? options[Load.y] : other?.y ?? []
        select = options[Load.select] ?? other?.select
        define = (other?.define ?? [:]).merging(options[Load.define]) { $1 }
        units = (other?.units ?? [:]).merging(options[Load.units]) { $1 }
        labels = (other?.labels ?? [:]).merging(options[Load.labels]) { $1 }
        let samples = options[Load.samples]
        likeClasses = other.flatMap { $0.classes.isEmpty ? nil : $0.classes }
        classes = ((other?.classes ?? []) + samples.compactMap { $0[Load.LoadedSample.eventClass] }).distinct
        nuisances = ((other?.nuisances ?? []) + samples.flatMap(\.point.movedNames)).distinct
        let moved = samples.map(\.point).distinct
        points = moved.filter { $0 == .nominal } + moved.filter { $0 != .nominal }
    }

    /// - Parameter isWeighted: whether events have weights.
    func schema(isWeighted: Bool = false) -> SampleSchema {
        func quantity(_ name: String, symbol: String) -> SampleSchema.Quantity {
            SampleSchema.Quantity(name, symbol: labels[name].map(FigureLabel.markup) ?? symbol, unit: units[name])
        }
        return SampleSchema(
            features: x.map { quantity($0, symbol: $0) }, scores: y.map { quantity($0, symbol: $0) },
            classes: classes.map { SampleSchema.EventClass($0, label: labels[$0].map(FigureLabel.markup)) },
            nuisances: nuisances.map { quantity($0, symbol: "*ν*_{\($0)}") },
            weight: isWeighted ? SampleSchema.Quantity("weight") : nil)
    }

    /// The error in the names; nil if every name is unique.
    var wrongNames: String? {
        let all =
            x.map { ($0, "a feature") } + y.map { ($0, "a score") } + classes.map { ($0, "a class") }
            + nuisances.map { ($0, "a nuisance") }
        var seen: [String: String] = [:]
        for (name, what) in all {
            if name.isEmpty { return "a name is empty" }
            if let other = seen[name] { return "'\(name)' is \(other) and \(what)" }
            seen[name] = what
        }
        return nil
    }

    /// Whether this is a valid name of a class or a nuisance.
    static func isName(_ name: String) -> Bool { name.wholeMatch(of: /[A-Za-z][A-Za-z0-9_-]*/) != nil }

    /// The columns to compute from the columns of a file.
    ///
    /// - Parameter outputs: the required columns, including definitions.
    /// - Throws: `EventExpressionError`, which `validate` reports earlier.
    func selection(_ outputs: [String], and further: [EventSelection.Definition]) throws -> EventSelection {
        let definitions = try order().names.map { name in
            EventSelection.Definition(name, try EventExpression(define[name] ?? ""))
        }
        return try EventSelection(
            outputs: outputs, define: definitions + further, select: try select.map { try EventExpression($0) })
    }

    /// A definition that depends on itself, directly or through others; nil without one.
    var circle: String? { (try? order())?.circle }

    /// Definitions, each behind those that it needs.
    private func order() throws -> (names: [String], circle: String?) {
        let needs = try define.mapValues { text in try EventExpression(text).columns.filter { define[$0] != nil } }
        var names: [String] = []
        var rest = define.keys.sorted()
        while !rest.isEmpty {
            let ready = rest.filter { (needs[$0] ?? []).allSatisfy(names.contains) }
            guard !ready.isEmpty else { return (names, rest[0]) }
            names += ready
            rest.removeAll(where: ready.contains)
        }
        return (names, nil)
    }
}

extension [String] {
    /// Each once, in the order of their first mention.
    fileprivate var distinct: [String] { reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }
}

extension [NuisancePoint] {
    /// Each once, in the order of their first mention.
    fileprivate var distinct: [NuisancePoint] { reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }
}
