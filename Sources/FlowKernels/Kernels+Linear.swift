internal import CBLAS
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

extension Kernels {
    /// y = act(W x + b).
    ///
    /// - Parameters:
    ///   - weights: W, outputs x inputs.
    ///   - bias: b, outputs x 1.
    ///   - input: x, inputs x N.
    ///   - activation: none for the identity.
    ///   - output: y, outputs x N, overwritten.
    public static func linear(
        weights: Matrix, bias: Matrix, input: Matrix, activation: Activation?, into output: Matrix
    ) {
        let (outputs, inputs, n) = (weights.rows, weights.columns, input.columns)
        requirePadding(n)
        requireShape(bias, outputs, 1)
        requireShape(input, inputs, n)
        requireShape(output, outputs, n)
        let code = activation?.code ?? Int32(FLOW_IDENTITY)
        if (1...Int(FLOW_NARROW)).contains(inputs) {
            table.linear_narrow(
                weights.pointer, bias.pointer, input.pointer, output.pointer, outputs, inputs, n, code)
            return
        }
        MatrixProduct.multiply(
            weights.pointer, transposed: false, input.pointer, transposed: false, into: output.pointer,
            rows: outputs, inner: inputs, columns: n, accumulate: false)
        table.bias_activation(output.pointer, bias.pointer, outputs, n, code)
    }

    /// gx = Wᵀ gy, or gx += Wᵀ gy.
    ///
    /// - Parameters:
    ///   - weights: W, outputs x inputs.
    ///   - outputGradient: gy, outputs x N.
    ///   - inputGradient: gx, inputs x N.
    public static func linearBackwardInput(
        weights: Matrix, outputGradient: Matrix, into inputGradient: Matrix, accumulate: Bool
    ) {
        let (outputs, inputs, n) = (weights.rows, weights.columns, outputGradient.columns)
        requirePadding(n)
        requireShape(outputGradient, outputs, n)
        requireShape(inputGradient, inputs, n)
        if (1...Int(FLOW_NARROW)).contains(inputs) {
            table.linear_narrow_input(
                weights.pointer, outputGradient.pointer, inputGradient.pointer, outputs, inputs, n,
                accumulate ? 1 : 0)
            return
        }
        MatrixProduct.multiply(
            weights.pointer, transposed: true, outputGradient.pointer, transposed: false,
            into: inputGradient.pointer, rows: inputs, inner: outputs, columns: n, accumulate: accumulate)
    }

    /// gW += gy xᵀ and gb += the sums of gy's rows.
    ///
    /// - Parameters:
    ///   - outputGradient: gy, outputs x N.
    ///   - input: x, inputs x N.
    ///   - weightsGradient: gW, outputs x inputs.
    ///   - biasGradient: gb, outputs x 1.
    public static func linearBackwardParameters(
        outputGradient: Matrix, input: Matrix, weightsGradient: Matrix, biasGradient: Matrix
    ) {
        let (outputs, inputs, n) = (weightsGradient.rows, weightsGradient.columns, input.columns)
        requirePadding(n)
        requireShape(outputGradient, outputs, n)
        requireShape(input, inputs, n)
        requireShape(biasGradient, outputs, 1)
        table.row_sums(outputGradient.pointer, biasGradient.pointer, outputs, n)
        if (1...Int(FLOW_NARROW)).contains(inputs) {
            table.linear_narrow_weights(
                outputGradient.pointer, input.pointer, weightsGradient.pointer, outputs, inputs, n)
            return
        }
        MatrixProduct.multiply(
            outputGradient.pointer, transposed: false, input.pointer, transposed: true,
            into: weightsGradient.pointer, rows: outputs, inner: n, columns: inputs, accumulate: true)
    }

    /// g *= act'(z), told from the activation's output y = act(z): (y > 0) for ReLU, y > 0 ? 1 : y + 1 for ELU.
    public static func activationBackward(_ activation: Activation, output: Matrix, gradient: Matrix) {
        requirePadding(output.columns)
        requireShape(gradient, output.rows, output.columns)
        table.activation_backward(output.pointer, gradient.pointer, output.count, activation.code)
    }
}
