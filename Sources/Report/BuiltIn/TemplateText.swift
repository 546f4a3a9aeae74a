/// A text with values in it: `{fit.best ± fit.sigma | .3} nats`. What the braces may hold is what an inline value
/// may; TeX in dollars keeps its braces.
struct TemplateText: OptionValue {
    enum Piece: Sendable {
        case text(String)
        case value(InlineValue)
    }

    let source: String
    let pieces: [Piece]

    static var expected: String { "a text, with values in braces" }

    init(_ node: SourceNode, in scope: OptionScope) throws(InvalidDocument) {
        guard case .scalar(let text, _) = node.content else { throw Self.mismatch(node, scope) }
        guard node.doubts.isEmpty else { throw InvalidDocument(node.doubts) }
        source = text
        var pieces: [Piece] = []
        var rest = text[...]
        var plain = ""
        while let character = rest.first {
            let inside = rest.dropFirst()
            if character == "$", let end = inside.firstIndex(of: "$") {
                plain += rest[...end]
                rest = rest[inside.index(after: end)...]
            } else if character == "{", let end = inside.firstIndex(where: { "{}".contains($0) }), inside[end] == "}" {
                pieces.append(.text(plain))
                pieces.append(.value(try InlineValue(String(inside[..<end]), at: node.place)))
                plain = ""
                rest = rest[inside.index(after: end)...]
            } else {
                plain.append(character)
                rest = inside
            }
        }
        self.pieces = pieces + [.text(plain)]
    }

    var canonical: Value { .string(source) }

    var references: [CellReference] { paths.flatMap(\.references) }
    var paths: [ArtifactPath] { values.flatMap(\.paths) }

    var values: [InlineValue] {
        pieces.compactMap { piece in
            if case .value(let value) = piece { value } else { nil }
        }
    }

    /// What stands between the values.
    var plainTexts: [String] {
        pieces.compactMap { piece in
            if case .text(let text) = piece { text } else { nil }
        }
    }

    /// Whether it is a value and nothing else.
    var isValue: Bool {
        values.count == 1
            && pieces.allSatisfy { piece in
                if case .text(let text) = piece { text.trimmed.isEmpty } else { true }
            }
    }

    /// The text with its values; a word stands for one that cannot be had.
    ///
    /// - Throws: ``CellFailure`` where no result of the cell holds a value.
    func text(_ cell: (ArtifactPath) -> CellInput) throws -> String {
        for path in paths where cell(path).written(at: path.path) == nil {
            throw CellFailure(
                "'\(path.label)' has no value '\(path.path)'",
                advice: NearMiss.remedy(for: path.path, among: cell(path).artifact.result.leafPaths()))
        }
        return pieces.map { piece in
            switch piece {
            case .text(let text): text
            case .value(let value): value.written { cell($0).written(at: $0.path) ?? .null }.text
            }
        }.joined()
    }
}
