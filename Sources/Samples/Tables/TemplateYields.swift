import Foundation

/// The expected events of every class at every template: Σw of simulated events.
public struct TemplateYields: Sendable, Equatable {
    /// The classes, in the order of the schema.
    public let classes: [String]
    /// The nuisances that templates move, in the order of the schema.
    public let nuisances: [String]
    /// Whether weights give the expected events; otherwise events are only counted.
    public let isWeighted: Bool
    /// An entry for each class and template.
    public let templates: [Entry]

    /// One class at one template.
    public struct Entry: Sendable, Equatable {
        /// The name of the class.
        public let name: String
        /// The point of the template.
        public let point: NuisancePoint
        /// Σw of its events.
        public let sum: Double

        /// With these values.
        public init(name: String, point: NuisancePoint, sum: Double) {
            self.name = name
            self.point = point
            self.sum = sum
        }
    }

    /// With these values.
    public init(classes: [String], nuisances: [String], isWeighted: Bool, templates: [Entry]) {
        self.classes = classes
        self.nuisances = nuisances
        self.isWeighted = isWeighted
        self.templates = templates
    }

    /// These yields together with other ones; if both have an entry, that of these yields is used.
    public func merging(_ other: TemplateYields) -> TemplateYields {
        let further = other.templates.filter { entry in
            classes.contains(entry.name) && !templates.contains { $0.name == entry.name && $0.point == entry.point }
        }
        return TemplateYields(
            classes: classes, nuisances: nuisances + other.nuisances.filter { !nuisances.contains($0) },
            isWeighted: isWeighted && other.isWeighted, templates: templates + further)
    }

    /// Σw of every class at ν⁰; nil if a class has no nominal events.
    public var nominal: [Double]? {
        let sums = classes.compactMap { sum(of: $0, at: .nominal) }
        return sums.count == classes.count ? sums : nil
    }

    private func sum(of name: String, at point: NuisancePoint) -> Double? {
        templates.first { $0.name == name && $0.point == point }?.sum
    }

    /// ln(N_c(ν)/N_c⁰) of every class at the templates that move one nuisance alone, by its values; empty for a class
    /// without such a template.
    public func logFactors(of nuisance: String) -> [[Double: Double]] {
        classes.map { name in
            guard let nominal = sum(of: name, at: .nominal) else { return [:] }
            let own = templates.filter { $0.name == name && $0.point != .nominal && $0.point.isAlong(nuisance) }
            return Dictionary(
                own.map { ($0.point[nuisance], log($0.sum / nominal)) }, uniquingKeysWith: { first, _ in first })
        }
    }
}
