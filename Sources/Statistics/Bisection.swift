/// The zero of a falling function by halving an interval until no number lies between its ends.
enum Bisection {
    /// - Parameter function: decreasing, not negative at the lower end and not positive at the upper one.
    static func root(in range: ClosedRange<Double>, _ function: (Double) -> Double) -> Double {
        var (low, high) = (range.lowerBound, range.upperBound)
        while true {
            let middle = (low + high) / 2
            guard middle > low, middle < high else { return middle }
            if function(middle) > 0 { low = middle } else { high = middle }
        }
    }
}
