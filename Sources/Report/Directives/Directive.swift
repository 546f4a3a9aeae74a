import Foundation

/// A verb of the report language: what a cell `{verb} label` computes and shows.
///
/// Everything is static: a directive holds no state, so the same options, seed and inputs give the same artifact.
public protocol Directive: Sendable {
    /// The result of the verb. This type alone declares what the store holds, what reports may name, and what other
    /// directives read. Most are a ``ResultGroup``.
    associatedtype Result: Codable & Sendable

    /// The word in the braces.
    static var verb: String { get }
    /// Part of every key: raise it when `run` gives another result for the same input.
    static var version: Int { get }
    /// One sentence for `--help` and for messages.
    static var summary: String { get }
    /// Its options.
    static var schema: OptionSchema { get }
    /// Whether its cells are so quick that sending them to another machine would take longer than computing them. By
    /// default false.
    static var isQuick: Bool { get }
    /// Roles by which options of other verbs accept its cells, besides the verb itself: `["sample"]` of every verb that
    /// makes events, so that an option that takes events need not list those verbs. By default nothing.
    static var roles: [String] { get }

    /// Options in proportion to which the time of a cell grows, for estimates: `steps`, or `data/events` for an option
    /// of the cell that an option names. By default none.
    static var effort: [String] { get }

    /// The number of threads that a cell, or each of its parts, can use, for estimates; nil, the default, for any
    /// number of threads.
    static func mostThreads(_ options: Options) -> Int?

    /// Checks what the schema cannot: options against each other and against those of the cells that are used.
    /// Called for the whole document before anything runs. By default nothing.
    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic]

    /// The claims that a cell makes, known before it runs, so that a page can say that they were not evaluated.
    /// By default none.
    static func claims(_ options: Options) -> [Verdict]

    /// The texts among the options that the page shows as Markdown, with their places, so that what is wrong in one is
    /// found before anything runs. By default none; a text that is not listed here is plain, and `$…$` is math in it.
    static func texts(_ options: Options) -> [AuthorText]

    /// The names in a ``ResultsByName`` or ``ResultsByNumber`` of the result (for the latter, one for each position),
    /// as far as the document determines them. Called only if `validate` found no mistake. nil, the default, where they
    /// are known only after the run: then any name is accepted.
    static func names(
        of kind: any ResultNames.Type, _ options: Options, _ document: DocumentContext
    ) -> [String]?

    /// Values that the result of a cell with these options does not have, although its type allows them: paths with `*`
    /// for any name. By default none.
    static func absentValues(_ options: Options, _ document: DocumentContext) -> [String]

    /// What the result may hold, known before the cell runs, so that a reference to anything else is an error. By
    /// default derived from ``Result``, ``names(of:_:_:)`` and ``absentValues(_:_:)``; only verbs whose options choose
    /// the type of result implement it.
    static func shape(_ options: Options, _ document: DocumentContext) -> ResultShape

    /// The result, if it is known before the cell runs, because the cell only reads a file: references to its values
    /// can then be checked before the run. Called only if `validate` found no mistake. By default nil.
    static func knownResult(_ options: Options, _ document: DocumentContext) -> Value?

    /// The shapes of results between which options choose, for help, by the name of the ``OptionSchema/Variant``. By
    /// default none.
    static var variantShapes: [String: ResultShape] { get }

    /// Computes the result. This is synchronous work on its own thread; call `context.checkCancellation()` from long
    /// loops.
    ///
    /// - Throws: ``CellFailure`` or any error; the page shows it in the cell's place.
    static func run(_ options: Options, _ context: RunContext) throws -> Output<Result>

    /// What the verb's cells can find wrong with their own results, each name once. By default nothing.
    static var healthChecks: [HealthCheck] { get }

    /// The findings about a result. They depend only on options and result, so that they are also known for a result
    /// from the store, and for every cell that uses it. Each finding belongs to one of ``healthChecks``, and each check
    /// has at most one finding.
    static func health(_ options: Options, _ result: Result) -> [Finding]

    /// Files that a result describes but does not hold, by file name: made only on request. By default none.
    ///
    /// - Throws: ``CellFailure`` or any error.
    static func exports(_ options: Options, _ result: Result) throws -> [String: Data]

    /// Whether cells with these options have ``dataTables(_:_:)``. By default not.
    static func hasDataTables(_ options: Options) -> Bool

    /// Tables of a result for archives of published data, such as scanned curves and covariances. By default none.
    ///
    /// - Throws: ``CellFailure`` or any error.
    static func dataTables(_ options: Options, _ result: Result) throws -> [DataTable]

    /// Draws the result of `run`. It must be quick, because it is called at every render, also for results from the
    /// store.
    ///
    /// - Throws: ``CellFailure`` or any error; the page shows it in the cell's place.
    static func present(_ options: Options, _ result: Result, _ context: PresentationContext) throws -> [Fragment]
}

