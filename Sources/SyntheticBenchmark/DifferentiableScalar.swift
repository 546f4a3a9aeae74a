#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A number that the formulas of the benchmark can be evaluated on.
///
/// Each formula in ν is written once, over this protocol: on `Double` it gives the value, on ``SecondOrder`` also
/// the exact first and second derivatives.
protocol DifferentiableScalar: Sendable {
    init(_ constant: Double)

    var value: Double { get }

    static func + (left: Self, right: Self) -> Self
    static func - (left: Self, right: Self) -> Self
    static func * (left: Self, right: Self) -> Self
    static func + (left: Self, right: Double) -> Self
    static func * (left: Self, right: Double) -> Self

    var reciprocal: Self { get }
    var exponential: Self { get }

    /// ln |x|.
    var logarithmOfMagnitude: Self { get }
    var sine: Self { get }
    var cosine: Self { get }
}

extension DifferentiableScalar {
    var squared: Self { self * self }
}

extension Double: DifferentiableScalar {
    var value: Double { self }
    var reciprocal: Double { 1 / self }
    var exponential: Double { exp(self) }
    var logarithmOfMagnitude: Double { log(magnitude) }
    var sine: Double { sin(self) }
    var cosine: Double { cos(self) }
}
