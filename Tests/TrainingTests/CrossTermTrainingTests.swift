import FlowKernels
import Flows
import Foundation
import RandomStreams
import Testing

@testable import Training

/// Residuals trained on a grid of templates whose response has a term u_k·u_l².
@Suite struct CrossTermTrainingTests {
    /// Standard normal events, moved by −(u₀ + ½ u₀ u₁²) at the nine points u ∈ {−1, 0, 1}²: t = u₀ + ½ u₀ u₁² undoes it.
    struct Templates: EventSource {
        static let values: [Float] = [-1, 0, 1]
        static let points: [[Float]] = values.flatMap { first in values.map { [first, $0] } }

        static func shift(_ u: [Float]) -> Float { u[0] * (1 + u[1] * u[1] / 2) }

        func fill(_ chunk: EventChunk, step: Int, positions: Range<Int>) {
            for (column, position) in positions.enumerated() {
                var stream = RandomStream(
                    seed: 5, purpose: "templates of nine points", index: UInt64(step * 10_000 + position / 18))
                // Every event with its mirror image, so that the mean of a template is right.
                let (point, sign) = (Self.points[position % 9], Float(position / 9 % 2 == 0 ? 1 : -1))
                chunk.features[0, column] = sign * Float(stream.normal()) - Self.shift(point)
                for k in 0..<2 { chunk.nuisances?[k, column] = point[k] }
                chunk.weights[0, column] = 1
            }
        }
    }

    /// Where a trained residual takes the means of the nine templates; all should come to 0.
    private static func means(_ crossOrder: CrossOrder) throws -> [Float] {
        let residual = PolynomialResidual(
            order: [0], contextCount: 0, centers: [0, 0], scales: [1, 1], pairs: [NuisancePair(0, 1)], damping: 0.5,
            crossDamping: 0.5, crossOrder: crossOrder, hidden: [4])
        let flow = Flow([TransportMap(initializing: residual, seed: 1)])
        let steps = 300
        let result = try TrainingLoop(steps: steps, batchSize: 144).run(
            DensityObjective(flow: flow, trainedMap: 0, source: Templates()), from: [flow.maps[0].parameters],
            groups: [
                ParameterGroup(
                    name: "the residual",
                    optimizer: AdamW<Float>(parameterCount: flow.maps[0].parameters.count, weightDecay: 0),
                    schedule: .warmupCosine(peak: 3e-2, warmup: 20, total: steps),
                    clipping: GradientClipping(maximumNorm: 10))
            ], workers: Workers(threads: 1))
        let arena = Arena()
        return Templates.points.map { point in
            let nu = arena.matrix(rows: 2, columns: 8)
            for k in 0..<2 { nu.row(k).fill(point[k]) }
            let (logScale, shift) = residual.response(
                arena.zeros(rows: 1, columns: 8),
                Conditions(context: arena.zeros(rows: 0, columns: 8), nuisances: nu), parameters: result.parameters[0],
                arena: arena)
            return shift[0, 0] - Templates.shift(point) * exp(logScale[0, 0])
        }
    }

    @Test func fitAllNinePointsToThirdOrder() throws {
        let means = try Self.means(.third)
        #expect(means.allSatisfy { abs($0) < 0.05 }, "\(means)")
    }

    /// Least squares over the grid would make ⅔ u₀ of u₀ u₁²: the slope ⅓ too steep where u₁ = 0, and ⅙ too flat where
    /// u₁ = ±1. Widths that give way make both some less.
    @Test func tradeTheTermForAWrongSlopeAtSecondOrder() throws {
        for (point, mean) in zip(Templates.points, try Self.means(.second)) {
            let steeper = point[0] * mean
            if point[0] == 0 {
                #expect(abs(mean) < 0.05, "\(point): \(mean)")
            } else {
                #expect(point[1] == 0 ? steeper > 0.2 : steeper < -0.08, "\(point): \(mean)")
            }
        }
    }
}
