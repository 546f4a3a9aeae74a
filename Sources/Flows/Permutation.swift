import FlowKernels

/// Reorders the features: output feature i is input feature `indices[i]`; log|det| = 0.
public struct Permutation: Bijection {
    public let indices: [Int]

    public init(_ indices: [Int]) {
        precondition(indices.sorted() == Array(indices.indices), "\(indices) is not a permutation")
        self.indices = indices
    }

    public static func reversal(features: Int) -> Permutation { Permutation((0..<features).reversed()) }

    public var features: Int { indices.count }
    public var contextCount: Int { 0 }
    public var nuisanceCount: Int { 0 }
    public var layout: ParameterLayout { ParameterLayout() }
    public var description: BijectionDescription { .permutation(indices: indices) }

    public func prepare(
        _ context: Matrix, features: Matrix?, parameters: ParameterBuffer, use: PreparedUse, arena: Arena
    ) -> PreparedBijection { PreparedBijection(use: use) }

    public func forward(
        _ v: Matrix, nuisances: Matrix?, prepared: PreparedBijection, parameters: ParameterBuffer, logDet: Matrix,
        tape: Tape?, arena: Arena
    ) -> Matrix {
        let output = arena.matrix(rows: v.rows, columns: v.columns)
        for (place, index) in indices.enumerated() { output.row(place).copy(from: v.row(index)) }
        return output
    }

    public func backward(
        outputGradient: Matrix, logDetGradient: Matrix, prepared: PreparedBijection,
        into gradients: ConditionGradients, parameters: ParameterBuffer, parameterGradient: ParameterBuffer?,
        tape: Tape, arena: Arena
    ) -> Matrix {
        scatter(outputGradient, arena: arena)
    }

    public func finishBackward(
        _ prepared: PreparedBijection, into gradients: ConditionGradients, parameters: ParameterBuffer,
        parameterGradient: ParameterBuffer?, arena: Arena
    ) {}

    public func inverse(
        _ output: Matrix, _ conditions: Conditions, parameters: ParameterBuffer, logDet: Matrix, arena: Arena
    ) -> Matrix {
        scatter(output, arena: arena)
    }

    private func scatter(_ source: Matrix, arena: Arena) -> Matrix {
        let target = arena.matrix(rows: source.rows, columns: source.columns)
        for (place, index) in indices.enumerated() { target.row(index).copy(from: source.row(place)) }
        return target
    }
}
