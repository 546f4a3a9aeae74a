import Plotting
import Report

/// `kind: series`: measurements from a JSON file, against a size or by category.
///
///     kind: series
///     of: [speed]
///     rows: scaling
///     where: {along: nuisances}
///     x: size
///     y: time.median
///     by: work
enum SeriesPlot: PlotKind {
    static let name = "series"
    static let summary =
        "Numbers of a list in a JSON file: against a size with logarithmic axes, or by category, a row each."
    static let cells = PlotCells("json", help: "The cell that reads the file.")
    static let size = PlotDirective.Size.column

    static let rows = OptionKey<String>("rows", help: "The path of the list in the file.")
    static let filter = OptionKey<[String: String]>(
        "where", default: [:], help: "Which elements of the list: {along: nuisances}; all without it.")
    static let x = OptionKey<String>("x", help: "The path of the size in an element; of a text for categories.")
    static let y = OptionKey<String>("y", help: "The path of the number in an element.")
    static let spread = OptionKey<String?>("spread", default: .some(nil), help: "The path of the number's spread.")
    static let by = OptionKey<String?>(
        "by", default: .some(nil), help: "The path of a text by which elements fall into series.")
    static let isRelative = OptionKey<Bool>(
        "relative", default: false, help: "Divide the numbers of every series by its first.")
    static let hasProportion = OptionKey<Bool>(
        "proportion", default: false, help: "Draw what grows in proportion to the size.")
    static let xTitle = OptionKey<String>("x-title", default: "", help: "Of the size's axis.")
    static let yTitle = OptionKey<String>("y-title", help: "Of the number's axis.")
    static let unit = OptionKey<String?>("unit", default: .some(nil), help: "Of the number.")
    static let keys: [any AnyOptionKey] = [
        rows, filter, x, y, spread, by, isRelative, hasProportion, xTitle, yTitle, unit,
    ]

    struct Numbers: ResultGroup {
        let categories: [String]
        let series: [MeasuredSeries.Series]

        static let meanings = [
            "categories": "The texts of the sizes; none where they are numbers.",
            "series": "The series in their order.",
        ]
    }

    static func compute(_ options: Options, _ context: RunContext) throws -> Numbers {
        let cell = options[PlotDirective.of][0]
        guard let list = context.artifact(cell).result[path: options[rows]]?.array else {
            throw CellFailure("'\(cell.label)' has no list '\(options[rows])'", advice: "Look at the file's members.")
        }
        let chosen = list.filter { element in
            options[filter].allSatisfy { element[path: $0.key]?.string == $0.value }
        }
        guard !chosen.isEmpty else {
            throw CellFailure(
                "no element of '\(options[rows])' is as 'where' wants it",
                advice: "Measure it first, or ask for others.")
        }
        var categories: [String] = []
        var names: [String] = []
        var series: [String: [MeasuredSeries.Measurement]] = [:]
        for element in chosen {
            let name = options[by].flatMap { element[path: $0]?.string } ?? ""
            guard let value = element[path: options[y]]?.double else {
                throw CellFailure("an element of '\(options[rows])' has no number '\(options[y])'")
            }
            let place: Double
            if let size = element[path: options[x]]?.double {
                place = size
            } else if let category = element[path: options[x]]?.string {
                if !categories.contains(category) { categories.append(category) }
                place = Double(categories.firstIndex(of: category) ?? 0)
            } else {
                throw CellFailure("an element of '\(options[rows])' has neither number nor text '\(options[x])'")
            }
            if series[name] == nil { names.append(name) }
            let spread = options[spread].flatMap { element[path: $0]?.double } ?? 0
            series[name, default: []].append(.init(x: place, y: value, spread: spread))
        }
        return Numbers(
            categories: categories,
            series: names.map { name in
                let measured = series[name] ?? []
                let first = options[isRelative] ? measured.first?.y ?? 1 : 1
                return MeasuredSeries.Series(
                    name: name,
                    measurements: measured.map { .init(x: $0.x, y: $0.y / first, spread: $0.spread / first) })
            })
    }

    static func figure(_ options: Options, _ numbers: Numbers) throws -> Figure {
        try MeasuredSeries(
            series: numbers.series, categories: numbers.categories, sizeName: RichText(options[xTitle]),
            valueName: RichText(options[yTitle]),
            unit: options[unit].map { RichText($0) }, hasProportion: options[hasProportion]
        ).figure()
    }
}
