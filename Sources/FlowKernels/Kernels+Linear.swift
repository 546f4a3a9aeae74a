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

/// Linear maps of events. A mask whose blocks are dense makes several of them, so each may take some columns of its
/// matrix of weights only: `columns`, all of them where it is nil.
extension Kernels {
    /// y = act(W x + b + a). Rows of x that are 0 for 16 events side by side, units that are off, are not multiplied.
    ///
    /// - Parameters:
    ///   - weights: W, outputs x inputs, of which `columns` count.
    ///   - bias: b, outputs x 1, if any.
    ///   - addend: a, outputs x N, if any; it may be y.
    ///   - input: x, a row for each of the columns, N events.
    ///   - activation: none for the identity.
    ///   - output: y, outputs x N, overwritten.
    public static func linear(
        weights: Matrix, columns: Range<Int>? = nil, bias: Matrix?, adding addend: Matrix? = nil, input: Matrix,
        activation: Activation?, into output: Matrix
    ) {
        linear(
            [LinearMap(weights: weights, bias: bias, addend: addend, activation: activation, output: output)],
            columns: columns ?? 0..<weights.columns, input: input)
    }

    /// One of several linear maps of the same input; see
    /// ``Kernels/linear(weights:columns:bias:adding:input:activation:into:)``.
    public struct LinearMap {
        let weights: Matrix
        let bias: Matrix?
        let addend: Matrix?
        let activation: Activation?
        let output: Matrix

        public init(
            weights: Matrix, bias: Matrix?, addend: Matrix? = nil, activation: Activation?, output: Matrix
        ) {
            self.weights = weights
            self.bias = bias
            self.addend = addend
            self.activation = activation
            self.output = output
        }
    }

    /// Several linear maps of the same input, which is looked through once.
    ///
    /// - Parameters:
    ///   - columns: of the weights of every map that count.
    ///   - input: x, a row for each of the columns, N events.
    public static func linear(_ maps: [LinearMap], columns: Range<Int>, input: Matrix) {
        let n = input.columns
        requirePadding(n)
        requireShape(input, columns.count, n)
        let products = maps.map { map in
            let (outputs, start) = (map.weights.rows, requireColumns(columns, of: map.weights).lowerBound)
            if let bias = map.bias { requireShape(bias, outputs, 1) }
            if let addend = map.addend { requireShape(addend, outputs, n) }
            requireShape(map.output, outputs, n)
            return flow_product(
                a: map.weights.pointer + start, stride: map.weights.columns, rows: outputs, c: map.output.pointer,
                end: flow_epilogue(
                    bias: constant(map.bias), addend: constant(map.addend), gate: nil,
                    activation: map.activation?.code ?? Int32(FLOW_IDENTITY)))
        }
        table.product(products, products.count, 0, input.pointer, columns.count, n)
    }

    /// gx = Wᵀ gy, or gx += Wᵀ gy, and then times act'(z) where a gate is given.
    ///
    /// - Parameters:
    ///   - weights: W, outputs x inputs, of which `columns` count.
    ///   - outputGradient: gy, outputs x N.
    ///   - inputGradient: gx, a row for each of the columns, N events.
    ///   - gate: an activation and its output act(z), the shape of gx.
    public static func linearBackwardInput(
        weights: Matrix, columns: Range<Int>? = nil, outputGradient: Matrix, into inputGradient: Matrix,
        accumulate: Bool, gate: (activation: Activation, output: Matrix)? = nil
    ) {
        let columns = requireColumns(columns, of: weights)
        let (outputs, n) = (weights.rows, outputGradient.columns)
        requirePadding(n)
        requireShape(outputGradient, outputs, n)
        requireShape(inputGradient, columns.count, n)
        if let gate { requireShape(gate.output, columns.count, n) }
        let product = flow_product(
            a: weights.pointer + columns.lowerBound, stride: weights.columns, rows: columns.count,
            c: inputGradient.pointer,
            end: flow_epilogue(
                bias: nil, addend: accumulate ? constant(inputGradient) : nil, gate: constant(gate?.output),
                activation: gate?.activation.code ?? Int32(FLOW_IDENTITY)))
        withUnsafePointer(to: product) { table.product($0, 1, 1, outputGradient.pointer, outputs, n) }
    }

    /// gW += gy xᵀ.
    ///
    /// - Parameters:
    ///   - outputGradient: gy, outputs x N.
    ///   - input: x, a row for each of the columns, N events.
    ///   - weightsGradient: gW, outputs x inputs, of which `columns` are added to.
    public static func linearBackwardWeights(
        outputGradient: Matrix, input: Matrix, weightsGradient: Matrix, columns: Range<Int>? = nil
    ) {
        let columns = requireColumns(columns, of: weightsGradient)
        let (outputs, n) = (weightsGradient.rows, input.columns)
        requirePadding(n)
        requireShape(outputGradient, outputs, n)
        requireShape(input, columns.count, n)
        let target = weightsGradient.pointer + columns.lowerBound
        if (1...Int(FLOW_NARROW)).contains(columns.count) {
            table.linear_narrow_weights(
                outputGradient.pointer, input.pointer, target, weightsGradient.columns, outputs, columns.count, n)
            return
        }
        table.outer_product(
            outputGradient.pointer, outputs, input.pointer, columns.count, n, target, weightsGradient.columns)
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

    /// g *= act'(z), told from the activation's output y = act(z): (y > 0) for ReLU, y > 0 ? 1 : y + 1 for ELU.
    public static func activationBackward(_ activation: Activation, output: Matrix, gradient: Matrix) {
        requirePadding(output.columns)
        requireShape(gradient, output.rows, output.columns)
        table.activation_backward(output.pointer, gradient.pointer, output.count, activation.code)
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
