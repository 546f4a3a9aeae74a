internal import CFlowKernels
import Foundation

/// The nonlinearity after a linear map.
public enum Activation: String, Sendable, Codable, CaseIterable {
    /// max(x, 0).
    case relu
    /// x above 0, eˣ − 1 below.
    case elu

    var code: Int32 {
        switch self {
        case .relu: Int32(FLOW_RELU)
        case .elu: Int32(FLOW_ELU)
        }
    }

    /// The value at one number.
    public func callAsFunction(_ x: Float) -> Float {
        switch self {
        case .relu: max(x, 0)
        case .elu: x > 0 ? x : expm1(x)
        }
    }
}

/// Whether a matrix has rows that are 0 for many neighbouring events.
public enum Density: Sendable {
    /// Too few to check for them: all rows are multiplied.
    case dense
    /// Units that are off are not multiplied.
    case sparse

    var option: Int32 { self == .dense ? Int32(FLOW_DENSE) : 0 }
}

extension Activation {
    /// The density of its values, and of gradients after it.
    public var density: Density { self == .relu ? .sparse : .dense }
}

/// Linear maps of events. A mask whose blocks are dense makes several of them, so each may take some columns of its
/// matrix of weights only: `columns`, all of them where it is nil.
extension Kernels {
    /// y = act(W x + b + a). Where x is sparse, rows of it that are 0 for 16 neighbouring events are not multiplied.
    ///
    /// - Parameters:
    ///   - weights: W, outputs x inputs.
    ///   - columns: those of W that are multiplied; all where nil.
    ///   - bias: b, outputs x 1, if any.
    ///   - addend: a, outputs x N, if any; it may be y.
    ///   - input: x, a row for each of the columns, N events.
    ///   - activation: none for the identity.
    ///   - output: y, outputs x N, overwritten; no part of x.
    ///   - density: of x.
    public static func linear(
        weights: Matrix, columns: Range<Int>? = nil, bias: Matrix?, adding addend: Matrix? = nil, input: Matrix,
        activation: Activation?, into output: Matrix, _ density: Density = .sparse
    ) {
        requireShape(input, columns?.count ?? weights.columns, input.columns)
        linear(
            [
                LinearMap(
                    weights: weights, columns: columns, bias: bias, addend: addend, activation: activation,
                    output: output)
            ], input: input, density)
    }

    /// One of several linear maps of the same input; see
    /// ``Kernels/linear(weights:columns:bias:adding:input:activation:into:_:)``.
    public struct LinearMap {
        let weights: Matrix
        let columns: Range<Int>
        let bias: Matrix?
        let addend: Matrix?
        let activation: Activation?
        let output: Matrix

        /// With these values.
        public init(
            weights: Matrix, columns: Range<Int>? = nil, bias: Matrix?, addend: Matrix? = nil,
            activation: Activation?, output: Matrix
        ) {
            self.weights = weights
            self.columns = requireColumns(columns, of: weights)
            self.bias = bias
            self.addend = addend
            self.activation = activation
            self.output = output
        }
    }

    /// Several linear maps of the same input, whose zeros are searched once.
    ///
    /// - Parameters:
    ///   - maps: each with its weights and its output.
    ///   - input: x, N events; a map takes as many of the first rows as it has columns.
    ///   - density: of x.
    public static func linear(_ maps: [LinearMap], input: Matrix, _ density: Density = .sparse) {
        let n = input.columns
        requirePadding(n)
        let products = maps.map { map in
            let (outputs, depth) = (map.weights.rows, map.columns.count)
            precondition(depth <= input.rows, "\(depth) columns of weights for \(input.rows) rows")
            if let bias = map.bias { requireShape(bias, outputs, 1) }
            if let addend = map.addend { requireShape(addend, outputs, n) }
            requireShape(map.output, outputs, n)
            return flow_product(
                a: map.weights.pointer + map.columns.lowerBound, stride: map.weights.columns, rows: outputs,
                depth: depth, c: map.output.pointer,
                end: flow_epilogue(
                    bias: constant(map.bias), addend: constant(map.addend), gate: nil,
                    activation: map.activation?.code ?? Int32(FLOW_IDENTITY)))
        }
        table.product(
            products, products.count, density.option, input.pointer, products.map(\.depth).max() ?? 0, n)
    }

