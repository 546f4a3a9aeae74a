import FlowKernels

/// The adjoints of the two stages of the forward pass.
extension MaskedMLP {
    /// ∂L/∂ the outputs of a ``ContextPass``, summed over feature passes.
    struct ContextGradient {
        /// Of the outputs of degree 0, shape [outputsPerDegree, events].
        let outputs: Matrix
        /// Of the sums of all units of degree 1 and above, one a layer.
        let sums: [Matrix]
    }

    /// Zeros, to which gradients are added.
    func contextGradient(columns: Int, arena: Arena) -> ContextGradient {
        ContextGradient(
            outputs: arena.zeros(rows: outputsPerDegree, columns: columns),
            sums: layers.map { arena.zeros(rows: $0.rows - $0.constants, columns: columns) })
    }

    /// A band of a layer, the inputs of it that are asked for, and ∂L/∂ its sums.
    private struct BandAdjoint {
        let weights: ParameterSlot
        let columns: Range<Int>
        let outputGradient: Matrix
    }

    /// ∂L/∂ a layer's input.
    ///
    /// - Parameters:
    ///   - bands: from the one that sees the most inputs on; columns of all begin with the first row of the input.
    ///   - input: the input where it is behind an activation, whose slope is then multiplied with.
    private func backwardInput(
        _ bands: [BandAdjoint], into inputGradient: Matrix, gate input: Matrix?, parameters: ParameterBuffer
    ) {
        inputGradient.rows((bands.first?.columns.count ?? 0)..<inputGradient.rows).fill(0)
        for (place, band) in bands.enumerated() {
            let seen = 0..<band.columns.count
            // What no later band adds to is done, and takes the slope.
            Kernels.linearBackwardInput(
                weights: band.weights.matrix(in: parameters), columns: band.columns,
                outputGradient: band.outputGradient, into: inputGradient.rows(seen), accumulate: place > 0,
                gate: input.map { (activation, $0.rows(seen)) },
                from: place + 1 < bands.count ? bands[place + 1].columns.count : 0, activation.density)
        }
    }

    /// The adjoint of a feature pass.
    ///
    /// - Parameters:
    ///   - outputGradient: of the outputs of degree 1 and above.
    ///   - parameterGradient: of the weights of units that depend on features; accumulated, nil for a frozen network.
    /// - Returns: ∂L/∂features, and ∂L/∂ the sums of every layer.
    func featurePassBackward(
        _ outputGradient: Matrix, _ pass: FeaturePass, parameters: ParameterBuffer,
        parameterGradient: ParameterBuffer?, arena: Arena
    ) -> (features: Matrix, sums: [Matrix]) {
        var sums = [outputGradient]
        for (index, layer) in layers.enumerated().reversed() {
            let input = index > 0 ? pass.layers[index - 1] : pass.features
            let gradient = sums[0]
            let inputGradient = arena.matrix(rows: input.rows, columns: input.columns)
            let bands = layer.bands.dropFirst().reversed().compactMap { band in
                band.rows.isEmpty || band.inputs <= layer.constantInputs
                    ? nil
                    : band.weights.map {
                        BandAdjoint(
                            weights: $0, columns: layer.constantInputs..<band.inputs,
                            outputGradient: gradient.rows(
                                band.rows.lowerBound - layer.constants..<band.rows.upperBound - layer.constants))
                    }
            }
            backwardInput(bands, into: inputGradient, gate: index > 0 ? input : nil, parameters: parameters)
            if let parameterGradient {
                for band in bands {
                    Kernels.linearBackwardWeights(
                        outputGradient: band.outputGradient, input: input.rows(0..<band.columns.count),
                        weightsGradient: band.weights.matrix(in: parameterGradient), columns: band.columns,
                        activation.density)
                }
            }
            sums.insert(inputGradient, at: 0)
        }
        return (sums[0], Array(sums.dropFirst()))
    }

