import Foundation
import Plotting
import Report

/// `{plot}`: a figure of what other cells found. Each kind is a file in `Plots`.
struct PlotDirective: Directive {
    static let verb = "plot"
    static let version = 2
    static let summary =
        "A figure of other cells' results: \(PlotKindName.allCases.map(\.rawValue).joined(separator: ", "))."

    /// Print sizes; text stays at its size, so that a narrower figure holds relatively larger text.
    enum Size: String, OptionChoice {
        case column, full
    }

    enum Format: String, OptionChoice {
        case png, pdf, csv, json
    }

    static let kind = OptionKey<PlotKindName>("kind", help: "Which figure.")
    static let of = OptionKey<[CellReference]>("of", verbs: ["train", "fit", "scan"], help: "The cells to draw.")
    static let nuisances = OptionKey<[String]>(
        "nuisances", default: [], presentation: true,
        help: "curves, contours: which nuisances of the scan; else those that the scan names.")
    static let bins = OptionKey<Int>("bins", default: 40, in: 4...400, help: "marginals: bins of each histogram.")
    static let events = OptionKey<Int>(
        "events", default: 200_000, in: 1000...100_000_000, help: "marginals: events drawn from the model.")
    static let heatMap = OptionKey<Bool>(
        "heat-map", default: false, presentation: true, help: "contours: show −2Δln L as a heat map below the contours."
    )
    static let size = OptionKey<Size?>(
        "size", default: .some(nil), presentation: true, help: "column (86 mm) or full (178 mm); the kind's own choice."
    )
    static let formats = OptionKey<[Format]>(
        "formats", default: [], presentation: true, help: "Files beside the page: png, pdf, csv, json.")
    static let schema = OptionSchema(kind, of, nuisances, bins, events, heatMap, size, formats)

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        let type = options[kind].type
        guard (1...type.maximumCells).contains(options[of].count) else {
            let wanted = type.maximumCells == 1 ? "one cell" : "1 to \(type.maximumCells) cells"
            return [
                options.error("'\(options[kind].rawValue)' draws \(wanted), not \(options[of].count)", at: of)
            ]
        }
        return type.validate(options, document)
    }

    static func run(_ options: Options, _ context: RunContext) throws -> Artifact {
        Artifact(result: .object(try options[kind].type.compute(options, context)))
    }

    static func present(_ options: Options, _ artifact: Artifact, _ context: PresentationContext) throws -> [Fragment] {
        let type = options[kind].type
        let figure = try type.figure(options, artifact, context)
        let width: FigureWidth = (options[size] ?? type.size) == .column ? .column : .full
        func svg(_ theme: Theme) throws -> String {
            let prefix = "\(context.label)-\(theme == .light ? "light" : "dark")-"
            return String(
                decoding: try figure.render(.svg(idPrefix: prefix), theme: theme, width: width), as: UTF8.self)
        }
        var files: [String: Data] = [:]
        for format in options[formats] {
            let name = "\(context.label).\(format.rawValue)"
            switch format {
            case .png: files[name] = try figure.render(.png(), width: width)
            case .pdf: files[name] = try figure.render(.pdf, width: width)
            case .csv: files[name] = Data(figure.data.csv.utf8)
            case .json: files[name] = Data(figure.data.json.utf8)
            }
        }
        return [
            .figure(
                Report.Figure(
                    light: try svg(.light), dark: try svg(.dark), alt: context.alt ?? figure.alternativeText,
                    files: files))
        ]
    }
}

/// A kind of figure: what it needs from other cells, what it computes once, how it is drawn.
protocol PlotKind {
    static var maximumCells: Int { get }
    static var size: PlotDirective.Size { get }
    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic]
    /// Numbers that take time; they are kept in the artifact.
    static func compute(_ options: Options, _ context: RunContext) throws -> [String: Value]
    static func figure(_ options: Options, _ artifact: Artifact, _ context: PresentationContext) throws
        -> Plotting.Figure
}

extension PlotKind {
    static func compute(_ options: Options, _ context: RunContext) throws -> [String: Value] { [:] }
}

enum PlotKindName: String, OptionChoice {
    case losses, marginals, curves, contours

    var type: any PlotKind.Type {
        switch self {
        case .losses: LossPlot.self
        case .marginals: MarginalPlot.self
        case .curves: CurvePlot.self
        case .contours: ContourPlot.self
        }
    }
}
