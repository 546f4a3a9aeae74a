import Flows

/// What the columns of a sample are called: features x, scores y, classes, nuisances and the weight.
///
/// Any number of each is possible. A sample without scores has the density p(x|c, ν) alone.
public struct SampleSchema: Codable, Sendable, Hashable {
    /// A feature, a score, a nuisance or a weight.
    public struct Quantity: Codable, Sendable, Hashable {
        /// In files, options and results.
        public let name: String
        /// As figures and captions print it, in the markup of rich text: `*x*_{1}`.
        public let symbol: String
        /// As axes print it; nil for a number without a unit, and where no unit is known.
        public let unit: String?

        /// The symbol is the name where nil.
        public init(_ name: String, symbol: String? = nil, unit: String? = nil) {
            self.name = name
            self.symbol = symbol ?? name
            self.unit = unit
        }
    }

    /// A class of events, one component of the mixture.
    public struct EventClass: Codable, Sendable, Hashable {
        /// In files, options and results.
        public let name: String
        /// As figures and captions print it.
        public let label: String

        /// The label is the name where nil.
        public init(_ name: String, label: String? = nil) {
            self.name = name
            self.label = label ?? name
        }
    }

    /// x: what p(x|c, ν) is a density of.
    public let features: [Quantity]
    /// y: what p(y|x, c, ν) is a density of, and T acts on; may be empty.
    public let scores: [Quantity]
    /// In the order of the one-hot rows of contexts; none of data whose simulation is not known.
    public let classes: [EventClass]
    /// In the order of all vectors and matrices in ν.
    public let nuisances: [Quantity]
    /// nil where every event counts 1.
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

    /// In their order.
    public var nuisanceNames: [String] { nuisances.map(\.name) }

    /// ν⁰ with a value, 0, for every nuisance.
    public var nominal: NuisancePoint { completed(.nominal) }

    /// The same point with a value for every nuisance, as results hold it.
    ///
    /// - Precondition: it moves no others; ask ``unknownNames(in:)`` first where an author wrote it.
    public func completed(_ point: NuisancePoint) -> NuisancePoint {
        precondition(unknownNames(in: point).isEmpty, "\(unknownNames(in: point)) are not among \(nuisanceNames)")
        return NuisancePoint(point.values(of: nuisanceNames), of: nuisanceNames)
    }

    /// The place of a nuisance in the order of the schema; nil where there is none of this name.
    public func index(ofNuisance name: String) -> Int? { nuisances.firstIndex { $0.name == name } }

    /// The place of a class in the order of the schema; nil where there is none of this name.
    public func index(ofClass name: String) -> Int? { classes.firstIndex { $0.name == name } }

    /// Names that a point gives a value other than 0 and that are no nuisances, in alphabetical order.
    public func unknownNames(in point: NuisancePoint) -> [String] {
        point.movedNames.filter { index(ofNuisance: $0) == nil }
    }
}
