import FlowKernels

/// A masked multilayer perceptron whose masks have the form of staircases.
///
/// Degrees define the autoregressive order: context has degree 0, the j-th feature of the order has degree j + 1, and
/// outputs of degree k may depend on inputs of degree ≤ k (Germain et al. 2015, arXiv:1502.03509). Here units are
/// sorted by degree, so that the inputs of units of degree k are exactly a *prefix* of the layer below. A masked matrix
/// is then a few dense bands, and its zero blocks are neither stored nor multiplied. The same order lets an inverse
/// compute the units of one degree at a time (`compute`), at the cost of one pass in all.
public struct MaskedMLP: Sendable {
    /// The rows of one degree: `rows` of the layer's output, each seeing the first `inputs` units below.
    struct Band: Sendable {
        let rows: Range<Int>
        let inputs: Int
        /// nil where the degree sees nothing (no context, first feature): only the bias is left.
        let weights: ParameterSlot?
    }

    struct Layer: Sendable {
        let bands: [Band]
        let bias: ParameterSlot
        let activation: Activation?
        var rows: Int { bias.rows }
        /// The number of rows of degree 0: they come first, and depend only on the context.
        var constants: Int { bands[0].rows.upperBound }
        /// The number of units of degree 0 in the layer below; every row may depend on them.
        var constantInputs: Int { bands[0].inputs }
    }

    /// Inputs of degree 0.
    public let contextCount: Int
    /// The number of features, and of degrees of units.
    public let degrees: Int
    /// Units of every hidden layer.
    public let hidden: [Int]
    /// Units of every degree in every hidden layer, shape [layers, degrees]; nil if they are assigned in turn.
    public let unitsByDegree: [[Int]]?
    /// Output rows for each feature.
    public let outputsPerDegree: Int
    /// The activation between layers; the last layer has none.
    public let activation: Activation
    let layers: [Layer]

    /// The number of inputs: context and all features except the last of the order.
    public var inputs: Int { contextCount + degrees - 1 }
    /// All output rows.
    public var outputs: Int { degrees * outputsPerDegree }

    /// - Parameters:
    ///   - contextCount: inputs on which every unit may depend.
    ///   - degrees: the number of features; outputs of degree k depend on the context and the first k features.
    ///   - hidden: units of each hidden layer, assigned to the degrees in turn (as in zuko).
    ///   - unitsByDegree: another assignment, which imported networks may have; its sums are `hidden`.
    ///   - outputsPerDegree: output rows for each feature.
    ///   - activation: between the layers.
    ///   - name: prefix of the tensors' names.
    ///   - layout: the layout, to which the network's tensors are added.
    public init(
        contextCount: Int, degrees: Int, hidden: [Int], unitsByDegree: [[Int]]? = nil, outputsPerDegree: Int,
        activation: Activation, name: String, layout: inout ParameterLayout
    ) {
        precondition(degrees > 0 && outputsPerDegree > 0, "a conditioner needs features and outputs")
        precondition(
            unitsByDegree.map { $0.allSatisfy { $0.count == degrees } && $0.map { $0.reduce(0, +) } == hidden } ?? true,
            "\(unitsByDegree ?? []) does not spread \(hidden) units over \(degrees) degrees")
        self.contextCount = contextCount
        self.degrees = degrees
        self.hidden = hidden
        self.unitsByDegree = unitsByDegree
        self.outputsPerDegree = outputsPerDegree
        self.activation = activation

        // How many units of the layer below a degree sees: a prefix, as the units are sorted.
        var visible = (0..<degrees).map { contextCount + $0 }
        var layers: [Layer] = []
        for (index, width) in (hidden + [degrees * outputsPerDegree]).enumerated() {
            let isOutput = index == hidden.count
            let counts =
                isOutput
                ? [Int](repeating: outputsPerDegree, count: degrees)
                : unitsByDegree?[index] ?? Self.unitCounts(width, reachable: visible.map { $0 > 0 })
            var start = 0
            var bands: [Band] = []
            for degree in 0..<degrees {
                let rows = start..<start + counts[degree]
                start = rows.upperBound
                let hasWeights = !rows.isEmpty && visible[degree] > 0
                let slot =
                    hasWeights
                    ? layout.allocate(
                        "\(name).\(index).\(degree).weight", rows: rows.count, columns: visible[degree]) : nil
                bands.append(Band(rows: rows, inputs: visible[degree], weights: slot))
            }
            let bias = layout.allocate("\(name).\(index).bias", rows: start, columns: 1)
            layers.append(Layer(bands: bands, bias: bias, activation: isOutput ? nil : activation))
            visible = bands.map(\.rows.upperBound)
        }
        self.layers = layers
    }

    /// Hidden units of every degree: assigned in turn to the degrees that have inputs.
    static func unitCounts(_ width: Int, reachable: [Bool]) -> [Int] {
        let degrees = reachable.indices.filter { reachable[$0] }
        var counts = [Int](repeating: 0, count: reachable.count)
        for (position, degree) in degrees.enumerated() {
            counts[degree] = width / degrees.count + (position < width % degrees.count ? 1 : 0)
        }
        return counts
    }

    /// The units of every degree in each hidden layer, if they are assigned in turn.
    static func dealt(hidden: [Int], contextCount: Int, degrees: Int) -> [[Int]] {
        var visible = (0..<degrees).map { contextCount + $0 }
        return hidden.map { width in
            let counts = unitCounts(width, reachable: visible.map { $0 > 0 })
            visible = counts.indices.map { counts[...$0].reduce(0, +) }
            return counts
        }
    }
}
