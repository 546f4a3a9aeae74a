/// What the masks of a network let its outputs see, and the order of features that follows.
extension DenseMLP {
    /// The features that each unit of a layer depends on, through all layers below.
    private var seenFeatures: [[FeatureSet]] {
        let none = FeatureSet(count: features)
        var below = (0..<inputs).map { input in
            var set = none
            if input < features { set.insert(input) }
            return set
        }
        return layers.map { layer in
            below = (0..<layer.rows).map { row in
                layer.seen(by: row).reduce(into: none) { $0.formUnion(below[$1]) }
            }
            return below
        }
    }

    /// For every feature those that its outputs depend on.
    private var dependencies: [FeatureSet] {
        let outputs = seenFeatures[layers.count - 1]
        let rows = outputs.count / features
        return (0..<features).map { feature in
            outputs[feature * rows..<(feature + 1) * rows].reduce(into: FeatureSet(count: features)) {
                $0.formUnion($1)
            }
        }
    }

    /// An order of the features in which each depends only on those before it, in all networks.
    ///
    /// - Parameter places: the position of every feature in the checkpoint, equal for features that do not depend on
    ///   each other; nil if the checkpoint has none: then only the masks decide.
    /// - Throws: ``FlowError`` naming the masks that allow no such order, or not this one.
    static func order(
        of networks: [DenseMLP], places: [Int]? = nil, statedBy tensor: String = ""
    ) throws(FlowError) -> [Int] {
        let none = FeatureSet(count: networks[0].features)
        var dependencies = [FeatureSet](repeating: none, count: networks[0].features)
        for network in networks {
            for (feature, seen) in network.dependencies.enumerated() { dependencies[feature].formUnion(seen) }
        }
        func notAutoregressive(_ feature: Int, _ other: Int, _ order: String) -> FlowError {
            let network = networks.first { $0.dependencies[feature].contains(other) } ?? networks[0]
            return .invalidModel(
                "the masks of '\(network.prefix)' are not autoregressive \(order): the parameters of feature \(feature) "
                    + "depend on feature \(other), through \(network.path(from: feature, to: other))")
        }
        if let places {
            for (feature, seen) in dependencies.enumerated() {
                if let other = seen.features.first(where: { places[$0] >= places[feature] }) {
                    throw notAutoregressive(feature, other, "in the order \(places) of '\(tensor)'")
                }
            }
            return places.indices.sorted { (places[$0], $0) < (places[$1], $1) }
        }
        var order: [Int] = []
        var placed = none
        var left = Array(dependencies.indices)
        while let next = left.firstIndex(where: { dependencies[$0].isSubset(of: placed) }) {
            order.append(left[next])
            placed.insert(left.remove(at: next))
        }
        if let feature = left.first {
            throw notAutoregressive(
                feature,
                dependencies[feature].features.first { !placed.contains($0) } ?? feature, "in any order")
        }
        return order
    }

    /// A way through the masks by which the outputs of one feature see another, in words.
    private func path(from feature: Int, to other: Int) -> String {
        let seen = seenFeatures
        let rows = outputs / features
        var row = (feature * rows..<(feature + 1) * rows).first { seen[layers.count - 1][$0].contains(other) } ?? 0
        var words: [String] = []
        for index in layers.indices.reversed() {
            words.append("row \(row) of '\(prefix).\(2 * index).mask'")
            guard index > 0 else { break }
            row = layers[index].seen(by: row).first { seen[index - 1][$0].contains(other) } ?? 0
        }
        return words.joined(separator: ", ")
    }

    /// The numbers of units of a hidden layer by degree: the degree of a unit is the position after the last feature on
    /// which it depends.
    ///
    /// No output depends on a unit that depends on the last feature of the order; such a unit counts as one of the
    /// highest degree.
    func degrees(order: [Int]) -> [[Int]] {
        var place = order
        for (index, feature) in order.enumerated() { place[feature] = index }
        return seenFeatures.map { units in
            units.map { min(($0.features.map { place[$0] + 1 }.max() ?? 0), features - 1) }
        }
    }

    /// The hidden layers in the form of a ``MaskedMLP``.
    func shape(order: [Int]) -> ConditionerShape {
        let units = degrees(order: order).dropLast().map { degrees in
            (0..<features).map { degree in degrees.count { $0 == degree } }
        }
        let isDealt = units == MaskedMLP.dealt(hidden: hidden, contextCount: contextCount, degrees: features)
        return ConditionerShape(hidden: hidden, unitsByDegree: isDealt ? nil : units)
    }
}
