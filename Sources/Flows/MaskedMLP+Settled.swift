import FlowKernels

/// The context's part of a ReLU network for events that are alike.
///
/// Where few units change sign within a chunk, the others are linear in the context; a layer then needs to see only the
/// context and those few units, of all layers below (`SettledUnits`). What takes their place, products of matrices of
/// weights, is shared by all events of the chunk.
extension MaskedMLP {
    /// The same sums as those of ``contextPass(_:parameters:arena:)`` up to rounding, without the outputs of the units
    /// of degree 0; for these it only holds the sums.
    ///
    /// - Returns: nil if this is not faster.
    func settledContextPass(_ context: Matrix, parameters: ParameterBuffer, arena: Arena) -> ContextPass? {
        guard activation == .relu, contextCount > 0, layers.allSatisfy({ $0.constants > 0 }) else { return nil }
        precondition(
            context.rows == contextCount, "conditioner with \(contextCount) context inputs given \(context.rows)")
        let (events, units) = (context.columns, layers.dropLast().reduce(0) { $0 + $1.constants })
        guard var below = SettledUnits(inputs: context, units: units, arena: arena) else { return nil }
        var outputs: [Matrix] = []
        for layer in layers {
            let coefficients = arena.matrix(rows: layer.rows, columns: below.coefficientColumns)
            for band in layer.bands {
                guard let weights = band.weights else { continue }
                below.compose(weights.matrix(in: parameters), into: coefficients.rows(band.rows))
            }
            let (bias, basis) = (layer.bias.matrix(in: parameters), below.basis)
            let output = arena.matrix(rows: layer.rows, columns: events)
            Kernels.linear(
                weights: coefficients, columns: 0..<basis.rows, bias: bias, input: basis, activation: nil, into: output)
            outputs.append(output)
            if layer.activation == nil { break }
            let constants = 0..<layer.constants
            let inputs = basis.rows
            below = SettledUnits(
                sums: output.rows(constants), coefficients: coefficients.rows(constants), bias: bias.rows(constants),
                after: below)
            if outputs.count == 1 && !Self.isWorthwhile(below, inputs: inputs, events: events) { return nil }
        }
        return ContextPass(context: context, layers: outputs)
    }

    /// Whether layers above the first do better with its settled units left out: decided by how many multiplications an
    /// event saves for each of their units, and how many all events share. Later layers settle more than the first.
    private static func isWorthwhile(_ first: SettledUnits, inputs: Int, events: Int) -> Bool {
        let (on, unsettled) = (Double(first.counts.on), Double(first.counts.unsettled))
        let saved = on - Double(inputs) - 0.6 * unsettled
        return saved * Double(events) > on * (Double(inputs) + 2 * unsettled)
    }
}
