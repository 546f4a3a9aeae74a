import Derivatives
import FlowReference
import Foundation
import Safetensors
import TestSupport
import Testing

/// Laws that hold for any flow, whatever its weights.
@Suite struct FlowLawTests {
    static func flow(_ name: String) throws -> (flow: SplineFlow, features: [[Double]], contexts: [[Double]]) {
        let golden = try GoldenFile.named(name)
        return (
            try SplineFlow(NamedTensors(golden)), try rows(golden, "in.features"), try rows(golden, "in.context")
        )
    }

    /// ∂(mapped feature i)/∂(feature j).
    static func jacobian(
        at features: [Double], _ map: ([SecondOrder4]) -> (features: [SecondOrder4], logDet: SecondOrder4)
    ) -> [[Double]] {
        map(SecondOrder4.variables(at: features)).features.map { mapped in
            features.indices.map { mapped.gradient[$0] }
        }
    }

    static func determinant(_ m: [[Double]]) -> Double {
        guard m.count > 2 else { return m[0][0] * m[1][1] - m[0][1] * m[1][0] }
        return m[0].indices.reduce(0) { sum, column in
            let minor = m.dropFirst().map { row in row.indices.filter { $0 != column }.map { row[$0] } }
            return sum + (column % 2 == 0 ? 1 : -1) * m[0][column] * determinant(minor)
        }
    }

    @Test(arguments: FlowGoldenTests.names) func hasTheLogDeterminantOfItsJacobian(name: String) throws {
        let (flow, features, contexts) = try Self.flow(name)
        for (features, context) in zip(features, contexts) {
            let jacobian = Self.jacobian(at: features) {
                flow.forwardAndLogDet($0, context: context.map(SecondOrder4.init))
            }
            let logDet = flow.forwardAndLogDet(features, context: context).logDet
            #expect(abs(log(abs(Self.determinant(jacobian))) - logDet) < 1e-9)
        }
    }

    @Test(arguments: FlowGoldenTests.names) func isUndoneByItsInverse(name: String) throws {
        let (flow, features, contexts) = try Self.flow(name)
        for (features, context) in zip(features, contexts) {
            let forward = flow.forwardAndLogDet(features, context: context)
            let inverse = flow.inverseAndLogDet(forward.features, context: context)
            #expect(largestDifference(inverse.features, features) < 1e-9)
            #expect(abs(inverse.logDet + forward.logDet) < 1e-9)
        }
    }

    @Test func letsAFeatureSeeOnlyThoseOfLowerRank() throws {
        let (flow, features, contexts) = try Self.flow("flow3")
        #expect(flow.transforms.map(\.order) == [[0, 1, 2], [2, 0, 1], [1, 2, 0]])
        for transform in flow.transforms {
            var seen = [[Bool]](repeating: [false, false, false], count: 3)
            for (features, context) in zip(features, contexts) {
                let jacobian = Self.jacobian(at: features) {
                    transform.forwardAndLogDet($0, context: context.map(SecondOrder4.init))
                }
                for i in 0..<3 {
                    for j in 0..<3 where jacobian[i][j] != 0 { seen[i][j] = true }
                }
            }
            let order = transform.order
            #expect(seen == (0..<3).map { i in (0..<3).map { j in order[j] <= order[i] } })
        }
    }

    @Test func permutationsAreUndoneByTheirInverse() {
        let permutation = ReferencePermutation(indices: [2, 0, 1])
        #expect(permutation(["a", "b", "c"]) == ["c", "a", "b"])
        #expect(permutation.inverse(permutation(["a", "b", "c"])) == ["a", "b", "c"])
        #expect(ReferencePermutation.reversal(of: 3).indices == [2, 1, 0])
    }
}
