import FlowKernels

/// The forward pass, in two stages, or in one.
///
/// Units of degree 0 see the context only, and every other unit sums over the units of degree 0 and those of higher
/// degree below. The ``MaskedMLP/ContextPass`` holds everything that the context alone decides, about half of the work
/// with two features; a ``MaskedMLP/FeaturePass`` adds the features. Where the same events are looked at with different features,
/// at many values of the nuisances, the first stage serves all of them; where they are looked at once, both are done
/// together (``MaskedMLP/jointPass(context:features:parameters:arena:)``), which gives the same numbers a little sooner.
extension MaskedMLP {
    /// What the context alone decides, for the events of a chunk.
    struct ContextPass {
        /// Shape [contextCount, events].
        let context: Matrix
        /// One a layer, [rows, events]: units of degree 0, finished; then, for all others, the part of their sums that
        /// does not depend on the features, bias included, or, of a joint pass, they themselves. A pass that serves
        /// inverses alone (``MaskedMLP/settledContextPass(_:parameters:arena:)``) has the sums of hidden units of
        /// degree 0, too.
        let layers: [Matrix]
    }

    /// The units of degree 1 and above.
    struct FeaturePass {
        let context: ContextPass
        /// All features but the last of the order, shape [degrees − 1, events].
        let features: Matrix
        /// One a layer, [rows of degree 1 and above, events].
        let layers: [Matrix]
        /// Context and features, shape [contextCount + degrees − 1, events], of a joint pass; otherwise nil.
        let inputs: Matrix?
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
                            weights: weights.matrix(in: parameters), columns: 0..<layer.constantInputs,
                            bias: bias.rows(band.rows), activation: activation, output: output.rows(band.rows)))
                } else {
                    fill(output.rows(band.rows), with: bias.rows(band.rows), activation)
                }
            }
            Kernels.linear(maps, input: below, activation.density)
            below = output.rows(0..<layer.constants)
            return output
        }
        return ContextPass(context: context, layers: outputs)
    }

    /// Units that see nothing are constant.
    private func fill(_ output: Matrix, with bias: Matrix, _ activation: Activation?) {
        for row in 0..<output.rows { output.row(row).fill(activation?(bias[row, 0]) ?? bias[row, 0]) }
    }

    /// - Parameter features: shape [degrees − 1, events], in the order of the factorization.
    func featurePass(
        _ features: Matrix, _ context: ContextPass, parameters: ParameterBuffer, arena: Arena
    ) -> FeaturePass {
        let pass = FeaturePass(
            context: context, features: features,
            layers: layers.map { arena.matrix(rows: $0.rows - $0.constants, columns: features.columns) }, inputs: nil)
        for degree in 1..<max(degrees, 1) { compute(degree, pass, parameters: parameters) }
        return pass
    }

    /// A pass over the sums of `context`, to be computed degree by degree.
    func emptyPass(_ features: Matrix, _ context: ContextPass) -> FeaturePass {
        FeaturePass(
            context: context, features: features,
            layers: zip(layers, context.layers).map { $1.rows($0.constants..<$0.rows) },
            inputs: nil)
    }

    /// A context pass and the feature pass over it.
    ///
    /// - Parameters:
    ///   - context: shape [contextCount, events].
    ///   - features: shape [degrees − 1, events], in the order of the factorization.
    func jointPass(context: Matrix, features: Matrix, parameters: ParameterBuffer, arena: Arena) -> FeaturePass {
        precondition(
            context.rows == contextCount && features.rows == degrees - 1,
            "conditioner with \(contextCount) + \(degrees - 1) inputs given \(context.rows) + \(features.rows)")
        let inputs = arena.matrix(rows: contextCount + features.rows, columns: features.columns)
        let own = (context: inputs.rows(0..<contextCount), features: inputs.rows(contextCount..<inputs.rows))
        own.context.copy(from: context)
        own.features.copy(from: features)
        var below = inputs
        let outputs = layers.map { layer in
            let output = arena.matrix(rows: layer.rows, columns: features.columns)
            let bias = layer.bias.matrix(in: parameters)
            var maps: [Kernels.LinearMap] = []
            for band in layer.bands where !band.rows.isEmpty {
                if let weights = band.weights {
                    maps.append(
                        Kernels.LinearMap(
                            weights: weights.matrix(in: parameters), bias: bias.rows(band.rows),
                            activation: layer.activation, output: output.rows(band.rows)))
                } else {
                    fill(output.rows(band.rows), with: bias.rows(band.rows), layer.activation)
                }
            }
            Kernels.linear(maps, input: below, activation.density)
            below = output
            return output
        }
        return FeaturePass(
            context: ContextPass(context: own.context, layers: outputs), features: own.features,
            layers: zip(layers, outputs).map { $1.rows($0.constants..<$0.rows) }, inputs: inputs)
    }

    /// The units of one degree in all layers; requires those of lower degrees and the features on which they depend.
    func compute(_ degree: Int, _ pass: FeaturePass, parameters: ParameterBuffer) {
        var below = pass.features
        for (index, layer) in layers.enumerated() {
            let band = layer.bands[degree]
            let output = pass.layers[index]
            if !band.rows.isEmpty {
                let (first, last) = (band.rows.lowerBound - layer.constants, band.rows.upperBound - layer.constants)
                let rows = output.rows(first..<last)
                let sums = pass.context.layers[index].rows(band.rows)
                let seen = band.inputs - layer.constantInputs
                if let weights = band.weights {
                    Kernels.linear(
                        weights: weights.matrix(in: parameters), columns: layer.constantInputs..<band.inputs,
                        bias: nil, adding: sums, input: below.rows(0..<seen), activation: layer.activation,
                        into: rows, activation.density)
                } else {
                    fill(rows, with: sums, layer.activation)
                }
            }
            below = output
        }
    }

    /// The output rows of the feature at one position of the order.
    func output(place: Int, _ pass: FeaturePass) -> Matrix {
        let rows = outputsPerDegree
        if place == 0 { return pass.context.layers[layers.count - 1].rows(0..<rows) }
        return pass.layers[layers.count - 1].rows((place - 1) * rows..<place * rows)
    }
}
