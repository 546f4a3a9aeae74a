import Derivatives
import Foundation

/// The number type of the reference formulas: `Double`, or a number with its derivatives.
///
/// It only has the operations that the formulas need. Every elementary function goes through ``chain(_:_:_:)``, which
/// is given the function's value and its first two derivatives at ``value``.
public protocol ReferenceScalar: ExpressibleByFloatLiteral, Sendable where FloatLiteralType == Double {
    /// A constant: all its derivatives vanish.
    init(_ constant: Double)
    /// The number itself, without derivatives. Comparisons and the choice of a bin use it.
    var value: Double { get }

    /// The sum, derivatives included.
    static func + (left: Self, right: Self) -> Self
    /// The difference, derivatives included.
    static func - (left: Self, right: Self) -> Self
    /// The product, derivatives by the product rule.
    static func * (left: Self, right: Self) -> Self
    /// The quotient, derivatives by the quotient rule.
    static func / (left: Self, right: Self) -> Self
    static prefix func - (operand: Self) -> Self
    /// Adds `weight · term`, with a constant weight.
    mutating func add(_ weight: Double, times term: Self)
    /// f(self), given f, f′ and f″ at ``value``.
    func chain(_ function: Double, _ first: Double, _ second: Double) -> Self
}

extension ReferenceScalar {
    /// With these values.
    @inlinable public init(floatLiteral value: Double) { self.init(value) }

    @inlinable public static func += (left: inout Self, right: Self) { left = left + right }

    /// The square.
    @inlinable public var squared: Self { self * self }

    /// exp(self).
    @inlinable public var exponential: Self {
        let exponential = exp(value)
        return chain(exponential, exponential, exponential)
    }

    /// The natural logarithm.
    @inlinable public var logarithm: Self { chain(log(value), 1 / value, -1 / (value * value)) }

    /// √self.
    @inlinable public var squareRoot: Self {
        let root = value.squareRoot()
        return chain(root, 0.5 / root, -0.25 / (root * value))
    }

    /// |self|; its derivative at 0 is taken as 1.
    @inlinable public var magnitude: Self { value < 0 ? -self : self }
}

extension Array where Element: ReferenceScalar {
    /// The sum of all elements, from the first to the last.
    @inlinable public var sum: Element { reduce(0.0, +) }

    /// ln Σ exp of the elements, shifted by the largest so that nothing overflows.
    @inlinable public var logSumExp: Element {
        let largest = map(\.value).max() ?? -.infinity
        guard largest.isFinite else { return Element(largest) }
        let shift = Element(largest)
        return shift + map { ($0 - shift).exponential }.sum.logarithm
    }
}

extension Double: ReferenceScalar {
    @inlinable public var value: Double { self }

    @inlinable public mutating func add(_ weight: Double, times term: Double) { self += weight * term }

    @inlinable public func chain(_ function: Double, _ first: Double, _ second: Double) -> Double { function }
}

extension SecondOrder: ReferenceScalar {}
