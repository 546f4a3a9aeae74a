/// Values of a report's results with their uncertainties, in the notation of the caller: `fiducial value`.
public struct ReportedValues: PublishedDocument {
    public static let schema = PublishedSchema.value

    /// A value.
    public struct Entry: Encodable, Sendable {
        /// The request: `fit.shift.best`, or in the notation of prose, `fit.shift.best ± fit.shift.sigma | .3`.
        public let path: String
        /// As prose writes it: "0.482 ± 0.011", or a word such as "open" for a missing value.
        public let text: String
        /// The cell that it is of.
        let cell: String
        /// What the result holds: a number, a text, a truth value or a list; nil where it lacks the value.
        let value: Value?
        /// nil where it has none, or one that is no number.
        let uncertainty: Uncertainty?
        /// Of the result in the store.
        let key: String
        /// When that was computed.
        let computed: String

        struct Uncertainty: Encodable, Sendable {
            /// Both without a sign; one may be missing where an interval is open on that side.
            let up: Double?
            let down: Double?
        }
    }

    /// As messages name it.
    let report: String
    /// In the order of the requests.
    public let values: [Entry]
}

/// A value that someone asked for, read and checked against what the report's results may hold.
struct AskedValue: Sendable {
    /// As it was asked for.
    let text: String
    let inline: InlineValue

    /// Adds the standard error that the verb declares, if the request names none.
    ///
    /// - Throws: ``ValueError``.
    init(_ text: String, of document: Document) throws(ValueError) {
        self.text = text
        let inline: InlineValue
        do {
            inline = try InlineValue(text, at: SourcePlace(file: "", line: 1, column: 1))
        } catch {
            guard let first = error.diagnostics.first else { preconditionFailure("an error without a diagnostic") }
            let known = document.cells.map(\.label)
            throw .question(
                first.message,
                remedy: known.contains(text)
                    ? document.shapes[text].map { "name one of \(Self.examples($0, text))" } : first.remedy)
        }
        for path in inline.paths { try Self.check(path, document) }
        self.inline = inline.withError(of: document)
    }

    private static func check(_ path: ArtifactPath, _ document: Document) throws(ValueError) {
        guard let shape = document.shapes[path.label] else {
            throw .question(
                "no cell is called '\(path.label)'",
                remedy: NearMiss.remedy(for: path.label, among: document.cells.map(\.label)))
        }
        guard case .found(let found, _) = shape.resolve(path.path) else {
            throw .question(
                "'\(path.label)' has no value '\(path.path)'", remedy: shape.remedy(for: path.path))
        }
        guard found.isWritable else {
            throw .question("'\(path)' is \(found.words)", remedy: "name one of \(found.examples(path))")
        }
    }

    private static func examples(_ shape: ResultShape, _ label: String) -> String {
        NearMiss.list(shape.paths.prefix(6).map { "\(label).\($0)" })
    }
}

extension InlineValue {
    /// With the standard error that the verb declares for the value; as it is where it has an uncertainty, or none is declared.
    fileprivate func withError(of document: Document) -> InlineValue {
        guard case .none = uncertainty, let shape = document.shapes[path.label],
            case .found(_, let canonical) = shape.resolve(path.path),
            let error = ResultPatterns(shape).error(of: canonical, in: shape),
            let found = ArtifactPath("\(path.label).\(error)", at: path.place)
        else { return self }
        return InlineValue(path: path, uncertainty: .symmetric(found), format: format)
    }
}

extension ResultPatterns {
    /// The path of the standard error of a value; nil where none is declared.
    ///
    /// - Parameter path: the path with all its keys.
    func error(of path: String, in shape: ResultShape) -> String? {
        let words = path.split(separator: ".").map(String.init)
        for (pattern, error) in errors {
            let (parts, target) = (pattern.split(separator: "."), error.split(separator: "."))
            guard parts.count == words.count, zip(parts, words).allSatisfy({ $0 == "*" || $0 == $1 }) else { continue }
            var names = zip(parts, words).filter { $0.0 == "*" }.map(\.1)[...]
            return target.map { $0 == "*" ? names.popFirst() ?? "*" : String($0) }.joined(separator: ".")
        }
        return nil
    }
}

/// Why a value cannot be reported.
public enum ValueError: Error, Sendable, Hashable, CustomStringConvertible {
    /// No result of the report will have it, or it is not a single value.
    case question(String, remedy: String?)
    /// The cell has no current result: the cell, the condition of its result in the store, the reason, and whether a
    /// render computes it without being asked by name.
    case noResult(cell: String, condition: Plan.Condition, why: String, isRunByRender: Bool)

    /// The error and its remedy.
    public var description: String {
        switch self {
        case .question(let message, let remedy): message + (remedy.map { "; \($0)" } ?? "")
        case .noResult(let cell, let condition, let why, let isRunByRender):
            "the result of '\(cell)' is \(condition.rawValue): \(why)"
                + (isRunByRender ? "; 'fiducial render' computes it" : "")
        }
    }
}
