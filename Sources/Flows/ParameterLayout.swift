import FlowKernels

/// The position of a named tensor of a model in its flat parameter vector.
public struct ParameterSlot: Sendable, Hashable {
    /// Unique within a layout.
    public let name: String
    /// The index of its first number.
    public let offset: Int
    /// Outputs of a matrix of weights.
    public let rows: Int
    /// Inputs of a matrix of weights; 1 for a bias.
    public let columns: Int

    /// The tensor as a `[rows, columns]` view of `buffer`.
    public func matrix(in buffer: ParameterBuffer) -> Matrix {
        buffer.matrix(at: offset, rows: rows, columns: columns)
    }
}

/// The named tensors of a model, one after the other in a flat vector.
///
/// Optimizers use the vector, bijections their slots, model files the names.
public struct ParameterLayout: Sendable {
    /// In the order of the vector.
    public private(set) var slots: [ParameterSlot] = []
    /// Numbers in all tensors together.
    public private(set) var count = 0

    /// A layout without tensors.
    public init() {}

    /// Appends a `[rows, columns]` tensor.
    public mutating func allocate(_ name: String, rows: Int, columns: Int) -> ParameterSlot {
        let slot = ParameterSlot(name: name, offset: count, rows: rows, columns: columns)
        slots.append(slot)
        count += rows * columns
        return slot
    }
}
