/// Lines of a text, by their indices.
struct LineSet: Sendable, ExpressibleByArrayLiteral {
    /// As far as there are any.
    private var isIn: [Bool] = []

    init(arrayLiteral lines: Int...) {
        for line in lines { insert(line..<line + 1) }
    }

    func contains(_ line: Int) -> Bool { line < isIn.count && isIn[line] }

    mutating func insert(_ lines: Range<Int>) {
        if isIn.count < lines.upperBound {
            isIn += [Bool](repeating: false, count: lines.upperBound - isIn.count)
        }
        for line in lines { isIn[line] = true }
    }
}