extension Directive {
    public static var isQuick: Bool { false }
    public static var roles: [String] { [] }
    public static var effort: [String] { [] }
    public static func mostThreads(_ options: Options) -> Int? { nil }
    public static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] { [] }
    public static func claims(_ options: Options) -> [Verdict] { [] }
    public static func texts(_ options: Options) -> [AuthorText] { [] }
    public static func names(
        of kind: any ResultNames.Type, _ options: Options, _ document: DocumentContext
    ) -> [String]? { nil }
    public static func absentValues(_ options: Options, _ document: DocumentContext) -> [String] { [] }
    public static func knownResult(_ options: Options, _ document: DocumentContext) -> Value? { nil }
    public static var variantShapes: [String: ResultShape] { [:] }
    public static var healthChecks: [HealthCheck] { [] }
    public static func health(_ options: Options, _ result: Result) -> [Finding] { [] }
    public static func exports(_ options: Options, _ result: Result) throws -> [String: Data] { [:] }
    public static func hasDataTables(_ options: Options) -> Bool { false }
    public static func dataTables(_ options: Options, _ result: Result) throws -> [DataTable] { [] }

    public static func shape(_ options: Options, _ document: DocumentContext) -> ResultShape {
        ResultShape(of: Result.self) { names(of: $0, options, document) }.without(absentValues(options, document))
    }
}

extension Directive {
    /// What a result of the verb may hold in any document: placeholders represent names.
    public static var resultShape: ResultShape { ResultShape(of: Result.self) }

    /// Runs the verb, and encodes its result for the store.
    ///
    /// - Throws: what ``run(_:_:)`` throws.
    static func artifact(_ options: Options, _ context: RunContext) throws -> Artifact {
        let output = try run(options, context)
        return Artifact(result: try Value(encoding: output.result), attachments: output.attachments)
    }

    /// Findings about a result in the store, the worst first.
    ///
    /// - Throws: ``ResultMismatch``.
    static func findings(_ options: Options, _ artifact: Artifact) throws -> [Finding] {
        guard !healthChecks.isEmpty else { return [] }
        let findings = health(options, try artifact.result.decoded(as: Result.self))
        let names = findings.map(\.check.name)
        precondition(
            findings.allSatisfy { healthChecks.contains($0.check) } && Set(names).count == names.count,
            "'\(verb)' found \(names), each once, of \(healthChecks.map(\.name))")
        return HealthState.allCases.reversed().flatMap { state in findings.filter { $0.check.state == state } }
    }

    /// The files that a result in the store describes.
    ///
    /// - Throws: ``ResultMismatch``, and what ``exports(_:_:)`` throws.
    static func exported(_ options: Options, _ artifact: Artifact) throws -> [String: Data] {
        try exports(options, artifact.result.decoded(as: Result.self))
    }

    /// Tables of a result in the store for archives of published data.
    ///
    /// - Throws: ``ResultMismatch``, and what ``dataTables(_:_:)`` throws.
    static func tabled(_ options: Options, _ artifact: Artifact) throws -> [DataTable] {
        hasDataTables(options) ? try dataTables(options, artifact.result.decoded(as: Result.self)) : []
    }

    /// Draws a result from the store.
    ///
    /// - Throws: ``ResultMismatch``, and what ``present(_:_:_:)`` throws.
    static func fragments(
        _ options: Options, _ artifact: Artifact, _ context: PresentationContext
    ) throws -> [Fragment] {
        try present(options, artifact.result.decoded(as: Result.self), context)
    }
}

extension Options {
    /// Whether this is the same verb.
    public func isOf(_ directive: any Directive.Type) -> Bool { verb == directive.verb }
}

/// Why a cell could not compute its artifact, in words for the page.
public struct CellFailure: Error, Sendable, CustomStringConvertible {
    /// What went wrong.
    public let message: String
    /// What to try.
    public let advice: String?

    /// The advice says what to try.
    public init(_ message: String, advice: String? = nil) {
        self.message = message
        self.advice = advice
    }

    public var description: String { message + (advice.map { "; \($0)" } ?? "") }
}