    /// The adjoint of a context pass.
    ///
    /// - Parameters:
    ///   - contextGradient: ∂L/∂context accumulates here; nil where it is not wanted.
    ///   - parameterGradient: of biases and of all weights that multiply context or units of degree 0; accumulated.
    func contextPassBackward(
        _ gradient: ContextGradient, _ pass: ContextPass, into contextGradient: Matrix?,
        parameters: ParameterBuffer, parameterGradient: ParameterBuffer?, arena: Arena
    ) {
        var constantGradient = gradient.outputs
        for (index, layer) in layers.enumerated().reversed() {
            let input = index > 0 ? pass.layers[index - 1].rows(0..<layer.constantInputs) : pass.context
            let variable = gradient.sums[index]
            let isWanted = layer.constantInputs > 0 && (index > 0 || contextGradient != nil)
            let inputGradient = isWanted ? arena.matrix(rows: input.rows, columns: input.columns) : nil
            let bands = layer.bands.enumerated().filter { !$0.element.rows.isEmpty }
            let columns = 0..<layer.constantInputs
            for (place, (degree, band)) in bands.enumerated() {
                let rows = band.rows.lowerBound - layer.constants..<band.rows.upperBound - layer.constants
                let own = degree == 0 ? constantGradient : variable.rows(rows)
                if let parameterGradient {
                    Kernels.linearBackwardBias(
                        outputGradient: own, biasGradient: layer.bias.matrix(in: parameterGradient).rows(band.rows))
                }
                guard let weights = band.weights, !columns.isEmpty else { continue }
                if let parameterGradient {
                    Kernels.linearBackwardWeights(
                        outputGradient: own, input: input, weightsGradient: weights.matrix(in: parameterGradient),
                        columns: columns, activation.density)
                }
                if let inputGradient {
                    Kernels.linearBackwardInput(
                        weights: weights.matrix(in: parameters), columns: columns, outputGradient: own,
                        into: inputGradient, accumulate: place > 0,
                        gate: index > 0 && place == bands.count - 1 ? (activation, input) : nil, activation.density)
                }
            }
            if index > 0 {
                constantGradient = inputGradient ?? arena.matrix(rows: 0, columns: input.columns)
            } else if let contextGradient, let inputGradient {
                contextGradient.add(inputGradient)
            }
        }
    }

    /// The adjoint of a joint pass.
    ///
    /// - Parameters:
    ///   - outputGradient: the gradient of the outputs of degree 0 (nil if gradients of neither parameters nor context
    ///     are required), and of all others.
    ///   - contextGradient: ∂L/∂context accumulates here; nil where it is not wanted.
    ///   - parameterGradient: accumulated, nil for a frozen network.
    /// - Returns: ∂L/∂features.
    func jointPassBackward(
        _ outputGradient: (constants: Matrix?, others: Matrix), _ pass: FeaturePass, into contextGradient: Matrix?,
        parameters: ParameterBuffer, parameterGradient: ParameterBuffer?, arena: Arena
    ) -> Matrix {
        guard let inputs = pass.inputs else { preconditionFailure("the adjoint of a pass in two stages") }
        var inputGradient = outputGradient.others
        for (index, layer) in layers.enumerated().reversed() {
            let isOutput = index == layers.count - 1
            let above = inputGradient
            func gradient(_ degree: Int, _ rows: Range<Int>) -> Matrix? {
                if degree == 0 && outputGradient.constants == nil { return nil }
                if !isOutput { return above.rows(rows) }
                if degree == 0 { return outputGradient.constants }
                return above.rows(rows.lowerBound - layer.constants..<rows.upperBound - layer.constants)
            }
            // From the one that sees the most on.
            let bands = layer.bands.enumerated().reversed().compactMap { degree, band in
                band.rows.isEmpty ? nil : gradient(degree, band.rows).map { (band: band, gradient: $0) }
            }
            let input = index > 0 ? pass.context.layers[index - 1] : inputs
            if let parameterGradient {
                let bias = layer.bias.matrix(in: parameterGradient)
                for (band, gradient) in bands {
                    Kernels.linearBackwardBias(outputGradient: gradient, biasGradient: bias.rows(band.rows))
                }
                Kernels.linearBackwardWeights(
                    bands.compactMap { band, gradient in
                        band.weights.map {
                            Kernels.WeightsAdjoint(
                                outputGradient: gradient, weightsGradient: $0.matrix(in: parameterGradient))
                        }
                    }, input: input, activation.density)
            }
            let asksForConstants = index > 0 ? outputGradient.constants != nil : contextGradient != nil
            let first = asksForConstants ? 0 : layer.constantInputs
            inputGradient = arena.matrix(rows: input.rows, columns: input.columns)
            backwardInput(
                bands.compactMap { band, gradient in
                    band.inputs <= first
                        ? nil
                        : band.weights.map {
                            BandAdjoint(weights: $0, columns: first..<band.inputs, outputGradient: gradient)
                        }
                }, into: inputGradient.rows(first..<input.rows),
                gate: index > 0 ? input.rows(first..<input.rows) : nil, parameters: parameters)
        }
        contextGradient?.add(inputGradient.rows(0..<contextCount))
        return inputGradient.rows(contextCount..<inputs.rows)
    }
}
