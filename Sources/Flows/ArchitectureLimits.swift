/// What an architecture from a file may ask for.
///
/// A layout is of size features · layers: with both bounded, it stays in proportion to its tensors.
enum ArchitectureLimits {
    static let mostFeatures = 1 << 12

    /// - Throws: ``FlowError/invalidArchitecture(_:)`` if `order` is not a permutation of the features, or a number is
    ///   too large.
    static func check(order: [Int], context: Int, hidden: [Int]) throws(FlowError) {
        guard order.count <= mostFeatures, hidden.count <= 1 << 6 else {
            throw .invalidArchitecture("\(order.count) features and \(hidden.count) hidden layers")
        }
        guard !order.isEmpty, order.sorted() == Array(order.indices) else {
            throw .invalidArchitecture("\(order) is not an order of features")
        }
        guard (0...1 << 16).contains(context), hidden.allSatisfy({ $0 > 0 && $0 <= 1 << 16 }) else {
            throw .invalidArchitecture("\(context) context inputs and hidden layers \(hidden)")
        }
    }

    /// - Parameter units: units of every degree, shape [layers, features]; nil if they are assigned to the degrees in
    ///   turn.
    /// - Throws: ``FlowError/invalidArchitecture(_:)`` if hidden units are not distributed over the degrees of all
    ///   features.
    static func check(_ units: [[Int]]?, of hidden: [Int], features: Int) throws(FlowError) {
        guard let units else { return }
        // Counts are bounded before they are added.
        guard
            units.count == hidden.count,
            zip(units, hidden).allSatisfy({ counts, width in
                counts.count == features && counts.allSatisfy { (0...width).contains($0) }
                    && counts.reduce(0, +) == width
            })
        else {
            throw .invalidArchitecture("hidden layers \(hidden) with units of \(features) degrees spread as \(units)")
        }
    }
}
