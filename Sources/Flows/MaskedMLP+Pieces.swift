import FlowKernels

/// Networks of one number.
///
/// With two features, the second one's parameters depend on the context and on one number alone. Where the context takes
/// few values, as the one-hot class does, a ReLU network is then a piecewise linear function of that number, exactly; its
/// knots are where units come on and go off, and finding the piece takes the place of all matrix products.
extension MaskedMLP {
    /// The outputs of degree 1 as functions of the first feature; nil for a network of another kind, one with more than
    /// `limit` pieces, or one whose numbers are not finite.
    ///
    /// - Parameter context: the context of the functions, one number for each input.
    func pieces(context: [Float], parameters: ParameterBuffer, limit: Int = 4096) -> PiecewiseLinear? {
        guard degrees == 2, activation == .relu, context.count == contextCount else { return nil }
        let arena = Arena()
        let columns = arena.zeros(rows: contextCount, columns: 8)
        for (row, value) in context.enumerated() { columns.row(row).fill(value) }
        let pass = contextPass(columns, parameters: parameters, arena: arena)
        // The feature itself, everywhere.
        var pieces = [LinearPiece(start: -.infinity, end: .infinity, functions: [SIMD2(0, 1)])]
        for (layer, sums) in zip(layers, pass.layers) {
            let map = LinearPiece.Map(layer, sums: sums, parameters: parameters)
            var next: [LinearPiece] = []
            for piece in pieces {
                let mapped = piece.mapped(by: map)
                guard mapped.isFinite else { return nil }
                next += layer.activation == nil ? [mapped] : mapped.rectified()
                guard next.count <= limit else { return nil }
            }
            pieces = next
        }
        return PiecewiseLinear(pieces.map(\.inFloat32))
    }
}

/// Linear functions on an interval, in float64.
private struct LinearPiece {
    let start: Double
    let end: Double
    /// Offset and slope of each.
    let functions: [SIMD2<Double>]

    /// The units of degree 1 from those below.
    struct Map {
        let constants: [Double]
        /// One column for each unit below.
        let columns: [[Double]]

        init(_ layer: MaskedMLP.Layer, sums: Matrix, parameters: ParameterBuffer) {
            let band = layer.bands[1]
            let weights = band.weights?.matrix(in: parameters)
            constants = band.rows.map { Double(sums[$0, 0]) }
            columns = (layer.constantInputs..<band.inputs).map { column in
                band.rows.indices.map { Double(weights?[$0 - band.rows.lowerBound, column] ?? 0) }
            }
        }
    }

    func mapped(by map: Map) -> LinearPiece {
        var result = map.constants.map { SIMD2($0, 0) }
        result.withUnsafeMutableBufferPointer { result in
            for (column, function) in zip(map.columns, functions) where function != .zero {
                column.withUnsafeBufferPointer { column in
                    for row in result.indices { result[row] += column[row] * function }
                }
            }
        }
        return LinearPiece(start: start, end: end, functions: result)
    }

    /// max(·, 0) of all functions, in a piece for every interval in which no sign changes.
    func rectified() -> [LinearPiece] {
        let knots = functions.map { -$0.x / $0.y }.filter { $0 > start && $0 < end }.sorted()
        return zip([start] + knots, knots + [end]).compactMap { start, end in
            guard start < end else { return nil }
            let inside = Self.pointInside(start, end)
            return LinearPiece(
                start: start, end: end, functions: functions.map { $0.x + $0.y * inside > 0 ? $0 : .zero })
        }
    }

    var isFinite: Bool { functions.allSatisfy { $0.x.isFinite && $0.y.isFinite } }

    /// The piece in float32, around the point of the interval nearest to 0, because the events are there.
    var inFloat32: PiecewiseLinear.Piece {
        let anchor = Float(min(max(0, start), end))
        return PiecewiseLinear.Piece(
            start: Float(start), anchor: anchor, values: functions.map { Float($0.x + $0.y * Double(anchor)) },
            slopes: functions.map { Float($0.y) })
    }

    private static func pointInside(_ start: Double, _ end: Double) -> Double {
        switch (start.isFinite, end.isFinite) {
        case (true, true): start + (end - start) / 2
        case (true, false): start + max(1, abs(start))
        case (false, true): end - max(1, abs(end))
        case (false, false): 0
        }
    }
}
