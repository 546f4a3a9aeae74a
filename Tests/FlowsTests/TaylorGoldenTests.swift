import Derivatives
import FlowKernels
import FlowReference
import Flows
import Safetensors
import TestSupport
import Testing

/// Derivatives along directions in ν against float64 numbers that carry their gradients and Hessians, for the networks
/// of the golden files.
@Suite struct TaylorGoldenTests {
    /// What a pass gives for one event: z, then the log-determinant.
    typealias Result = [SecondOrder4]

    /// Unit vectors, and their sums in pairs.
    static func directions(_ count: Int) -> [[Float]] {
        let units = (0..<count).map { k in (0..<count).map { $0 == k ? Float(1) : 0 } }
        return units + (0..<count).flatMap { k in (0..<k).map { zip(units[k], units[$0]).map(+) } }
    }

    /// Largest deviation over events, outputs and directions, relative to the largest number of its order.
    func largestError(_ found: TaylorMatrix, _ logDet: TaylorMatrix, _ expected: [Result], nuisances: Int) -> [Double] {
        var errors = [0.0, 0, 0]
        var scales = [1.0, 1, 1]
        for (direction, d) in Self.directions(nuisances).enumerated() {
            for (event, result) in expected.enumerated() {
                for (row, number) in result.enumerated() {
                    let (matrix, index) = row < found.rows ? (found, row) : (logDet, 0)
                    let values: [Float] = [
                        matrix.value[index, event],
                        matrix.first(row: index, direction: direction)?[0, event] ?? 0,
                        matrix.second(row: index, direction: direction)?[0, event] ?? 0,
                    ]
                    let hessian = number.hessianRows(nuisances)
                    let slope = d.indices.reduce(0.0) { $0 + Double(d[$1]) * number.gradient[$1] }
                    let bend = d.indices.reduce(0.0) { sum, k in
                        d.indices.reduce(sum) { $0 + Double(d[k] * d[$1]) * hessian[k][$1] }
                    }
                    for (order, value) in [number.value, slope, bend].enumerated() {
                        let error = abs(Double(values[order]) - value)
                        errors[order] = error.isNaN ? .infinity : max(errors[order], error)
                        scales[order] = max(scales[order], abs(value))
                    }
                }
            }
        }
        return zip(errors, scales).map(/)
    }

    private func pass(
        _ maps: [TransportMap], features: [[Double]], context: [[Double]], nuisances: [Double]
    ) -> (z: TaylorMatrix, logDet: TaylorMatrix) {
        let arena = Arena.usedBefore()
        let v = FlowEvaluation.matrix(features, arena: arena)
        let directions = Self.directions(nuisances.count)
        let conditions = TaylorConditions(
            Conditions(
                context: FlowEvaluation.matrix(context, arena: arena),
                nuisances: FlowEvaluation.matrix(features.map { _ in nuisances }, arena: arena)),
            directions: directions)
        let logDet = TaylorMatrix.zeros(rows: 1, columns: v.columns, directions: directions.count, arena: arena)
        var value = TaylorMatrix(value: v, jets: nil)
        for map in maps {
            value = map.bijection.forwardTaylor(
                value, conditions, parameters: map.parameters, logDet: logDet, arena: arena)
        }
        return (value, logDet)
    }

    /// Two layers with cross terms, so that the second one's coefficients depend on ν themselves.
    @Test(arguments: ["residual2", "residual3"]) func residualsCarryTheirDerivatives(name: String) throws {
        let golden = try GoldenFlowTests.Golden(name)
        let nuisances = golden.nuisances[3]
        let found = pass(
            [golden.map], features: golden.features, context: golden.context, nuisances: nuisances)
        let reference = try ResidualStack(NamedTensors(golden.file), damping: 0.1, pairDamping: 0.25)
        let expected = zip(golden.features, golden.context).map { features, context -> Result in
            let result = reference.forwardAndLogDet(
                features.map(SecondOrder4.init), context: context.map(SecondOrder4.init),
                nuisances: SecondOrder4.variables(at: nuisances))
            return result.features + [result.logDet]
        }
        let errors = largestError(found.z, found.logDet, expected, nuisances: nuisances.count)
        #expect(errors[0] < 1e-5 && errors[1] < 1e-5 && errors[2] < 1e-5)
    }

    /// A residual in front of splines, as an amortized profile is in front of the transfer map.
    @Test(arguments: [("residual2", "flow2"), ("residual2", "transfer2"), ("residual3", "flow3")])
    func splinesBehindAResidualCarryItsDerivatives(names: (String, String)) throws {
        let (front, behind) = (try GoldenFlowTests.Golden(names.0), try GoldenFlowTests.Golden(names.1))
        let nuisances = front.nuisances[1]
        try #require(front.context[0].count == behind.context[0].count)
        let found = pass(
            [front.map, behind.map], features: front.features, context: front.context, nuisances: nuisances)
        let residual = try ResidualStack(NamedTensors(front.file), damping: 0.1, pairDamping: 0.25)
        let splines = try SplineFlow(NamedTensors(behind.file))
        let expected = zip(front.features, front.context).map { features, context -> Result in
            let context = context.map(SecondOrder4.init)
            let first = residual.forwardAndLogDet(
                features.map(SecondOrder4.init), context: context,
                nuisances: SecondOrder4.variables(at: nuisances))
            let second = splines.forwardAndLogDet(first.features, context: context)
            return second.features + [first.logDet + second.logDet]
        }
        let errors = largestError(found.z, found.logDet, expected, nuisances: nuisances.count)
        #expect(errors[0] < 1e-5 && errors[1] < 1e-4 && errors[2] < 1e-4)
    }
}
