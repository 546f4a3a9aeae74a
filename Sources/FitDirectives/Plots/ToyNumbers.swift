import Plotting
import Report

/// What figures of toys share.
enum ToyNumbers {
    static let cells = PlotCells("coverage", help: "The toys.")

    /// The toys of a `coverage` cell.
    ///
    /// - Throws: `CellFailure` where every toy failed.
    static func read(_ options: Options, _ context: RunContext) throws -> CoverageDirective.Result {
        let reference = options[PlotDirective.of][0]
        let result = try context.result(CoverageDirective.self, of: reference)
        guard !result.order.isEmpty else {
            throw CellFailure("every toy of '\(reference.label)' failed", advice: "See why in the table of that cell.")
        }
        return result
    }

    static func symbol(_ name: String) -> RichText { RichText("*ν*_{\(name)}") }

    /// The nuisances whose coverage is tested, from the document alone.
    static func names(_ options: Options, _ document: DocumentContext) -> [String]? {
        document.options(options[PlotDirective.of][0])
            .flatMap { CoverageDirective.source($0, document)?.nuisances(document) }
    }
}
