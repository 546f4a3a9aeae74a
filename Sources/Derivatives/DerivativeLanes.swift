/// The arrangement of the derivatives of a ``SecondOrder`` number in vectors.
public protocol DerivativeLanes: Sendable {
    /// First derivatives, a lane for each variable; lanes without a variable stay 0.
    associatedtype Gradient: SIMD & Sendable where Gradient.Scalar == Double
    /// Second derivatives, at ``lane(_:_:)``.
    associatedtype Hessian: SIMD & Sendable where Hessian.Scalar == Double

    /// The largest number of variables.
    static var variables: Int { get }
    /// The lane of ∂²/∂(variable `row`)∂(variable `column`) in the Hessian.
    static func lane(_ row: Int, _ column: Int) -> Int
    /// a bᵀ, in the lanes of the Hessian.
    static func outer(_ left: Gradient, _ right: Gradient) -> Hessian
}

/// All rows of the Hessian, one after the other: for as many variables as the gradient has lanes.
public enum FullLanes<Gradient: SIMD & Sendable, Hessian: SIMD & Sendable>: DerivativeLanes
where Gradient.Scalar == Double, Hessian.Scalar == Double {
    @inlinable public static var variables: Int { Gradient.scalarCount }

    @inlinable public static func lane(_ row: Int, _ column: Int) -> Int { row * Gradient.scalarCount + column }

    @inlinable public static func outer(_ left: Gradient, _ right: Gradient) -> Hessian {
        precondition(
            Hessian.scalarCount == Gradient.scalarCount * Gradient.scalarCount,
            "\(Hessian.scalarCount) lanes do not hold the Hessian of \(Gradient.scalarCount) variables")
        var product = Hessian(repeating: 0)
        for row in 0..<Gradient.scalarCount {
            for column in 0..<Gradient.scalarCount { product[lane(row, column)] = left[row] * right[column] }
        }
        return product
    }
}

/// Three variables, with the upper triangle of the Hessian: 00, 01, 02, 11, 12, 22. Half of the work of four variables.
public enum PackedThree: DerivativeLanes {
    @inlinable public static var variables: Int { 3 }

    @inlinable public static func lane(_ row: Int, _ column: Int) -> Int {
        let (low, high) = (min(row, column), max(row, column))
        return [0, 3, 5][low] + high - low
    }

    @inlinable public static func outer(_ left: SIMD4<Double>, _ right: SIMD4<Double>) -> SIMD8<Double> {
        SIMD8(left[0], left[0], left[0], left[1], left[1], left[2], 0, 0)
            * SIMD8(right[0], right[1], right[2], right[1], right[2], right[2], 0, 0)
    }
}
