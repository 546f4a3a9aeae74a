import FlowKernels
import Foundation

/// Shifts and scales every feature by constants: v′ⱼ = (vⱼ − meanⱼ)/scaleⱼ; log|det| = −Σⱼ ln scaleⱼ.
///
/// In front of splines, which are the identity outside of [−5, 5], it moves the features into the range of the splines.
/// The constants are chosen before a training, from its events or by the author, and not trained.
public struct Standardization: Bijection {
    /// In the units of the features, shape [features].
    public let means: [Float]
    /// Positive.
    public let scales: [Float]

    /// - Precondition: finite means and positive scales in equal numbers.
    public init(means: [Float], scales: [Float]) {
        precondition(
            means.count == scales.count && means.allSatisfy(\.isFinite)
                && scales.allSatisfy { $0 > 0 && $0.isFinite && (1 / $0).isFinite },
            "a standardization by means \(means) and scales \(scales)")
        self.means = means
        self.scales = scales
    }

    /// A standardization from unchecked numbers.
    ///
    /// - Throws: ``FlowError/invalidArchitecture(_:)`` if they are not valid.
    init(checkedMeans means: [Float], scales: [Float]) throws(FlowError) {
        guard (1...1 << 16).contains(means.count), means.count == scales.count, means.allSatisfy(\.isFinite),
            scales.allSatisfy({ $0 > 0 && $0.isFinite && (1 / $0).isFinite })
        else {
            throw .invalidArchitecture("a standardization by means \(means) and scales \(scales)")
        }
        self.init(means: means, scales: scales)
    }

    /// The map back: v = v′·scale + mean.
    ///
    /// - Throws: ``FlowError`` if float32 cannot represent its constants.
    func inverted() throws(FlowError) -> Standardization {
        try Standardization(checkedMeans: zip(means, scales).map { -$0 / $1 }, scales: scales.map { 1 / $0 })
    }

    public var features: Int { means.count }
    public var contextCount: Int { 0 }
    public var nuisanceCount: Int { 0 }
    public var layout: ParameterLayout { ParameterLayout() }
    public var description: BijectionDescription { .standardization(means: means, scales: scales) }
    public var residualRole: ResidualRole { .scaling(means: means, scales: scales) }

    public func initialize(_ parameters: ParameterBuffer, _ initialization: ParameterInitialization) {}

    private var logDeterminant: Float { Float(-scales.reduce(0.0) { $0 + log(Double($1)) }) }

    public func forward(
        _ v: Matrix, nuisances: Matrix?, prepared: PreparedBijection, parameters: ParameterBuffer, logDet: Matrix,
        tape: Tape?, arena: Arena
    ) -> Matrix {
        logDet.add(logDeterminant)
        return rows(of: v, arena: arena) { row, index in
            row.add(-means[index])
            row.scale(by: 1 / scales[index])
        }
    }

    public func backward(
        outputGradient: Matrix, logDetGradient: Matrix, prepared: PreparedBijection,
        into gradients: ConditionGradients, parameters: ParameterBuffer, parameterGradient: ParameterBuffer?,
        tape: Tape, arena: Arena
    ) -> Matrix {
        rows(of: outputGradient, arena: arena) { row, index in row.scale(by: 1 / scales[index]) }
    }

    public func inverse(
        _ output: Matrix, _ conditions: Conditions, parameters: ParameterBuffer, logDet: Matrix, arena: Arena
    ) -> Matrix {
        logDet.add(-logDeterminant)
        return rows(of: output, arena: arena) { row, index in
            row.scale(by: scales[index])
            row.add(means[index])
        }
    }

    public func forwardTaylor(
        _ v: TaylorMatrix, _ conditions: TaylorConditions, parameters: ParameterBuffer, logDet: TaylorMatrix,
        arena: Arena
    ) -> TaylorMatrix {
        logDet.value.add(logDeterminant)
        return TaylorMatrix(
            value: rows(of: v.value, arena: arena) { row, index in
                row.add(-means[index])
                row.scale(by: 1 / scales[index])
            },
            jets: v.jets.map { jets in
                rows(of: jets, arena: arena) { row, index in row.scale(by: 1 / scales[index]) }
            })
    }

    /// A copy whose rows are changed one by one.
    private func rows(of matrix: Matrix, arena: Arena, _ change: (Matrix, Int) -> Void) -> Matrix {
        let result = arena.matrix(rows: matrix.rows, columns: matrix.columns)
        result.copy(from: matrix)
        for index in 0..<features { change(result.row(index), index) }
        return result
    }
}

extension Standardization {
    struct Architecture: BijectionArchitecture {
        static let kind = "standardization"
        let means: [Float]
        let scales: [Float]

        var leastTensorCount: Int { 0 }
        var summary: [String] { ["standardization, means \(means), scales \(scales)"] }

        func makeBijection() throws(FlowError) -> Standardization {
            try Standardization(checkedMeans: means, scales: scales)
        }
    }
}

extension BijectionDescription {
    /// A ``Standardization``.
    public static func standardization(means: [Float], scales: [Float]) -> BijectionDescription {
        BijectionDescription(Standardization.Architecture(means: means, scales: scales))
    }
}
