import Derivatives

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A number that the formulas of the benchmark can be evaluated on.
///
/// Each formula in ν is written once, over this protocol: on `Double` it gives the value, on `SecondOrder3` also
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

extension SecondOrder3: DifferentiableScalar {
    static func + (left: Self, right: Double) -> Self {
        Self(value: left.value + right, gradient: left.gradient, hessian: left.hessian)
    }

    static func * (left: Self, right: Double) -> Self {
        Self(value: left.value * right, gradient: left.gradient * right, hessian: left.hessian * right)
    }

    var reciprocal: Self {
        let inverse = 1 / value
        return chain(inverse, -inverse * inverse, 2 * inverse * inverse * inverse)
    }

    var exponential: Self {
        let power = exp(value)
        return chain(power, power, power)
    }

    var logarithmOfMagnitude: Self {
        let inverse = 1 / value
        return chain(log(value.magnitude), inverse, -inverse * inverse)
    }

    var sine: Self {
        let (sine, cosine) = (sin(value), cos(value))
        return chain(sine, cosine, -sine)
    }

    var cosine: Self {
        let (sine, cosine) = (sin(value), cos(value))
        return chain(cosine, -sine, -cosine)
    }
}
