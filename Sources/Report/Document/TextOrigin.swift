/// Where the lines of a text stand in the report.
struct TextOrigin: Sendable {
    private enum Kind: Sendable {
        /// The text of the report itself.
        case report(file: String)
        /// A value of YAML whose whole text has the place of its beginning.
        case value(SourcePlace)
        /// A value of YAML with several lines and their places.
        case lines(TextMap, start: SourcePlace)
    }

    private let kind: Kind

    /// The text of the report itself.
    init(file: String) { kind = .report(file: file) }

    /// A text of YAML.
    init(_ start: SourcePlace, _ map: TextMap? = nil) {
        kind = map.map { .lines($0, start: start) } ?? .value(start)
    }

    /// Whether it is a value of YAML, which cannot contain cells.
    var isYAML: Bool { if case .report = kind { false } else { true } }

    /// Where it begins.
    var start: SourcePlace {
        switch kind {
        case .report(let file): SourcePlace(file: file, line: 1, column: 1)
        case .value(let place), .lines(_, let place): place
        }
    }

    /// - Parameters:
    ///   - line: counted from 0.
    ///   - column: counted from 1.
    func place(line: Int, column: Int) -> SourcePlace {
        switch kind {
        case .report(let file): SourcePlace(file: file, line: line + 1, column: column)
        case .value(let place): place
        case .lines(let map, let start): map.place(line: line, column: column) ?? start
        }
    }
}
