/// One event of the benchmark.
public struct BenchmarkEvent: Sendable, Equatable {
    /// Kinematics.
    public let x: SIMD2<Double>

    /// Score.
    public let y: SIMD2<Double>

    /// The class from which it was drawn, which is not known in data.
    public let kind: BenchmarkClass

    /// With these values.
    public init(x: SIMD2<Double>, y: SIMD2<Double>, kind: BenchmarkClass) {
        self.x = x
        self.y = y
        self.kind = kind
    }
}

/// Many events, feature by feature; every array has one element for each event.
public struct BenchmarkEvents: Sendable, Equatable {
    /// x₁, shape [events].
    public internal(set) var x0: [Float]
    /// x₂, shape [events].
    public internal(set) var x1: [Float]
    /// y₁, shape [events].
    public internal(set) var y0: [Float]
    /// y₂, shape [events].
    public internal(set) var y1: [Float]

    /// Raw values of ``BenchmarkClass``.
    public internal(set) var classes: [UInt8]

    /// - Precondition: the arrays are equally long.
    public init(x0: [Float], x1: [Float], y0: [Float], y1: [Float], classes: [UInt8]) {
        let counts = [x0.count, x1.count, y0.count, y1.count, classes.count]
        precondition(counts.allSatisfy { $0 == x0.count }, "features of unequal length: \(counts)")
        self.x0 = x0
        self.x1 = x1
        self.y0 = y0
        self.y1 = y1
        self.classes = classes
    }

    /// `count` events, to be overwritten by `BenchmarkModel.fill`.
    public init(count: Int) {
        let zeros = [Float](repeating: 0, count: count)
        self.init(x0: zeros, x1: zeros, y0: zeros, y1: zeros, classes: Array(repeating: 0, count: count))
    }

    /// How many events there are.
    public var count: Int { x0.count }

    /// Kinematics of event `index`.
    public func x(_ index: Int) -> SIMD2<Double> {
        SIMD2(Double(x0[index]), Double(x1[index]))
    }

    /// Score of event `index`.
    public func y(_ index: Int) -> SIMD2<Double> {
        SIMD2(Double(y0[index]), Double(y1[index]))
    }
}
