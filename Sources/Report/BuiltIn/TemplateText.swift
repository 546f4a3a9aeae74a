/// A text with values in it: `{fit.best ± fit.sigma | .3} nats`. What the braces may hold is what an inline value
/// may. The rest is Markdown, in whose code and math braces are braces.
struct TemplateText: OptionValue {
    let source: String
    /// Where the report has it.
    let place: SourcePlace
    /// The values of cells' results that stand in it.
    let paths: [ArtifactPath]
    private let scanned: ScannedText

    static var expected: String { "a text, with values in braces" }

    init(_ node: SourceNode, in scope: OptionScope) throws(InvalidDocument) {
        guard case .scalar(let text, _) = node.content else { throw Self.mismatch(node, scope) }
        guard node.doubts.isEmpty else { throw InvalidDocument(node.doubts) }
        source = text
        place = node.place
        var scanner = ProseScanner([], file: node.place.file, parameters: .none)
        scanned = scanner.scan(line: AuthorText(text, at: node.place, hasValues: true))
        paths = scanned.elements.paths
        guard scanner.diagnostics.isEmpty else { throw InvalidDocument(scanner.diagnostics) }
    }

    var canonical: Value { .string(source) }

    var references: [CellReference] { paths.flatMap(\.references) }

    /// The value, if the text consists of a single value; nil for any other text.
    var value: InlineValue? {
        let pieces = Placeholder.split(scanned.markdown.trimmed)
        guard pieces.count == 1, case .element(let index) = pieces[0],
            case .inline(.value(let value, _)) = scanned.elements[index]
        else { return nil }
        return value
    }

    /// Whether the text consists of a single value.
    var isValue: Bool { value != nil }

    /// The text with its values, or a word for a value that does not exist.
    ///
    /// - Throws: ``CellFailure`` where no result of the cell holds a value.
    func text(_ cell: (ArtifactPath) -> CellInput) throws -> String {
        for path in paths where cell(path).written(at: path.path) == nil {
            throw CellFailure(
                "'\(path.label)' has no value '\(path.path)'",
                advice: NearMiss.remedy(for: path.path, among: cell(path).artifact.result.leafPaths()))
        }
        return Placeholder.split(scanned.markdown.trimmed).map { piece in
            switch piece {
            case .text(let text): return text
            case .element(let index):
                switch scanned.elements[index] {
                case .inline(.value(let value, _)): return value.written { cell($0).written(at: $0.path) ?? .null }.text
                case .inline(.math(let formula)):
                    let dollars = formula.display ? "$$" : "$"
                    return dollars + formula.tex + dollars
                case .inline(.reference(let label, _)): return "@\(label)"
                case .inline(.citation(let citation)): return "@\(citation.key)"
                case .inline(.label(let label)): return "{#\(label.name)}"
                case .cell, .heading, .picture, .block, .line, .references: return ""
                }
            }
        }.joined()
    }
}
