/// The profiled nuisances of a mixture in their order, the values of fixed nuisances, and the constraints.
///
/// A point of the space lists the profiled ones only: shape nuisances ν first, then normalizations θ. A normalization
/// with the name of a shape nuisance is the same nuisance: one coordinate moves both.
public struct NuisanceSpace: Sendable {
    /// Names of all ν.
    public let shapes: [String]
    /// Names of all θ.
    public let normalizations: [String]
    /// Values of the nuisances that are not profiled.
    public let fixed: [String: Double]
    /// Names of the coordinates of a point.
    public let profiled: [String]
    /// The constraints of the profiled nuisances.
    public let constraints: Constraints
    /// Values at which nothing is moved, where they are not 0: 1 of a factor on the yields.
    private let nominal: [String: Double]
    /// Indices in ``profiled`` of factors on the yields that may be 0 or negative.
    public let linear: [Int]

    /// If the constraints are nil, they are −½ν² for every nuisance.
    public init(mixture: Mixture, fixed: [String: Double] = [:], constraints: [any Constraint]? = nil) {
        shapes = mixture.nuisances
        normalizations = mixture.yields.sources.map(\.name)
        self.fixed = fixed
        let shapes = shapes
        let names = shapes + normalizations.filter { !shapes.contains($0) }
        let profiled = names.filter { fixed[$0] == nil }
        self.profiled = profiled
        nominal = Dictionary(
            mixture.yields.sources.filter { $0.nominal != 0 }.map { ($0.name, $0.nominal) }, uniquingKeysWith: { $1 })
        linear = profiled.indices.filter { mixture.yields.linear.contains(profiled[$0]) }
        self.constraints = Constraints(
            constraints ?? names.map { NormalConstraint($0) }, of: profiled, fixed: fixed)
    }

    /// The nominal point: 0 for nuisances, and 1 for factors on the yields.
    public var origin: [Double] { profiled.map { nominal[$0] ?? 0 } }

    /// Indices of the profiled ν among all ν. Coordinates of a point begin with them.
    var profiledShapes: [Int] { shapes.indices.filter { fixed[shapes[$0]] == nil } }

    /// ν and θ in full, at a point of the space, shapes [all ν] and [all θ]. Every nuisance is either profiled or
    /// fixed.
    ///
    /// - Precondition: a value for each of ``profiled``.
    public func expand(_ point: [Double]) -> (nuisances: [Double], theta: [Double]) {
        precondition(point.count == profiled.count, "\(point.count) values for \(profiled)")
        var values = fixed
        for (name, value) in zip(profiled, point) { values[name] = value }
        func value(_ name: String) -> Double { values[name] ?? nominal[name] ?? 0 }
        return (shapes.map(value), normalizations.map(value))
    }

    /// The components of a full gradient that belong to profiled nuisances.
    func gather(nuisances: [Double], theta: [Double]) -> [Double] {
        profiled.map { name in
            let shape = shapes.firstIndex(of: name).map { nuisances[$0] }
            let normalization = normalizations.firstIndex(of: name).map { theta[$0] }
            guard let shape, let normalization else { return shape ?? normalization ?? 0 }
            return shape + normalization
        }
    }

    /// For every coordinate of a point, the index of its normalization among all θ; nil without one.
    var normalizationPlaces: [Int?] { profiled.map { name in normalizations.firstIndex(of: name) } }
}
