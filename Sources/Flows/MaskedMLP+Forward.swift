import FlowKernels

/// The forward pass, in two stages.
///
/// Units of degree 0 see the context only, and every other unit sums up what the units of degree 0 and those of higher
/// degree below tell it. The ``ContextPass`` holds everything that the context alone decides, about half of the work
/// with two features; a ``FeaturePass`` adds the features. Where the same events are looked at with different features,
/// at many values of the nuisances, the first stage serves all of them.
extension MaskedMLP {
    /// What the context alone decides, for the events of a chunk.
    struct ContextPass {
        /// Shape [contextCount, events].
        let context: Matrix
        /// One a layer, [rows, events]: units of degree 0, finished; then, for all others, the part of their sums that
        /// does not depend on the features, bias included. A pass that serves inverses alone
        /// (``MaskedMLP/settledContextPass(_:parameters:arena:)``) has the sums of hidden units of degree 0, too.
        let layers: [Matrix]
    }

    /// The units of degree 1 and above.
    struct FeaturePass {
        /// All features but the last of the order, shape [degrees − 1, events].
        let features: Matrix
        /// One a layer, [rows of degree 1 and above, events].
        let layers: [Matrix]
    }

    /// - Parameter context: shape [contextCount, events].
    func contextPass(_ context: Matrix, parameters: ParameterBuffer, arena: Arena) -> ContextPass {
        precondition(
            context.rows == contextCount, "conditioner with \(contextCount) context inputs given \(context.rows)")
        var below = context
        let outputs = layers.map { layer in
            let output = arena.matrix(rows: layer.rows, columns: context.columns)
            let bias = layer.bias.matrix(in: parameters)
            var maps: [Kernels.LinearMap] = []
            for (degree, band) in layer.bands.enumerated() where !band.rows.isEmpty {
                let activation = degree == 0 ? layer.activation : nil
                if let weights = band.weights, layer.constantInputs > 0 {
                    maps.append(
                        Kernels.LinearMap(
                            weights: weights.matrix(in: parameters), bias: bias.rows(band.rows),
                            activation: activation, output: output.rows(band.rows)))
                } else {
                    // Units that see nothing are constant.
                    for row in band.rows { output.row(row).fill(activation?(bias[row, 0]) ?? bias[row, 0]) }
                }
            }
            Kernels.linear(maps, columns: 0..<layer.constantInputs, input: below)
            below = output.rows(0..<layer.constants)
            return output
        }
        return ContextPass(context: context, layers: outputs)
    }

    /// - Parameters:
    ///   - features: shape [degrees − 1, events], in the order of the factorization.
    ///   - inPlace: write the units over the sums of `context`, which then serves no other pass.
    func featurePass(
        _ features: Matrix, _ context: ContextPass, inPlace: Bool, parameters: ParameterBuffer, arena: Arena
    ) -> FeaturePass {
        let pass =
            inPlace
            ? emptyPass(features, context)
            : FeaturePass(
                features: features,
                layers: layers.map { arena.matrix(rows: $0.rows - $0.constants, columns: features.columns) })
        for degree in 1..<max(degrees, 1) { compute(degree, pass, context, parameters: parameters) }
        return pass
    }

    /// A pass over the sums of `context`, to be computed degree by degree.
    func emptyPass(_ features: Matrix, _ context: ContextPass) -> FeaturePass {
        FeaturePass(
            features: features, layers: zip(layers, context.layers).map { $1.rows($0.constants..<$0.rows) })
    }

    /// The units of one degree in all layers; needs those of lower degrees and the features that they see.
    func compute(_ degree: Int, _ pass: FeaturePass, _ context: ContextPass, parameters: ParameterBuffer) {
        var below = pass.features
        for (index, layer) in layers.enumerated() {
            let band = layer.bands[degree]
            let output = pass.layers[index]
            if !band.rows.isEmpty {
                let (first, last) = (band.rows.lowerBound - layer.constants, band.rows.upperBound - layer.constants)
                let rows = output.rows(first..<last)
                let sums = context.layers[index].rows(band.rows)
                let seen = band.inputs - layer.constantInputs
                if let weights = band.weights {
                    Kernels.linear(
                        weights: weights.matrix(in: parameters), columns: layer.constantInputs..<band.inputs,
                        bias: nil, adding: sums, input: below.rows(0..<seen), activation: layer.activation,
                        into: rows)
                } else {
                    for row in 0..<rows.rows { rows.row(row).fill(layer.activation?(sums[row, 0]) ?? sums[row, 0]) }
                }
            }
            below = output
        }
    }

    /// The output rows of the feature at one place of the order.
    func output(place: Int, _ context: ContextPass, _ pass: FeaturePass) -> Matrix {
        let rows = outputsPerDegree
        if place == 0 { return context.layers[layers.count - 1].rows(0..<rows) }
        return pass.layers[layers.count - 1].rows((place - 1) * rows..<place * rows)
    }
}
