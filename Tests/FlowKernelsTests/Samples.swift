import FlowKernels

/// SplitMix64: the same numbers on every run.
struct Samples: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// A rows x columns matrix of uniform numbers, with memory of its own.
    mutating func matrix(_ rows: Int, _ columns: Int, in range: ClosedRange<Float> = -2...2) -> Matrix {
        let values = (0..<rows * columns).map { _ in Float.random(in: range, using: &self) }
        return ParameterBuffer(values).matrix(at: 0, rows: rows, columns: columns)
    }
}

extension Matrix {
    init(_ values: [Float], rows: Int = 1) {
        self = ParameterBuffer(values).matrix(at: 0, rows: rows, columns: values.count / rows)
    }

    static func zeros(_ rows: Int, _ columns: Int) -> Matrix {
        ParameterBuffer(count: rows * columns).matrix(at: 0, rows: rows, columns: columns)
    }

    var bits: [UInt32] {
        withUnsafeMutableBufferPointer { $0.map(\.bitPattern) }
    }

    func duplicate() -> Matrix {
        let copy = Matrix.zeros(rows, columns)
        copy.copy(from: self)
        return copy
    }

    func column(_ j: Int) -> [Double] { (0..<rows).map { Double(self[$0, j]) } }

    /// As ``distance(to:)``, from the interval that the expected values span.
    func distanceToSpan(_ expected: (Int, Int) -> [Double]) -> Double {
        distance { i, j in
            let span = expected(i, j)
            guard let low = span.min(), let high = span.max() else { return .nan }
            return Swift.min(Swift.max(Double(self[i, j]), low), high)
        }
    }

    /// max |a − b| / (1 + |b|) over all elements; NaN counts as infinitely far from everything but NaN.
    func distance(to expected: (Int, Int) -> Double) -> Double {
        var worst = 0.0
        for i in 0..<rows {
            for j in 0..<columns {
                let (a, b) = (Double(self[i, j]), expected(i, j))
                if a.isNaN && b.isNaN || a == b { continue }
                let distance = abs(a - b) / (1 + abs(b))
                worst = distance.isNaN ? .infinity : max(worst, distance)
            }
        }
        return worst
    }
}

/// (f(x + h) − f(x − h)) / 2h.
func centralDifference(_ f: (Double) -> Double, step h: Double) -> Double { (f(h) - f(-h)) / (2 * h) }
