import Foundation
import Plotting
import Report

/// `{plot}`: a figure of what other cells found.
///
/// To add a kind, write its file in `Plots` and list it in ``kinds``: <doc:AddingAFigure>.
struct PlotDirective: Directive {
    static let verb = "plot"
    static let version = 13
    static let isQuick = true
    static let summary = "A figure of other cells' results: \(kinds.map { $0.name }.joined(separator: ", "))."

    static let kinds: [any PlotKind.Type] = [
        LossPlot.self, BaseClosurePlot.self, ResidualClosurePlot.self, ResponsePlot.self, DisplacementPlot.self,
        CrossTermPlot.self, MarginalPlot.self, TransferPlot.self, CurvePlot.self, ContourPlot.self, MemberScanPlot.self,
        ConvergencePlot.self, PullPlot.self, PostFitPlot.self, CorrelationPlot.self, EllipsePlot.self,
        MorphingPlot.self, PullDistributionPlot.self, CoveragePlot.self, ToyContourPlot.self, SeriesPlot.self,
        BaseHistogramPlot.self, TwoSamplePlot.self, CalibrationPlot.self,
    ]

    /// Print sizes; text stays at its size, so that a narrower figure holds relatively larger text.
    enum Size: String, OptionChoice {
        case column, full
    }

    enum Format: String, OptionChoice {
        case svg, png, pdf, csv, json
    }

    static let kind = OptionKey<PlotKindName>("kind", help: "Which figure.")
    /// Of every kind, each with its own verbs.
    static let of = OptionKey<[CellReference]>("of", help: "The cells to draw.")
    static let size = OptionKey<Size?>(
        "size", default: .some(nil), presentation: true, help: "column (86 mm) or full (178 mm); the kind's own choice."
    )
    static let formats = OptionKey<[Format]>(
        "formats", default: [.csv, .json], presentation: true,
        help: "Files beside the page: svg, png, pdf, and csv and json of the numbers in the figure.")
    static let schema = OptionSchema(
        [kind, size, formats], selector: kind,
        variants: kinds.map { kind in
            let of = OptionKey<[CellReference]>("of", verbs: kind.cells.verbs, help: kind.cells.help)
            return .init(kind.name, summary: kind.summary, [of] + kind.keys)
        })

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        let type = options[kind].type
        let cells = options[of]
        guard type.cells.counts.contains(cells.count) else {
            return [options.error("'\(type.name)' draws \(type.cells.wanted), not \(cells.count)", at: of)]
        }
        if let twice = cells.indices.first(where: { cells[..<$0].map(\.label).contains(cells[$0].label) }) {
            return [
                options.error("'\(cells[twice].label)' stands here twice", at: of, String(twice), remedy: "remove one")
            ]
        }
        return type.validate(options, document)
    }

    static func shape(_ options: Options, _ document: DocumentContext) -> ResultShape {
        options[kind].type.shape(options, document)
    }

    static var variantShapes: [String: ResultShape] {
        Dictionary(uniqueKeysWithValues: kinds.map { ($0.name, shape(of: $0)) })
    }

    private static func shape<Kind: PlotKind>(of kind: Kind.Type) -> ResultShape { ResultShape(of: Kind.Numbers.self) }

    /// Computes the numbers of the kind that the options name; this kind declares their type.
    static func run(_ options: Options, _ context: RunContext) throws -> Output<Value> {
        Output(try options[kind].type.stored(options, context))
    }

    /// The checks of all kinds.
    static var healthChecks: [HealthCheck] { kinds.flatMap { $0.healthChecks }.distinct }

    static func health(_ options: Options, _ result: Value) -> [Finding] {
        options[kind].type.found(options, result)
    }

    static func hasDataTables(_ options: Options) -> Bool { options[kind].type.hasDataTables(options) }

    static func dataTables(_ options: Options, _ result: Value) throws -> [DataTable] {
        try options[kind].type.tabled(options, result)
    }

    static func present(_ options: Options, _ result: Value, _ context: PresentationContext) throws -> [Fragment] {
        let type = options[kind].type
        let figure = try type.drawn(options, result)
        let width: FigureWidth = (options[size] ?? type.size) == .column ? .column : .full
        let wide = try figure.laidOut(width: width)
        let narrow = width == .column ? nil : try figure.laidOut(width: .column)
        var files: [String: Data] = [:]
        // A file goes its own ways, under the name that the author gave the cell.
        let file = context.title.map(wide.titled) ?? wide
        for format in options[formats] {
            let name = "\(context.label).\(format.rawValue)"
            switch format {
            case .svg: files[name] = try file.render(.svg)
            case .png: files[name] = try file.render(.png())
            case .pdf: files[name] = try file.render(.pdf)
            case .csv: files[name] = Data(figure.data.csv.utf8)
            case .json: files[name] = Data(figure.data.json.utf8)
            }
        }
        return [
            .figure(
                Picture(
                    svg: wide.element(), narrow: narrow?.element(isLike: wide), stylesheet: FigureStylesheet.ofPages,
                    alt: context.alt ?? wide.alternativeText, files: files, remark: wide.missingGlyphs,
                    pdf: { [title = context.title] width in
                        let laidOut = try figure.laidOut(width: .millimetres(width))
                        return try (title.map(laidOut.titled) ?? laidOut).render(.pdf)
                    },
                    png: { pixels in
                        try figure.laidOut(width: width).render(.png(dotsPerInch: pixels / width.points * 72))
                    }))
        ]
    }
}

extension LaidOutFigure {
    /// The element for a page that also contains another layout of the figure: it only states the differences.
    func element(isLike other: LaidOutFigure) -> String {
        element(isDescribed: alternativeText != other.alternativeText)
    }
}
