/// A number with its gradient and Hessian with respect to a few variables, carried forward exactly.
///
/// For h = f(a): h′ = f′ a′, h″ = f′ a″ + f″ a′a′ᵀ; for a product: (ab)″ = a″b + a′b′ᵀ + b′a′ᵀ + ab″.
/// The Hessian's lanes are its rows, one after the other. Unused lanes stay zero, so three variables fit in four.
public struct SecondOrder<Gradient: SIMD, Hessian: SIMD>: ReferenceScalar, Sendable
where Gradient.Scalar == Double, Hessian.Scalar == Double, Gradient: Sendable, Hessian: Sendable {
    public var value: Double
    /// ∂value/∂νₖ, one lane a variable.
    public var gradient: Gradient
    /// ∂²value/∂νₖ∂νₗ at lane k · (lanes of the gradient) + l.
    public var hessian: Hessian

    @inlinable public init(value: Double, gradient: Gradient, hessian: Hessian) {
        precondition(
            Hessian.scalarCount == Gradient.scalarCount * Gradient.scalarCount,
            "\(Hessian.scalarCount) lanes do not hold the Hessian of \(Gradient.scalarCount) variables")
        self.value = value
        self.gradient = gradient
        self.hessian = hessian
    }

    @inlinable public init(_ constant: Double) {
        self.init(value: constant, gradient: Gradient(repeating: 0), hessian: Hessian(repeating: 0))
    }

    /// The variables themselves at the given point: unit gradients, no curvature.
    @inlinable public static func variables(at point: [Double]) -> [Self] {
        precondition(
            point.count <= Gradient.scalarCount, "\(point.count) variables in \(Gradient.scalarCount) lanes")
        return point.indices.map { index in
            var variable = Self(point[index])
            variable.gradient[index] = 1
            return variable
        }
    }

    /// The Hessian as rows of the first `count` variables.
    public func hessianRows(_ count: Int) -> [[Double]] {
        (0..<count).map { row in (0..<count).map { hessian[row * Gradient.scalarCount + $0] } }
    }

    /// a bᵀ.
    @inlinable static func outer(_ left: Gradient, _ right: Gradient) -> Hessian {
        var product = Hessian(repeating: 0)
        for row in 0..<Gradient.scalarCount {
            for column in 0..<Gradient.scalarCount {
                product[row * Gradient.scalarCount + column] = left[row] * right[column]
            }
        }
        return product
    }

    @inlinable public static func + (left: Self, right: Self) -> Self {
        Self(
            value: left.value + right.value, gradient: left.gradient + right.gradient,
            hessian: left.hessian + right.hessian)
    }

    @inlinable public static func - (left: Self, right: Self) -> Self {
        Self(
            value: left.value - right.value, gradient: left.gradient - right.gradient,
            hessian: left.hessian - right.hessian)
    }

    @inlinable public static prefix func - (operand: Self) -> Self { Self(0) - operand }

    @inlinable public static func * (left: Self, right: Self) -> Self {
        Self(
            value: left.value * right.value,
            gradient: left.gradient * right.value + right.gradient * left.value,
            hessian: left.hessian * right.value + right.hessian * left.value
                + outer(left.gradient, right.gradient) + outer(right.gradient, left.gradient))
    }

    @inlinable public static func / (left: Self, right: Self) -> Self {
        let reciprocal = 1 / right.value
        return left
            * right.chain(reciprocal, -reciprocal * reciprocal, 2 * reciprocal * reciprocal * reciprocal)
    }

    @inlinable public mutating func add(_ weight: Double, times term: Self) {
        value += weight * term.value
        gradient += weight * term.gradient
        hessian += weight * term.hessian
    }

    @inlinable public func chain(_ function: Double, _ first: Double, _ second: Double) -> Self {
        Self(
            value: function, gradient: first * gradient,
            hessian: first * hessian + second * Self.outer(gradient, gradient))
    }
}

/// Exact first and second derivatives in up to two variables.
public typealias SecondOrder2 = SecondOrder<SIMD2<Double>, SIMD4<Double>>
/// Exact first and second derivatives in up to four variables.
public typealias SecondOrder4 = SecondOrder<SIMD4<Double>, SIMD16<Double>>
/// Exact first and second derivatives in up to eight variables.
public typealias SecondOrder8 = SecondOrder<SIMD8<Double>, SIMD64<Double>>
