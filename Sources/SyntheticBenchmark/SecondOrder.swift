#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A function of up to three variables at a point: its value with exact first and second derivatives.
///
/// Arithmetic follows the product and chain rules (forward-mode differentiation to second order), so there is no
/// step size and no cancellation.
struct SecondOrder: DifferentiableScalar {
    /// The variables that a function can depend on.
    static let variableCount = 3

    var value: Double

    /// First derivatives; the fourth lane is 0.
    var gradient: SIMD4<Double>

    /// Second derivatives by the pairs 00, 01, 02, 11, 12, 22; the last two lanes are 0.
    var hessian: SIMD8<Double>

    init(value: Double, gradient: SIMD4<Double>, hessian: SIMD8<Double>) {
        self.value = value
        self.gradient = gradient
        self.hessian = hessian
    }

    /// A number that depends on no variable.
    init(_ constant: Double) {
        self.init(value: constant, gradient: .zero, hessian: .zero)
    }

    /// The variable of this number itself.
    init(_ value: Double, variable: Int) {
        precondition((0..<Self.variableCount).contains(variable), "there is no variable \(variable)")
        self.init(value)
        gradient[variable] = 1
    }

    /// ∂²/∂(variable `row`)∂(variable `column`).
    func secondDerivative(_ row: Int, _ column: Int) -> Double {
        let (low, high) = (min(row, column), max(row, column))
        return hessian[[0, 3, 5][low] + high - low]
    }

    static func + (left: Self, right: Self) -> Self {
        Self(
            value: left.value + right.value, gradient: left.gradient + right.gradient,
            hessian: left.hessian + right.hessian)
    }

    static func - (left: Self, right: Self) -> Self {
        Self(
            value: left.value - right.value, gradient: left.gradient - right.gradient,
            hessian: left.hessian - right.hessian)
    }

    static func * (left: Self, right: Self) -> Self {
        Self(
            value: left.value * right.value,
            gradient: left.gradient * right.value + right.gradient * left.value,
            hessian: left.hessian * right.value + right.hessian * left.value
                + left.rows * right.columns + right.rows * left.columns)
    }

    static func + (left: Self, right: Double) -> Self {
        Self(value: left.value + right, gradient: left.gradient, hessian: left.hessian)
    }

    static func * (left: Self, right: Double) -> Self {
        Self(value: left.value * right, gradient: left.gradient * right, hessian: left.hessian * right)
    }

    var reciprocal: Self {
        let inverse = 1 / value
        return chained(inverse, first: -inverse * inverse, second: 2 * inverse * inverse * inverse)
    }

    var exponential: Self {
        let power = exp(value)
        return chained(power, first: power, second: power)
    }

    var logarithmOfMagnitude: Self {
        let inverse = 1 / value
        return chained(log(value.magnitude), first: inverse, second: -inverse * inverse)
    }

    var sine: Self {
        let (sine, cosine) = (sin(value), cos(value))
        return chained(sine, first: cosine, second: -sine)
    }

    var cosine: Self {
        let (sine, cosine) = (sin(value), cos(value))
        return chained(cosine, first: -sine, second: -cosine)
    }

    /// f(self) from f and its first two derivatives at `value`.
    private func chained(_ function: Double, first: Double, second: Double) -> Self {
        Self(
            value: function, gradient: gradient * first,
            hessian: hessian * first + rows * columns * second)
    }

    /// The first factor of each pair in ``hessian``.
    private var rows: SIMD8<Double> {
        SIMD8(gradient[0], gradient[0], gradient[0], gradient[1], gradient[1], gradient[2], 0, 0)
    }

    /// The second factor of each pair in ``hessian``.
    private var columns: SIMD8<Double> {
        SIMD8(gradient[0], gradient[1], gradient[2], gradient[1], gradient[2], gradient[2], 0, 0)
    }
}
