import FlowKernels

extension MaskedMLP {
    /// All outputs with their jets, for features with jets and a context without.
    ///
    /// Units of degree 0 depend only on the context, so they are constants: only units of higher degrees have jets, and
    /// only the columns of their weights that belong to such units are needed.
    ///
    /// - Parameters:
    ///   - context: shape [contextCount, events].
    ///   - features: shape [degrees − 1, events].
    ///   - featureJets: shape [degrees − 1, 2 · directions · events]; nil where no feature depends on ν.
    /// - Returns: the outputs, and the jets of those of degree 1 and above, shape
    ///   [(degrees − 1) · outputsPerDegree, 2 · directions · events], nil without any.
    func forwardTaylor(
        _ context: Matrix, features: Matrix, featureJets: Matrix?, parameters: ParameterBuffer, arena: Arena
    ) -> (value: Matrix, jets: Matrix?) {
        let value = arena.matrix(rows: outputs, columns: features.columns)
        let hasJets = featureJets != nil && degrees > 1
        let jets = featureJets.flatMap { hasJets ? outputJets(columns: $0.columns, arena: arena) : nil }
        // The layers' jets are large: their memory serves the next network again.
        arena.scope {
            let pass = jointPass(context: context, features: features, parameters: parameters, arena: arena)
            value.copy(from: pass.context.layers[layers.count - 1])
            guard let featureJets, let jets else { return }
            var below = featureJets
            var constantBelow = contextCount
            for (index, layer) in layers.enumerated() {
                let constant = layer.bands[0].rows.upperBound
                let isOutput = index == layers.count - 1
                let above =
                    isOutput ? jets : arena.matrix(rows: layer.rows - constant, columns: featureJets.columns)
                for band in layer.bands.dropFirst() where !band.rows.isEmpty {
                    let output = above.rows(band.rows.lowerBound - constant..<band.rows.upperBound - constant)
                    let inputs = band.inputs - constantBelow
                    if let weights = band.weights, inputs > 0 {
                        Kernels.linearTaylor(
                            weights: weights.matrix(in: parameters), firstInput: constantBelow,
                            jets: below.rows(0..<inputs), into: output)
                    } else {
                        output.fill(0)
                    }
                }
                if let activation = layer.activation, above.rows > 0 {
                    Kernels.activationTaylor(
                        activation, output: pass.layers[index], jets: above)
                }
                (below, constantBelow) = (above, constant)
            }
        }
        return (value, jets)
    }

    private func outputJets(columns: Int, arena: Arena) -> Matrix {
        arena.matrix(rows: outputs - outputsPerDegree, columns: columns)
    }
}

extension AutoregressiveConditioner {
    /// The parameters of every feature with their jets: the first feature of the order has none.
    struct TaylorOutput {
        fileprivate let conditioner: AutoregressiveConditioner
        fileprivate let value: Matrix
        fileprivate let jets: Matrix?

        /// The rows of one position of the order.
        func rows(place: Int) -> TaylorMatrix {
            let width = conditioner.network.outputsPerDegree
            let rows = place * width..<(place + 1) * width
            return TaylorMatrix(
                value: value.rows(rows),
                jets: place == 0 ? nil : jets?.rows(rows.lowerBound - width..<rows.upperBound - width))
        }
    }

    func forwardTaylor(
        _ v: TaylorMatrix, _ conditions: TaylorConditions, parameters: ParameterBuffer, arena: Arena
    ) -> TaylorOutput {
        let featureJets = v.jets.map { jets in
            let sorted = arena.matrix(rows: order.count - 1, columns: jets.columns)
            for place in 0..<order.count - 1 { sorted.row(place).copy(from: jets.row(order[place])) }
            return sorted
        }
        let context = conditions.conditions.context
        let output = network.forwardTaylor(
            network.contextCount == 0 ? context.rows(0..<0) : context, features: features(v.value, arena: arena),
            featureJets: featureJets, parameters: parameters, arena: arena)
        return TaylorOutput(conditioner: self, value: output.value, jets: output.jets)
    }
}
