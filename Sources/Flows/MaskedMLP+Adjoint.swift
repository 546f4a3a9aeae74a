import FlowKernels

/// The adjoints of the two stages of the forward pass.
extension MaskedMLP {
    /// ∂L/∂ what a ``ContextPass`` hands on: collected from one feature pass, or summed over several.
    struct ContextGradient {
        /// Of the outputs of degree 0, shape [outputsPerDegree, events].
        let outputs: Matrix
        /// Of the sums of all units of degree 1 and above, one a layer.
        let sums: [Matrix]
    }

    /// Zeros to sum up in.
    func contextGradient(columns: Int, arena: Arena) -> ContextGradient {
        ContextGradient(
            outputs: arena.zeros(rows: outputsPerDegree, columns: columns),
            sums: layers.map { arena.zeros(rows: $0.rows - $0.constants, columns: columns) })
    }

    /// The adjoint of a feature pass.
    ///
    /// - Parameters:
    ///   - outputGradient: of the outputs of degree 1 and above.
    ///   - parameterGradient: of the weights of units that depend on features; accumulated, nil for a frozen network.
    /// - Returns: ∂L/∂features, and ∂L/∂ the sums of every layer.
    func backward(
        _ outputGradient: Matrix, _ pass: FeaturePass, parameters: ParameterBuffer,
        parameterGradient: ParameterBuffer?, arena: Arena
    ) -> (features: Matrix, sums: [Matrix]) {
        var sums = [outputGradient]
        for (index, layer) in layers.enumerated().reversed() {
            let input = index > 0 ? pass.layers[index - 1] : pass.features
            let gradient = sums[0]
            let inputGradient = arena.matrix(rows: input.rows, columns: input.columns)
            // From the band that sees the most: every other one adds to the first of its rows.
            let bands = layer.bands.dropFirst().reversed().compactMap { band in
                band.rows.isEmpty || band.inputs <= layer.constantInputs
                    ? nil
                    : band.weights.map { (rows: band.rows, columns: layer.constantInputs..<band.inputs, weights: $0) }
            }
            inputGradient.rows((bands.first?.columns.count ?? 0)..<input.rows).fill(0)
            for (place, band) in bands.enumerated() {
                let own = gradient.rows(
                    band.rows.lowerBound - layer.constants..<band.rows.upperBound - layer.constants)
                let seen = 0..<band.columns.count
                // What no other band adds to is done, and takes the activation's slope.
                Kernels.linearBackwardInput(
                    weights: band.weights.matrix(in: parameters), columns: band.columns, outputGradient: own,
                    into: inputGradient.rows(seen), accumulate: place > 0,
                    gate: index > 0 ? (activation, input.rows(seen)) : nil,
                    from: place + 1 < bands.count ? bands[place + 1].columns.count : 0, activation.density)
                if let parameterGradient {
                    Kernels.linearBackwardWeights(
                        outputGradient: own, input: input.rows(seen),
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
    ///   - contextGradient: ∂L/∂context accumulates here, if anybody asks.
    ///   - parameterGradient: of biases and of all weights that multiply context or units of degree 0; accumulated.
    func backward(
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
    ///   - outputGradient: of the outputs of degree 0, nil where nobody asks for parameters or context; and of all others.
    ///   - contextGradient: ∂L/∂context accumulates here, if anybody asks.
    ///   - parameterGradient: accumulated, nil for a frozen network.
    /// - Returns: ∂L/∂features.
    func backward(
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
            // From the band that sees the most: every other one adds to the first of its rows.
            let bands = layer.bands.enumerated().reversed().compactMap { degree, band in
                band.rows.isEmpty ? nil : gradient(degree, band.rows).map { (band: band, gradient: $0) }
            }
            let maps = bands.compactMap { band, gradient in
                band.weights.map { (weights: $0, inputs: band.inputs, gradient: gradient) }
            }
            let input = index > 0 ? pass.context.layers[index - 1] : inputs
            if let parameterGradient {
                let bias = layer.bias.matrix(in: parameterGradient)
                for (band, gradient) in bands {
                    Kernels.linearBackwardBias(outputGradient: gradient, biasGradient: bias.rows(band.rows))
                }
                Kernels.linearBackwardWeights(
                    maps.map {
                        Kernels.WeightsAdjoint(
                            outputGradient: $0.gradient, weightsGradient: $0.weights.matrix(in: parameterGradient))
                    }, input: input, activation.density)
            }
            let asksForConstants = index > 0 ? outputGradient.constants != nil : contextGradient != nil
            let first = asksForConstants ? 0 : layer.constantInputs
            inputGradient = arena.matrix(rows: input.rows, columns: input.columns)
            inputGradient.rows(max(first, maps.first?.inputs ?? 0)..<input.rows).fill(0)
            for (place, map) in maps.enumerated() where map.inputs > first {
                // What no other band adds to is done, and takes the activation's slope.
                let done = place + 1 < maps.count ? max(first, maps[place + 1].inputs) : first
                let rows = first..<map.inputs
                Kernels.linearBackwardInput(
                    weights: map.weights.matrix(in: parameters), columns: rows, outputGradient: map.gradient,
                    into: inputGradient.rows(rows), accumulate: place > 0,
                    gate: index > 0 ? (activation, input.rows(rows)) : nil, from: done - first, activation.density)
            }
        }
        contextGradient?.add(inputGradient.rows(0..<contextCount))
        return inputGradient.rows(contextCount..<inputs.rows)
    }
}
