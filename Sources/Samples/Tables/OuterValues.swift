/// The values that a few others lie below or above: quantiles far out, without sorting what lies between.
struct OuterValues {
    /// `cut` values are lower, or equal to it.
    let lower: Double
    /// `cut` values are higher, or equal to it.
    let upper: Double

    /// - Parameter cut: the number of values farther out on either side.
    /// - Precondition: there are more values than that.
    /// - Complexity: O(values + cut² · log(values/cut)) for values in random order.
    init(_ values: [Double], cut: Int) {
        precondition(values.count > cut, "\(cut) of \(values.count) values lie farther out")
        // The farthest first; the last of them is what is looked for.
        var (low, high): ([Double], [Double]) = ([], [])
        for value in values {
            if low.count <= cut || value < low[cut] { Self.insert(value, into: &low, cut, isBefore: <) }
            if high.count <= cut || value > high[cut] { Self.insert(value, into: &high, cut, isBefore: >) }
        }
        (lower, upper) = (low[cut], high[cut])
    }

    private static func insert(
        _ value: Double, into outer: inout [Double], _ cut: Int, isBefore: (Double, Double) -> Bool
    ) {
        if outer.count > cut { outer.removeLast() }
        outer.insert(value, at: outer.firstIndex { isBefore(value, $0) } ?? outer.count)
    }
}
