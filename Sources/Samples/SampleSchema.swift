import Flows

/// The names of the columns of a sample: features x, scores y, classes, nuisances and the weight.
///
/// Any number of each is possible. A sample without scores only has the density p(x|c, ν).
public struct SampleSchema: Codable, Sendable, Hashable {
    /// A feature, a score, a nuisance or a weight.
    public struct Quantity: Codable, Sendable, Hashable {
        /// Its name in files, options and results.
        public let name: String
        /// Its symbol in figures and captions, in the markup of rich text: `*x*_{1}`.
        public let symbol: String
        /// Its unit on axes; nil for a pure number, and if the unit is not known.
        public let unit: String?

        /// If the symbol is nil, it is the name.
        public init(_ name: String, symbol: String? = nil, unit: String? = nil) {
            self.name = name
            self.symbol = symbol ?? name
            self.unit = unit
        }
    }

    /// A class of events, one component of the mixture.
    public struct EventClass: Codable, Sendable, Hashable {
        /// Its name in files, options and results.
        public let name: String
        /// Its label in figures and captions.
        public let label: String

        /// If the label is nil, it is the name.
        public init(_ name: String, label: String? = nil) {
            self.name = name
            self.label = label ?? name
        }
    }

    /// x: the quantities of p(x|c, ν).
    public let features: [Quantity]
    /// y: the quantities of p(y|x, c, ν), on which T acts; may be empty.
    public let scores: [Quantity]
    /// The classes in the order of the one-hot rows of contexts; empty for data whose simulation is not known.
    public let classes: [EventClass]
    /// The nuisances in the order of all vectors and matrices in ν.
    public let nuisances: [Quantity]
    /// The weight; nil if events have no weights.
    public let weight: Quantity?

    /// - Precondition: the names of features, scores and classes differ from one another, and so do
    ///   those of the nuisances.
    public init(
        features: [Quantity], scores: [Quantity], classes: [EventClass], nuisances: [Quantity],
        weight: Quantity? = nil
    ) {
        let inputs = features.map(\.name) + scores.map(\.name) + classes.map(\.name)
        precondition(Set(inputs).count == inputs.count, "names are given twice: \(inputs)")
        precondition(
            Set(nuisances.map(\.name)).count == nuisances.count, "names are given twice: \(nuisances.map(\.name))")
        self.features = features
        self.scores = scores
        self.classes = classes
        self.nuisances = nuisances
        self.weight = weight
    }

    /// The names of the nuisances, in their order.
    public var nuisanceNames: [String] { nuisances.map(\.name) }

    /// ν⁰ with a value, 0, for every nuisance.
    public var nominal: NuisancePoint { completed(.nominal) }

    /// The same point with a value for every nuisance, as in results.
    ///
    /// - Precondition: it has no other nuisances; check a point from an author with ``unknownNames(in:)`` first.
    public func completed(_ point: NuisancePoint) -> NuisancePoint {
        precondition(unknownNames(in: point).isEmpty, "\(unknownNames(in: point)) are not among \(nuisanceNames)")
        return NuisancePoint(point.values(of: nuisanceNames), of: nuisanceNames)
    }

    /// The index of a nuisance in the schema; nil for an unknown name.
    public func index(ofNuisance name: String) -> Int? { nuisances.firstIndex { $0.name == name } }

    /// The index of a class in the schema; nil for an unknown name.
    public func index(ofClass name: String) -> Int? { classes.firstIndex { $0.name == name } }

    /// Names in a point with a value other than 0 that are not nuisances of the schema, in alphabetical order.
    public func unknownNames(in point: NuisancePoint) -> [String] {
        point.movedNames.filter { index(ofNuisance: $0) == nil }
    }
}
