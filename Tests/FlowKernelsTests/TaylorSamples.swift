import Derivatives
import FlowKernels
import FlowReference

/// A float64 number with its first and second derivative along one direction: the first lane of a ``SecondOrder2``.
typealias TaylorNumber = SecondOrder2

extension SecondOrder2 {
    init(_ value: Double, first: Double, second: Double) {
        self.init(value: value, gradient: [first, 0], hessian: [second, 0, 0, 0])
    }

    /// (f, f′, f″)[order].
    func derivative(_ order: Int) -> Double { [value, gradient[0], hessian[0]][order] }
}

extension Samples {
    /// Random values and, unless `constant`, random jets along `directions`.
    mutating func taylorMatrix(
        _ rows: Int, _ columns: Int, directions: Int, constant: Bool = false, in range: ClosedRange<Float> = -2...2
    ) -> TaylorMatrix {
        TaylorMatrix(
            value: matrix(rows, columns, in: range), jets: constant ? nil : matrix(rows, 2 * directions * columns))
    }
}

extension TaylorMatrix {
    func duplicate() -> TaylorMatrix { TaylorMatrix(value: value.duplicate(), jets: jets?.duplicate()) }

    /// An element along a direction, in float64.
    func number(_ row: Int, _ column: Int, _ direction: Int) -> TaylorNumber {
        TaylorNumber(
            Double(value[row, column]), first: first(row: row, direction: direction).map { Double($0[0, column]) } ?? 0,
            second: second(row: row, direction: direction).map { Double($0[0, column]) } ?? 0)
    }

    /// The column of an event along a direction.
    func numbers(_ column: Int, _ direction: Int) -> [TaylorNumber] {
        (0..<rows).map { number($0, column, direction) }
    }

    /// max |a − b| / (1 + |b|) over values and jets; NaN counts as infinitely far.
    func taylorDistance(to expected: (_ row: Int, _ column: Int, _ direction: Int) -> TaylorNumber) -> Double {
        taylorDistanceToSpan { [expected($0, $1, $2)] }
    }

    /// As ``taylorDistance(to:)``, from the interval that several expected numbers span.
    func taylorDistanceToSpan(_ expected: (_ row: Int, _ column: Int, _ direction: Int) -> [TaylorNumber]) -> Double {
        var worst = 0.0
        for row in 0..<rows {
            for column in 0..<columns {
                for direction in 0..<directions {
                    let (found, span) = (number(row, column, direction), expected(row, column, direction))
                    for order in 0..<3 {
                        let bounds = span.map { $0.derivative(order) }
                        let (low, high) = (bounds.min() ?? .nan, bounds.max() ?? .nan)
                        let a = found.derivative(order)
                        let nearest = Swift.min(Swift.max(a, low), high)
                        let distance = abs(a - nearest) / (1 + abs(nearest))
                        worst = distance.isNaN ? .infinity : Swift.max(worst, distance)
                    }
                }
            }
        }
        return worst
    }
}
