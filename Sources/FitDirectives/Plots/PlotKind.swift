import Plotting
import Report

/// A kind of figure: what it needs from other cells, what it computes once, how it is drawn.
///
/// To add one, write its file and list it in ``PlotDirective/kinds``.
protocol PlotKind: Sendable {
    /// What the figure shows, stored in the artifact: prose and checks may name it, and drawing needs nothing else.
    associatedtype Numbers: ResultGroup

    /// Its name in reports.
    static var name: String { get }
    /// One sentence for the author.
    static var summary: String { get }
    static var cells: PlotCells { get }
    /// Its own options, besides `of` and those of all plots.
    static var keys: [any AnyOptionKey] { get }
    static var size: PlotDirective.Size { get }
    /// Called only if `of` names an allowed number of cells with the right verbs.
    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic]
    /// As for a directive: `Directive.names(of:_:_:)`.
    static func names(of kind: any ResultNames.Type, _ options: Options, _ document: DocumentContext) -> [String]?
    /// As for a directive: `Directive.absentValues(_:_:)`.
    static func absentValues(_ options: Options, _ document: DocumentContext) -> [String]
    /// The checks of its own numbers, in addition to those of the cells that it draws.
    static var healthChecks: [HealthCheck] { get }
    /// As for a directive: `Directive.health(_:_:)`.
    static func health(_ options: Options, _ numbers: Numbers) -> [Finding]
    /// As for a directive: ``Directive/hasDataTables(_:)``.
    static func hasDataTables(_ options: Options) -> Bool
    /// As for a directive: ``Directive/dataTables(_:_:)``.
    static func dataTables(_ options: Options, _ numbers: Numbers) -> [DataTable]
    /// - Throws: `CellFailure` if there is nothing to draw.
    static func compute(_ options: Options, _ context: RunContext) throws -> Numbers
    /// Draws the numbers; called at every render.
    static func figure(_ options: Options, _ numbers: Numbers) throws -> Figure
}

extension PlotKind {
    static var keys: [any AnyOptionKey] { [] }
    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] { [] }
    static func names(of kind: any ResultNames.Type, _ options: Options, _ document: DocumentContext) -> [String]? {
        nil
    }
    static func absentValues(_ options: Options, _ document: DocumentContext) -> [String] { [] }
    static var healthChecks: [HealthCheck] { [] }
    static func health(_ options: Options, _ numbers: Numbers) -> [Finding] { [] }
    static func hasDataTables(_ options: Options) -> Bool { false }
    static func dataTables(_ options: Options, _ numbers: Numbers) -> [DataTable] { [] }

    static func shape(_ options: Options, _ document: DocumentContext) -> ResultShape {
        ResultShape(of: Numbers.self) { names(of: $0, options, document) }.without(absentValues(options, document))
    }

    static func stored(_ options: Options, _ context: RunContext) throws -> Value {
        try Value(encoding: compute(options, context))
    }

    /// Empty where the numbers cannot be read; drawing them then reports the error.
    static func found(_ options: Options, _ stored: Value) -> [Finding] {
        (try? stored.decoded(as: Numbers.self)).map { health(options, $0) } ?? []
    }

    static func tabled(_ options: Options, _ stored: Value) throws -> [DataTable] {
        dataTables(options, try stored.decoded(as: Numbers.self))
    }

    static func drawn(_ options: Options, _ stored: Value) throws -> Figure {
        try figure(options, stored.decoded(as: Numbers.self))
    }
}

/// Which cells a kind of figure draws, and how many.
struct PlotCells {
    let verbs: [String]
    let counts: ClosedRange<Int>
    let help: String

    init(_ verbs: String..., counts: ClosedRange<Int> = 1...1, help: String) {
        self.verbs = verbs
        self.counts = counts
        self.help = help
    }

    /// "one cell"
    var wanted: String {
        counts.count == 1 ? "one cell" : "\(counts.lowerBound) to \(counts.upperBound) cells"
    }
}

/// The value of `kind`: one of those that are listed.
struct PlotKindName: OptionValue {
    let type: any PlotKind.Type

    private static var names: [String] { PlotDirective.kinds.map { $0.name } }
    static var expected: String { "one of " + names.joined(separator: ", ") }

    init(_ node: SourceNode, in scope: OptionScope) throws(InvalidDocument) {
        let text = try String(node, in: scope)
        guard let type = PlotDirective.kinds.first(where: { $0.name == text }) else {
            throw InvalidDocument(
                Diagnostic(
                    "'\(scope.name)' cannot be '\(text)'", at: node.place,
                    remedy: NearMiss.remedy(for: text, among: Self.names)))
        }
        self.type = type
    }

    var canonical: Value { .string(type.name) }
}
