/// The sum of all constraints, as a function of the point of a ``NuisanceSpace``.
///
/// Constraints of fixed nuisances alone are constants and left out; in a constraint of fixed and profiled nuisances,
/// the fixed ones have their values.
public struct Constraints: Sendable {
    /// The constraints, in the order in which they are summed.
    let terms: [Term]
    /// Coordinates of a point.
    private let dimensions: Int

    /// - Parameters:
    ///   - constraints: in the order in which they are summed; nuisances without a constraint are free.
    ///   - nuisances: the coordinates of a point, in order.
    ///   - fixed: values of the other nuisances.
    /// - Precondition: the nuisances of every constraint are among `nuisances` and `fixed`.
    public init(_ constraints: [any Constraint], of nuisances: [String], fixed: [String: Double] = [:]) {
        dimensions = nuisances.count
        terms = constraints.map { constraint in
            Term(
                constraint: constraint,
                slots: constraint.nuisances.map { name in
                    if let place = nuisances.firstIndex(of: name) { return .coordinate(place) }
                    guard let value = fixed[name] else {
                        preconditionFailure("a constraint of '\(name)', which is none of \(nuisances)")
                    }
                    return .fixed(value)
                })
        }.filter { !$0.coordinates.isEmpty }
    }

    /// The terms that act on any of some coordinates of a point.
    func acting(on coordinates: Range<Int>) -> [Term] { terms.filter { !$0.coordinates.isDisjoint(with: coordinates) } }

    /// Their sum in ln L.
    public func value(at point: [Double]) -> Double { terms.reduce(0) { $0 + $1.value(at: point) } }

    /// The gradient of ``value(at:)``, shape [coordinates].
    public func gradient(at point: [Double]) -> [Double] {
        var gradient = [Double](repeating: 0, count: dimensions)
        for term in terms {
            for (slot, slope) in zip(term.slots, term.constraint.gradient(at: term.values(at: point))) {
                if let place = slot.place { gradient[place] += slope }
            }
        }
        return gradient
    }

    /// The Hessian of ``value(at:)``, shape [coordinates, coordinates].
    public func hessian(at point: [Double]) -> [[Double]] {
        var hessian = [[Double]](repeating: Array(repeating: 0, count: dimensions), count: dimensions)
        for term in terms {
            for (first, row) in zip(term.slots, term.constraint.hessian(at: term.values(at: point))) {
                for (second, bend) in zip(term.slots, row) {
                    if let row = first.place, let column = second.place { hessian[row][column] += bend }
                }
            }
        }
        return hessian
    }

    /// One constraint, and where its values come from.
    struct Term: Sendable {
        let constraint: any Constraint
        let slots: [Slot]

        enum Slot: Sendable {
            case coordinate(Int)
            case fixed(Double)

            var place: Int? { if case .coordinate(let place) = self { place } else { nil } }
        }

        /// The coordinates of a point that it depends on.
        var coordinates: Set<Int> { Set(slots.compactMap(\.place)) }

        func values(at point: [Double]) -> [Double] {
            slots.map { slot in
                switch slot {
                case .coordinate(let place): point[place]
                case .fixed(let value): value
                }
            }
        }

        func value(at point: [Double]) -> Double { constraint.value(at: values(at: point)) }
    }
}

/// A term of ln L with external knowledge of nuisances: an auxiliary measurement, or a prior.
///
/// Terms are defined up to a constant. A new kind of constraint is one type that conforms. It may act on several
/// nuisances at once, as a normal distribution with correlations does. A nuisance without a constraint is free.
public protocol Constraint: Sendable {
    /// Names of the nuisances that it acts on.
    var nuisances: [String] { get }

    /// The term of ln L.
    ///
    /// - Parameter values: one for each of ``nuisances``.
    func value(at values: [Double]) -> Double

    /// The exact gradient of ``value(at:)``, shape [nuisances].
    func gradient(at values: [Double]) -> [Double]

    /// The exact Hessian of ``value(at:)``, shape [nuisances, nuisances].
    func hessian(at values: [Double]) -> [[Double]]
}
