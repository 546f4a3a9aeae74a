internal import CFlowKernels

/// Rectified units of similar events, as linear functions.
///
/// Most units are on for all of the events or off for all of them: settled. A unit that is on is a linear function of
/// the layer below, and so of a *basis* that grows layer by layer: 1, the inputs, and every unit that is not settled.
public struct SettledUnits {
    /// Room for the basis, shape [1 + inputs + units of all layers, events].
    private let room: Matrix
    /// How many elements the basis has below the units.
    private let below: Int
    /// How many of the units are not settled; they come next in the basis.
    private let unsettled: Int
    /// The coefficients of every unit, shape [units, at least `below` rounded up to a multiple of 8].
    private let functions: Matrix
    /// Shape [units, 1]; added to the first coefficients.
    private let bias: Matrix?
    private let places: [Int32]

    /// The elements of the basis for every event, those of the units included; shape [elements, events].
    public var basis: Matrix { room.rows(0..<below + unsettled) }
    /// The numbers of units that are on for all events, and for some.
    public var counts: (on: Int, unsettled: Int) {
        (places.reduce(0) { $0 + ($1 == Int32(FLOW_ON) ? 1 : 0) }, unsettled)
    }

    /// The inputs of a network.
    ///
    /// - Parameters:
    ///   - inputs: shape [inputs, events]; one that is the same for all events is no element of the basis.
    ///   - units: how many there may be in all layers above.
    ///   - arena: holds the basis.
    /// - Returns: nil for inputs that are not finite, and for no events.
    public init?(inputs: Matrix, units: Int, arena: Arena) {
        requirePadding(inputs.columns)
        if inputs.columns == 0 { return nil }
        room = arena.matrix(rows: 1 + inputs.rows + units, columns: inputs.columns)
        functions = arena.zeros(rows: inputs.rows, columns: (1 + inputs.rows + 7) & ~7)
        var places = [Int32](repeating: Int32(FLOW_ON), count: inputs.rows)
        var count = 1
        room.row(0).fill(1)
        for row in 0..<inputs.rows {
            let values = inputs.row(row)
            var (low, high) = (Float.nan, Float.nan)
            Kernels.table.range(values.pointer, values.columns, &low, &high)
            // Numbers around 0 lose least.
            let center = low + (high - low) / 2
            guard center.isFinite else { return nil }
            functions[row, 0] = center
            if low == high {
                if low == 0 { places[row] = Int32(FLOW_OFF) }
                continue
            }
            functions[row, count] = 1
            let deviation = room.row(count)
            deviation.copy(from: values)
            deviation.add(-center)
            count += 1
        }
        below = count
        unsettled = 0
        bias = nil
        self.places = places
    }

    /// The units of the next layer.
    ///
    /// - Parameters:
    ///   - sums: of the units before they are rectified, shape [units, events].
    ///   - coefficients: the coefficients of the sums without bias, from ``compose(_:into:)``, a row for each unit.
    ///   - bias: shape [units, 1].
    ///   - layer: the layer below.
    public init(sums: Matrix, coefficients: Matrix, bias: Matrix, after layer: SettledUnits) {
        room = layer.room
        below = layer.below + layer.unsettled
        functions = coefficients
        self.bias = bias
        let free = room.rows - below
        requireShape(sums, sums.rows, room.columns)
        requireShape(coefficients, sums.rows, coefficients.columns)
        requireShape(bias, sums.rows, 1)
        precondition(sums.rows <= free, "\(sums.rows) units where there is room for \(free)")
        precondition(coefficients.columns >= (below + 7) & ~7, "\(coefficients.columns) coefficients of \(below)")
        var count = 0
        let target = room.pointer + below * room.columns
        places = Array(unsafeUninitializedCapacity: sums.rows) { places, initialized in
            count = Kernels.table.settle(sums.pointer, sums.rows, sums.columns, places.baseAddress, target)
            initialized = sums.rows
        }
        unsettled = count
    }

    /// The columns that ``compose(_:into:)`` needs.
    public var coefficientColumns: Int { (below + unsettled + 7) & ~7 }

    /// Linear functions of the units as functions of the basis.
    ///
    /// - Parameters:
    ///   - weights: what multiplies the units, shape [functions, at least the units], of which the first columns count.
    ///   - coefficients: shape [functions, ``coefficientColumns``]; those of the basis are overwritten, the rest is
    ///     undefined.
    public func compose(_ weights: Matrix, into coefficients: Matrix) {
        requireShape(coefficients, weights.rows, coefficientColumns)
        precondition(weights.columns >= places.count, "\(weights.columns) weights of \(places.count) units")
        places.withUnsafeBufferPointer { places in
            var units = flow_units(
                places: places.baseAddress, count: places.count, functions: functions.pointer,
                stride: functions.columns, bias: bias.map { UnsafePointer($0.pointer) }, basis: below)
            Kernels.table.compose(
                &units, weights.pointer, weights.columns, weights.rows, coefficients.pointer, coefficients.columns)
        }
    }
}
