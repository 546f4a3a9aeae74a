import FlowKernels

/// A masked multilayer perceptron whose masks are staircases.
///
/// Autoregressive order is a matter of degrees: context has degree 0, the j-th feature of the order degree j + 1,
/// and outputs of degree k may see inputs of degree ≤ k (Germain et al. 2015, arXiv:1502.03509). Here units of equal
/// degree stand together, sorted, so that the units of degree k see exactly a *prefix* of the layer below. A masked
/// matrix is then a few dense bands, and its zero blocks are neither stored nor multiplied. The same order lets an
/// inverse compute the units of one degree at a time (`compute`), at the cost of one pass in all.
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
        /// How many of the rows have degree 0: they come first, and depend on the context only.
        var constants: Int { bands[0].rows.upperBound }
        /// How many units of degree 0 there are below; every row may see them.
        var constantInputs: Int { bands[0].inputs }
    }

    /// Inputs of degree 0.
    public let contextCount: Int
    /// The number of features, and of degrees of units.
    public let degrees: Int
    /// Units of every hidden layer.
    public let hidden: [Int]
    /// Units of every degree in every hidden layer where they are not dealt out in turn, shape [layers, degrees].
    public let unitsByDegree: [[Int]]?
    /// Output rows for each feature.
    public let outputsPerDegree: Int
    /// Between layers; the last one has none.
    public let activation: Activation
    let layers: [Layer]

    /// The inputs: context and all features but the last of the order.
    public var inputs: Int { contextCount + degrees - 1 }
    /// All output rows.
    public var outputs: Int { degrees * outputsPerDegree }

    /// - Parameters:
    ///   - contextCount: inputs that every unit may see.
    ///   - degrees: the number of features; outputs of degree k see the context and the first k features.
    ///   - hidden: units of each hidden layer, spread over the degrees in turn (as zuko does).
    ///   - unitsByDegree: another spread, as networks from elsewhere may have it; its sums are `hidden`.
    ///   - outputsPerDegree: output rows for each feature.
    ///   - activation: between the layers.
    ///   - name: prefix of the tensors' names.
    ///   - layout: the network's tensors are added to it.
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

    /// Hidden units of every degree: dealt out in turn to the degrees that see anything.
    static func unitCounts(_ width: Int, reachable: [Bool]) -> [Int] {
        let degrees = reachable.indices.filter { reachable[$0] }
        var counts = [Int](repeating: 0, count: reachable.count)
        for (position, degree) in degrees.enumerated() {
            counts[degree] = width / degrees.count + (position < width % degrees.count ? 1 : 0)
        }
        return counts
    }

    /// The units of every degree in each hidden layer, where they are dealt out in turn.
    static func dealt(hidden: [Int], contextCount: Int, degrees: Int) -> [[Int]] {
        var visible = (0..<degrees).map { contextCount + $0 }
        return hidden.map { width in
            let counts = unitCounts(width, reachable: visible.map { $0 > 0 })
            visible = counts.indices.map { counts[...$0].reduce(0, +) }
            return counts
        }
    }
}
