/// A number with its gradient and Hessian with respect to a few variables, carried forward exactly.
///
/// For h = f(a): h′ = f′ a′, h″ = f′ a″ + f″ a′a′ᵀ; for a product: (ab)″ = a″b + a′b′ᵀ + b′a′ᵀ + ab″. There is no step
/// size and no cancellation.
public struct SecondOrder<Lanes: DerivativeLanes>: Sendable {
    /// The number itself.
    public var value: Double
    /// ∂value/∂νₖ, one lane a variable.
    public var gradient: Lanes.Gradient
    /// ∂²value/∂νₖ∂νₗ, at ``DerivativeLanes/lane(_:_:)``.
    public var hessian: Lanes.Hessian

    /// With these values.
    @inlinable public init(value: Double, gradient: Lanes.Gradient, hessian: Lanes.Hessian) {
        self.value = value
        self.gradient = gradient
        self.hessian = hessian
    }

    /// A number that depends on no variable.
    @inlinable public init(_ constant: Double) {
        self.init(value: constant, gradient: Lanes.Gradient(repeating: 0), hessian: Lanes.Hessian(repeating: 0))
    }

    /// The variable of this number itself: a unit gradient, no curvature.
    ///
    /// - Precondition: there is such a variable.
    @inlinable public init(_ value: Double, variable: Int) {
        precondition((0..<Lanes.variables).contains(variable), "there is no variable \(variable)")
        self.init(value)
        gradient[variable] = 1
    }

    /// All variables at a point.
    @inlinable public static func variables(at point: [Double]) -> [Self] {
        point.enumerated().map { Self($1, variable: $0) }
    }

    /// ∂²value/∂(variable `row`)∂(variable `column`).
    @inlinable public func secondDerivative(_ row: Int, _ column: Int) -> Double { hessian[Lanes.lane(row, column)] }

    /// The Hessian of the first `count` variables, by rows.
    public func hessianRows(_ count: Int) -> [[Double]] {
        (0..<count).map { row in (0..<count).map { secondDerivative(row, $0) } }
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
                + Lanes.outer(left.gradient, right.gradient) + Lanes.outer(right.gradient, left.gradient))
    }

    @inlinable public static func / (left: Self, right: Self) -> Self {
        let reciprocal = 1 / right.value
        return left
            * right.chain(reciprocal, -reciprocal * reciprocal, 2 * reciprocal * reciprocal * reciprocal)
    }

    /// Adds `weight · term`, with a constant weight.
    @inlinable public mutating func add(_ weight: Double, times term: Self) {
        value += weight * term.value
        gradient += weight * term.gradient
        hessian += weight * term.hessian
    }

    /// f(self), given f, f′ and f″ at ``value``.
    @inlinable public func chain(_ function: Double, _ first: Double, _ second: Double) -> Self {
        Self(
            value: function, gradient: first * gradient,
            hessian: first * hessian + second * Lanes.outer(gradient, gradient))
    }
}

/// Exact first and second derivatives in up to two variables.
public typealias SecondOrder2 = SecondOrder<FullLanes<SIMD2<Double>, SIMD4<Double>>>
/// Exact first and second derivatives in up to three variables.
public typealias SecondOrder3 = SecondOrder<PackedThree>
/// Exact first and second derivatives in up to four variables.
public typealias SecondOrder4 = SecondOrder<FullLanes<SIMD4<Double>, SIMD16<Double>>>
/// Exact first and second derivatives in up to eight variables.
public typealias SecondOrder8 = SecondOrder<FullLanes<SIMD8<Double>, SIMD64<Double>>>
