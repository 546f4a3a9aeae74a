import FlowKernels

/// Reorders the features: output feature i is input feature `indices[i]`; log|det| = 0.
public struct Permutation: Bijection {
    /// Output feature i is input feature `indices[i]`.
    public let indices: [Int]

    /// - Precondition: each feature occurs once.
    public init(_ indices: [Int]) {
        precondition(indices.sorted() == Array(indices.indices), "\(indices) is not a permutation")
        self.indices = indices
    }

    /// The features in reverse order.
    public static func reversal(features: Int) -> Permutation { Permutation((0..<features).reversed()) }

    public var features: Int { indices.count }
    public var contextCount: Int { 0 }
    public var nuisanceCount: Int { 0 }
    public var layout: ParameterLayout { ParameterLayout() }
    public var description: BijectionDescription { .permutation(indices: indices) }
    public var residualRole: ResidualRole { .reordering(indices: indices) }

    public func initialize(_ parameters: ParameterBuffer, _ initialization: ParameterInitialization) {}

    public func forward(
        _ v: Matrix, nuisances: Matrix?, prepared: PreparedBijection, parameters: ParameterBuffer, logDet: Matrix,
        tape: Tape?, arena: Arena
    ) -> Matrix {
        gather(v, arena: arena)
    }

    public func backward(
        outputGradient: Matrix, logDetGradient: Matrix, prepared: PreparedBijection,
        into gradients: ConditionGradients, parameters: ParameterBuffer, parameterGradient: ParameterBuffer?,
        tape: Tape, arena: Arena
    ) -> Matrix {
        scatter(outputGradient, arena: arena)
    }

    public func inverse(
        _ output: Matrix, _ conditions: Conditions, parameters: ParameterBuffer, logDet: Matrix, arena: Arena
    ) -> Matrix {
        scatter(output, arena: arena)
    }

    public func forwardTaylor(
        _ v: TaylorMatrix, _ conditions: TaylorConditions, parameters: ParameterBuffer, logDet: TaylorMatrix,
        arena: Arena
    ) -> TaylorMatrix {
        TaylorMatrix(value: gather(v.value, arena: arena), jets: v.jets.map { gather($0, arena: arena) })
    }

    private func gather(_ source: Matrix, arena: Arena) -> Matrix {
        let target = arena.matrix(rows: source.rows, columns: source.columns)
        for (place, index) in indices.enumerated() { target.row(place).copy(from: source.row(index)) }
        return target
    }

    private func scatter(_ source: Matrix, arena: Arena) -> Matrix {
        let target = arena.matrix(rows: source.rows, columns: source.columns)
        for (place, index) in indices.enumerated() { target.row(index).copy(from: source.row(place)) }
        return target
    }
}

extension Permutation {
    struct Architecture: BijectionArchitecture {
        static let kind = "permutation"
        let indices: [Int]

        var leastTensorCount: Int { 0 }
        var summary: [String] { ["permutation \(indices)"] }

        func makeBijection() throws(FlowError) -> Permutation {
            try ArchitectureLimits.check(order: indices, context: 0, hidden: [])
            return Permutation(indices)
        }
    }
}

extension BijectionDescription {
    /// A ``Permutation``.
    public static func permutation(indices: [Int]) -> BijectionDescription {
        BijectionDescription(Permutation.Architecture(indices: indices))
    }
}
