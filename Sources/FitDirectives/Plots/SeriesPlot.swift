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
    static let y = OptionKey<String>("y", help: "The path of the number in an element; null for none.")
    static let spread = OptionKey<String?>("spread", default: .some(nil), help: "The path of the number's spread.")
    static let by = OptionKey<String?>(
        "by", default: .some(nil), help: "The path of the text or number by which elements fall into series.")
    static let isRelative = OptionKey<Bool>(
        "relative", default: false, help: "Divide the numbers of every series by its first.")
    static let hasProportion = OptionKey<Bool>(
        "proportion", default: false, help: "Draw what grows in proportion to the size.")
    static let xTitle = OptionKey<String>(
        "x-title", default: "", help: "Of the size's axis; *x*, x_{1} and x^{2} are set.", must: complaint)
    static let yTitle = OptionKey<String>(
        "y-title", help: "Of the number's axis; *x*, x_{1} and x^{2} are set.",
        must: { $0.allSatisfy(\.isWhitespace) ? "must not be empty: it says what the numbers are" : complaint($0) })
    static let unit = OptionKey<String?>(
        "unit", default: .some(nil), help: "Of the number.", must: { $0.flatMap(complaint) })
    static let keys: [any AnyOptionKey] = [
        rows, filter, x, y, spread, by, isRelative, hasProportion, xTitle, yTitle, unit,
    ]

    /// A figure would show a command of TeX as it is written.
    @Sendable private static func complaint(_ title: String) -> String? {
        title.firstMatch(of: /\\[A-Za-z]+|\$/).map { tex in
            "must not hold '\(tex.output)': figures know no TeX; write the letter itself, *x*, x_{1} and x^{2}"
        }
    }

    struct Numbers: ResultGroup {
        let categories: [String]
        let series: [MeasuredSeries.Series]

        static let meanings = [
            "categories": "The texts of the sizes; none where they are numbers.",
            "series": "The series in their order.",
        ]
    }

    /// If the file exists before anything runs, every path is checked.
    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        let cell = options[PlotDirective.of][0]
        guard let result = document.knownResult(of: cell) else { return [] }
        do {
            let hasNames = try chosen(options, from: result, of: cell.label).contains {
                if case .category = $0.x { true } else { false }
            }
            guard hasNames, options[hasProportion] else { return [] }
            return [
                options.error(
                    "the sizes are names, and nothing is in proportion to these", at: hasProportion,
                    remedy: "remove 'proportion'")
            ]
        } catch {
            return [error]
        }
    }

    static func compute(_ options: Options, _ context: RunContext) throws -> Numbers {
        let cell = options[PlotDirective.of][0]
        do {
            let elements = try chosen(options, from: context.artifact(cell).result, of: cell.label)
            return numbers(elements, isRelative: options[isRelative])
        } catch {
            throw CellFailure(error.message, advice: error.remedy)
        }
    }

    /// The measurements that the options choose from a result.
    private static func chosen(
        _ options: Options, from result: Value, of label: String
    ) throws(Diagnostic) -> [SeriesRows.Element] {
        let list = try SeriesRows(of: result, at: options[rows], in: label, place: options.place(of: rows))
        var chosen = list
        for (path, wanted) in options[filter].sorted(by: { $0.key < $1.key }) {
            chosen = try chosen.holding(wanted, at: path, place: options.place(of: filter, path))
        }
        var names: [String]?
        if let path = options[by] { names = try chosen.names(at: path, place: options.place(of: by)) }
        let ys = try chosen.numbers(at: options[y], place: options.place(of: y))
        let xs = try chosen.sizes(at: options[x], place: options.place(of: x))
        var spreads: [Double]?
        if let path = options[spread] { spreads = try chosen.spreads(at: path, place: options.place(of: spread)) }
        let elements = xs.indices.map { index in
            SeriesRows.Element(
                series: names?[index] ?? "", x: xs[index], y: ys[index], spread: spreads?[index] ?? 0)
        }
        if options[isRelative] { try chosen.checkFirst(elements, place: options.place(of: isRelative)) }
        return elements
    }

    private static func numbers(_ elements: [SeriesRows.Element], isRelative: Bool) -> Numbers {
        var categories: [String] = []
        var places: [String: Int] = [:]
        var names: [String] = []
        var series: [String: [MeasuredSeries.Measurement]] = [:]
        for element in elements {
            let place: Double
            switch element.x {
            case .number(let size): place = size
            case .category(let category):
                if places[category] == nil {
                    places[category] = categories.count
                    categories.append(category)
                }
                place = Double(places[category] ?? 0)
            }
            if series[element.series] == nil { names.append(element.series) }
            series[element.series, default: []].append(.init(x: place, y: element.y, spread: element.spread))
        }
        return Numbers(
            categories: categories,
            series: names.map { name in
                let measured = series[name] ?? []
                let first = isRelative ? (measured.first?.y).flatMap { $0 } ?? 1 : 1
                return MeasuredSeries.Series(
                    name: name,
                    measurements: measured.map { one in
                        .init(x: one.x, y: one.y.map { $0 / first }, spread: one.spread / abs(first))
                    })
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