    /// gx = Wᵀ gy, or gx += Wᵀ gy, and then times act'(z) where a gate is given.
    ///
    /// - Parameters:
    ///   - weights: W, outputs x inputs.
    ///   - columns: those of W that are multiplied; all where nil.
    ///   - outputGradient: gy, outputs x N.
    ///   - inputGradient: gx, a row for each of the columns, N events; no part of gy.
    ///   - accumulate: whether gx is added to; otherwise it is overwritten.
    ///   - gate: an activation and its output act(z), the shape of gx.
    ///   - first: the first row of gx that the gate is for.
    ///   - density: of gy.
    public static func linearBackwardInput(
        weights: Matrix, columns: Range<Int>? = nil, outputGradient: Matrix, into inputGradient: Matrix,
        accumulate: Bool, gate: (activation: Activation, output: Matrix)? = nil, from first: Int = 0,
        _ density: Density = .sparse
    ) {
        let columns = requireColumns(columns, of: weights)
        let (outputs, n) = (weights.rows, outputGradient.columns)
        requirePadding(n)
        requireShape(outputGradient, outputs, n)
        requireShape(inputGradient, columns.count, n)
        if let gate { requireShape(gate.output, columns.count, n) }
        func product(_ rows: Range<Int>, gate: (activation: Activation, output: Matrix)?) -> flow_product {
            let target = inputGradient.rows(rows)
            return flow_product(
                a: weights.pointer + columns.lowerBound + rows.lowerBound, stride: weights.columns, rows: rows.count,
                depth: outputs, c: target.pointer,
                end: flow_epilogue(
                    bias: nil, addend: accumulate ? constant(target) : nil, gate: constant(gate?.output.rows(rows)),
                    activation: gate?.activation.code ?? Int32(FLOW_IDENTITY)))
        }
        let products = [product(0..<first, gate: nil), product(first..<columns.count, gate: gate)]
        table.product(
            products, products.count, Int32(FLOW_TRANSPOSED) | density.option, outputGradient.pointer, outputs, n)
    }

    /// gW += gy xᵀ.
    ///
    /// - Parameters:
    ///   - outputGradient: gy, outputs x N.
    ///   - input: x, a row for each of the columns, N events.
    ///   - weightsGradient: gW, outputs x inputs.
    ///   - columns: those of gW that are added to; all where nil.
    ///   - density: of gy.
    public static func linearBackwardWeights(
        outputGradient: Matrix, input: Matrix, weightsGradient: Matrix, columns: Range<Int>? = nil,
        _ density: Density = .sparse
    ) {
        requireShape(input, columns?.count ?? weightsGradient.columns, input.columns)
        linearBackwardWeights(
            [
                WeightsAdjoint(
                    outputGradient: outputGradient, weightsGradient: weightsGradient, columns: columns)
            ], input: input, density)
    }

    /// One of several linear maps of the same input; see
    /// ``Kernels/linearBackwardWeights(outputGradient:input:weightsGradient:columns:_:)``.
    public struct WeightsAdjoint {
        let outputGradient: Matrix
        let weightsGradient: Matrix
        let columns: Range<Int>

        /// `columns` are the inputs that the weights multiply, as columns of the weights; all where nil.
        public init(outputGradient: Matrix, weightsGradient: Matrix, columns: Range<Int>? = nil) {
            self.outputGradient = outputGradient
            self.weightsGradient = weightsGradient
            self.columns = requireColumns(columns, of: weightsGradient)
        }
    }

    /// gW += gy xᵀ of several linear maps of the same input.
    ///
    /// - Parameters:
    ///   - maps: each with the gradients of its output and of its weights.
    ///   - input: x, N events; a map takes as many of the first rows as it has columns.
    ///   - density: of gy.
    public static func linearBackwardWeights(
        _ maps: [WeightsAdjoint], input: Matrix, _ density: Density = .sparse
    ) {
        let n = input.columns
        requirePadding(n)
        var products: [flow_outer_product] = []
        for map in maps {
            let (outputs, columns) = (map.weightsGradient.rows, map.columns.count)
            requireShape(map.outputGradient, outputs, n)
            precondition(columns <= input.rows, "\(columns) columns of weights for \(input.rows) rows")
            let target = map.weightsGradient.pointer + map.columns.lowerBound
            if (1...Int(FLOW_NARROW)).contains(columns) {
                table.linear_narrow_weights(
                    map.outputGradient.pointer, input.pointer, target, map.weightsGradient.columns, outputs, columns, n)
            } else {
                products.append(
                    flow_outer_product(
                        a: map.outputGradient.pointer, rows: outputs, columns: columns, c: target,
                        stride: map.weightsGradient.columns))
            }
        }
        if products.isEmpty { return }
        table.outer_product(
            products, products.count, density.option, input.pointer, products.map(\.columns).max() ?? 0, n)
    }

    /// gb += the sums of gy's rows.
    ///
    /// - Parameters:
    ///   - outputGradient: gy, outputs x N.
    ///   - biasGradient: gb, outputs x 1.
    public static func linearBackwardBias(outputGradient: Matrix, biasGradient: Matrix) {
        requirePadding(outputGradient.columns)
        requireShape(biasGradient, outputGradient.rows, 1)
        table.row_sums(
            outputGradient.pointer, biasGradient.pointer, outputGradient.rows, outputGradient.columns)
    }

    private static func constant(_ matrix: Matrix?) -> UnsafePointer<Float>? {
        matrix.map { UnsafePointer($0.pointer) }
    }

    private static func requireColumns(
        _ columns: Range<Int>?, of weights: Matrix, function: StaticString = #function
    ) -> Range<Int> {
        guard let columns else { return 0..<weights.columns }
        precondition(
            columns.lowerBound >= 0 && columns.upperBound <= weights.columns,
            "\(function): columns \(columns) of \(weights.columns)")
        return columns
    }
}
