/// The largest absolute difference between two lists of numbers; NaN where one of them is NaN, infinite where the lists
/// are not equally long.
public func largestDifference<Number: BinaryFloatingPoint>(_ left: [Number], _ right: [Number]) -> Double {
    guard left.count == right.count else { return .infinity }
    return zip(left, right).reduce(0) { largest, pair in
        let difference = abs(Double(pair.0) - Double(pair.1))
        return difference.isNaN || largest.isNaN ? .nan : max(largest, difference)
    }
}

/// The largest absolute difference between two lists of rows, as between all their numbers; infinite where the rows are
/// not equally long.
public func largestDifference(_ left: [[Double]], _ right: [[Double]]) -> Double {
    guard left.map(\.count) == right.map(\.count) else { return .infinity }
    return largestDifference(Array(left.joined()), Array(right.joined()))
}
