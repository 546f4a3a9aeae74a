/// A place in a text by its line, counted from 0, and its column, counted from 1, as the eye counts: accents, joined emoji
/// and flags are one.
struct TextPosition: Sendable, Equatable {
    private(set) var line: Int
    private(set) var column = 1
    /// What was passed last, where it may go on.
    private var isBehindJoiner = false
    private var isInFlag = false

    init(line: Int) { self.line = line }

    /// Moves past a scalar.
    mutating func pass(_ scalar: Unicode.Scalar) {
        if scalar.value < 0x300 {
            if scalar == "\n" {
                line += 1
                column = 1
            } else {
                column += 1
            }
            isBehindJoiner = false
            isInFlag = false
            return
        }
        let isSecondHalf = isInFlag && scalar.isRegionalIndicator
        if !isBehindJoiner, !isSecondHalf, !scalar.continuesCharacter { column += 1 }
        isInFlag = scalar.isRegionalIndicator && !isSecondHalf
        isBehindJoiner = scalar == .joiner
    }
}
