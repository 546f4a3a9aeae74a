import Plotting
import Report

/// A kind of figure: what it needs from other cells, what it computes once, how it is drawn.
protocol PlotKind: Sendable {
    /// What reports call it.
    static var name: String { get }
    /// One sentence for the author.
    static var summary: String { get }
    static var cells: PlotCells { get }
    /// Its own options, beside `of` and those of all plots.
    static var keys: [any AnyOptionKey] { get }
    static var size: PlotDirective.Size { get }
    /// Called where `of` names as many cells as it may, all of the right verbs.
    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic]
    /// What ``compute(_:_:)`` leaves, as prose and checks may name it.
    static func resultPaths(_ options: Options, _ document: DocumentContext) -> [String]
    /// Numbers that take time; they are kept in the artifact.
    static func compute(_ options: Options, _ context: RunContext) throws -> [String: Value]
    static func figure(_ options: Options, _ artifact: Artifact, _ context: PresentationContext) throws
        -> Plotting.Figure
}

extension PlotKind {
    static var keys: [any AnyOptionKey] { [] }
    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] { [] }
    static func resultPaths(_ options: Options, _ document: DocumentContext) -> [String] { [] }
    static func compute(_ options: Options, _ context: RunContext) throws -> [String: Value] { [:] }
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
