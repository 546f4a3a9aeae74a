/// A verb of the report language: what ```` ```{verb} label ```` computes and shows.
///
/// Everything is static: a directive holds no state, so the same options, seed and inputs give the same artifact.
public protocol Directive: Sendable {
    /// The word in the braces.
    static var verb: String { get }
    /// Part of every key: raise it when `run` gives another result for the same input.
    static var version: Int { get }
    /// One sentence for `--help` and for messages.
    static var summary: String { get }
    static var schema: OptionSchema { get }

    /// Checks what the schema cannot: options against each other and against those of the cells that are used.
    /// Called for the whole document before anything runs. By default nothing.
    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic]

    /// The claims that a cell makes, known before it runs, so that a page can say that they were not evaluated.
    /// By default none.
    static func claims(_ options: Options) -> [Verdict]

    /// The paths of the result, known before the cell runs, so that a reference to another is found in time; see
    /// ``ResultPaths`` for how to write them. Called where `validate` found nothing wrong. All that the result may hold
    /// must be among them; nil, the default, where that is not known.
    static func resultPaths(_ options: Options, _ document: DocumentContext) -> [String]?

    /// Computes. Synchronous work on a thread of its own; call `context.checkCancellation()` from long loops.
    ///
    /// - Throws: ``CellFailure`` or any error; the page shows it in the cell's place.
    static func run(_ options: Options, _ context: RunContext) throws -> Artifact

    /// Draws what `run` found. Called at every render, also when the artifact came from the store, so it is quick.
    static func present(_ options: Options, _ artifact: Artifact, _ context: PresentationContext) throws -> [Fragment]
}

extension Directive {
    public static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] { [] }
    public static func claims(_ options: Options) -> [Verdict] { [] }
    public static func resultPaths(_ options: Options, _ document: DocumentContext) -> [String]? { nil }
}

/// Why a cell could not compute its artifact, in words for the page.
public struct CellFailure: Error, Sendable, CustomStringConvertible {
    public let message: String
    /// What to try.
    public let advice: String?

    public init(_ message: String, advice: String? = nil) {
        self.message = message
        self.advice = advice
    }

    public var description: String { message + (advice.map { "; \($0)" } ?? "") }
}
