/// Where runs of backticks stand in a paragraph: a code span ends at the next one of the same length.
struct BacktickRuns {
    /// Where runs begin, in order, by their length.
    private var starts: [Int: [Int]] = [:]

    init(_ characters: [Unicode.Scalar]) {
        var index = 0
        while let start = characters[index...].firstIndex(of: "`") {
            index = characters[start...].firstIndex { $0 != "`" } ?? characters.endIndex
            starts[index - start, default: []].append(start)
        }
    }

    /// The beginning of the next run of exactly this length, at or after an index; nil where there is none.
    func next(of length: Int, from index: Int) -> Int? {
        guard let starts = starts[length] else { return nil }
        var (low, high) = (0, starts.count)
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] < index { low = middle + 1 } else { high = middle }
        }
        return low < starts.count ? starts[low] : nil
    }
}
