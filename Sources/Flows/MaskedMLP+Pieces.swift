import FlowKernels

/// Networks of one number.
///
/// With two features, the second one's parameters depend on the context and on one number alone. Where the context takes
/// few values, as the one-hot class does, a ReLU network is then a piecewise linear function of that number, exactly; its
/// knots are where units come on and go off, and finding the piece takes the place of all matrix products.
extension MaskedMLP {
    /// The outputs of degree 1 as functions of the first feature; nil for a network of another kind, or one with more
    /// than `limit` pieces.
    ///
    /// - Parameter context: what the functions are for, one number an input.
    func pieces(context: [Float], parameters: ParameterBuffer, limit: Int = 4096) -> PiecewiseLinear? {
        guard degrees == 2, activation == .relu, context.count == contextCount else { return nil }
        let arena = Arena()
        let columns = arena.zeros(rows: contextCount, columns: 8)
        for (row, value) in context.enumerated() { columns.row(row).fill(value) }
        let pass = contextPass(columns, parameters: parameters, arena: arena)
        // The feature itself, everywhere.
        var pieces = [LinearPiece(start: -.infinity, end: .infinity, offsets: [0], slopes: [1])]
        for (layer, sums) in zip(layers, pass.layers) {
            let band = layer.bands[1]
            let constants = band.rows.map { Double(sums[$0, 0]) }
            let weights = band.weights?.matrix(in: parameters)
            let inputs = band.inputs - layer.constantInputs
            let matrix = band.rows.indices.map { index in
                (0..<inputs).map { Double(weights?[index - band.rows.lowerBound, layer.constantInputs + $0] ?? 0) }
            }
            pieces = pieces.map { $0.mapped(by: matrix, adding: constants) }
            if layer.activation != nil { pieces = pieces.flatMap { $0.rectified() } }
            guard pieces.count <= limit else { return nil }
        }
        return PiecewiseLinear(pieces.map(\.rounded))
    }
}

/// Linear functions on an interval: offset + slope · x, in float64.
private struct LinearPiece {
    let start: Double
    let end: Double
    let offsets: [Double]
    let slopes: [Double]

    func mapped(by matrix: [[Double]], adding constants: [Double]) -> LinearPiece {
        func product(_ row: [Double], _ vector: [Double]) -> Double {
            var sum = 0.0
            for (weight, value) in zip(row, vector) { sum += weight * value }
            return sum
        }
        return LinearPiece(
            start: start, end: end, offsets: zip(matrix, constants).map { product($0, offsets) + $1 },
            slopes: matrix.map { product($0, slopes) })
    }

    /// max(·, 0) of all functions, in a piece for every interval in which no sign changes.
    func rectified() -> [LinearPiece] {
        let knots = zip(offsets, slopes).map { -$0 / $1 }.filter { $0 > start && $0 < end }.sorted()
        return zip([start] + knots, knots + [end]).compactMap { start, end in
            guard start < end else { return nil }
            let inside = Self.point(from: start, to: end)
            let isOn = zip(offsets, slopes).map { $0 + $1 * inside > 0 }
            return LinearPiece(
                start: start, end: end, offsets: zip(isOn, offsets).map { $0 ? $1 : 0 },
                slopes: zip(isOn, slopes).map { $0 ? $1 : 0 })
        }
    }

    /// In float32, around one end of the interval.
    var rounded: PiecewiseLinear.Piece {
        let anchor = Float(start.isFinite ? start : end.isFinite ? end : 0)
        return PiecewiseLinear.Piece(
            start: Float(start), anchor: anchor,
            values: zip(offsets, slopes).map { Float($0 + $1 * Double(anchor)) }, slopes: slopes.map { Float($0) })
    }

    private static func point(from start: Double, to end: Double) -> Double {
        switch (start.isFinite, end.isFinite) {
        case (true, true): start + (end - start) / 2
        case (true, false): start + 1
        case (false, true): end - 1
        case (false, false): 0
        }
    }
}
