/// Constants by which the inputs of a map's networks are shifted and scaled, so that features and context may have any
/// units: networks and splines are designed for numbers of the order of 1.
public struct StandardizedInputs: Sendable {
    /// The constants of the features.
    public let features: Standardization
    /// The constants of every context input; mean 0 and scale 1 for inputs that stay as they are, such as classes.
    public let context: Standardization

    /// With these values.
    public init(features: Standardization, context: Standardization) {
        self.features = features
        self.context = context
    }

    /// A flow of standardized features as a flow of features in their own units, with the same base space.
    ///
    /// - Parameter maps: of standardized features and context, data side first.
    public func density(_ maps: [any Bijection]) -> any Bijection { Composition([features] + maps.map(seen)) }

    /// A map of standardized features to standardized ones as a map in their own units. It is the identity if the inner
    /// maps together are, except for rounding.
    public func map(_ maps: [any Bijection]) -> any Bijection {
        let back = Standardization(
            means: zip(features.means, features.scales).map { -$0 / $1 }, scales: features.scales.map { 1 / $0 })
        return Composition([features] + maps.map(seen) + [back])
    }

    /// What is to stay as it is needs no wrapping.
    private func seen(_ map: any Bijection) -> any Bijection {
        let isPlain = context.means.allSatisfy { $0 == 0 } && context.scales.allSatisfy { $0 == 1 }
        return isPlain || map.contextCount == 0 ? map : ContextStandardized(map, context)
    }

    /// The constants with which ``density(_:)`` made a flow; nil for a flow whose features are not standardized.
    public init?(of flow: Flow) {
        let parts = flow.maps.flatMap(\.parts).map(\.bijection)
        let shifts = parts.compactMap { $0 as? Standardization }
        guard let features = shifts.first(where: { $0.features == flow.features })
        else { return nil }
        let count = flow.contextCount
        let plain = Standardization(
            means: Array(repeating: 0, count: count), scales: Array(repeating: 1, count: count))
        self.init(
            features: features, context: parts.lazy.compactMap({ ($0 as? ContextStandardized)?.context }).first ?? plain
        )
    }
}
