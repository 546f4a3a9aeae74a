import FlowKernels

/// Where one named tensor of a model stands in its flat parameter vector.
public struct ParameterSlot: Sendable, Hashable {
    public let name: String
    public let offset: Int
    public let rows: Int
    public let columns: Int

    /// The tensor as a `[rows, columns]` view of `buffer`.
    public func matrix(in buffer: ParameterBuffer) -> Matrix {
        buffer.matrix(at: offset, rows: rows, columns: columns)
    }
}

/// The named tensors of a model, one after the other in a flat vector.
///
/// Optimizers see the vector, bijections see their slots, model files see the names.
public struct ParameterLayout: Sendable {
    public private(set) var slots: [ParameterSlot] = []
    public private(set) var count = 0

    public init() {}

    /// Appends a `[rows, columns]` tensor.
    public mutating func allocate(_ name: String, rows: Int, columns: Int) -> ParameterSlot {
        let slot = ParameterSlot(name: name, offset: count, rows: rows, columns: columns)
        slots.append(slot)
        count += rows * columns
        return slot
    }
}
