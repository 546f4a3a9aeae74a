/// Where the pieces of a text of YAML stand that was written on several lines. YAML takes the indent away and may join the
/// lines, but each comes in the order of the text.
struct TextMap: Sendable {
    private struct Piece {
        /// In the text: from 0, and from 1.
        let line: Int
        let column: Int
        let place: SourcePlace
    }

    private var pieces: [Piece] = []

    /// - Parameters:
    ///   - text: the text that YAML makes of the lines.
    ///   - lines: its lines in the report, without the text around it, each with its place.
    init?(_ text: String, writtenOn lines: [(text: String, place: SourcePlace)]) {
        let characters = Array(text)
        var index = 0
        var line = 0
        var column = 1
        func step() {
            line += characters[index] == "\n" ? 1 : 0
            column = characters[index] == "\n" ? 1 : column + 1
            index += 1
        }
        for written in lines where !written.text.isEmpty {
            while index < characters.count, characters[index].isWhitespace { step() }
            let piece = Array(written.text)
            guard characters[index...].starts(with: piece) else { break }
            pieces.append(Piece(line: line, column: column, place: written.place))
            for _ in piece { step() }
        }
        if pieces.isEmpty { return nil }
    }

    /// - Parameters:
    ///   - line: the line in the text, counted from 0.
    ///   - column: counted from 1.
    func place(line: Int, column: Int) -> SourcePlace? {
        // The last that begins there or before.
        var (low, high) = (0, pieces.count)
        while low < high {
            let middle = (low + high) / 2
            if (pieces[middle].line, pieces[middle].column) <= (line, column) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        guard pieces.indices.contains(max(0, low - 1)) else { return nil }
        let piece = pieces[max(0, low - 1)]
        let offset = piece.line == line ? max(0, column - piece.column) : 0
        return SourcePlace(file: piece.place.file, line: piece.place.line, column: piece.place.column + offset)
    }
}
