import FlowKernels
import Foundation
import Testing

@testable import Flows

/// What a residual does to a point, in its own terms.
@Suite struct ResidualResponseTests {
    /// A residual of several layers with weights that are not zero, at some points and ν.
    private static func residual(layers: Int, pairs: [NuisancePair], _ crossOrder: CrossOrder) -> TransportMap {
        let bijection = FactorizableResidual.polynomial(
            features: 3, contextCount: 2, layers: layers, centers: [0.1, -0.2], scales: [1, 0.5], pairs: pairs,
            damping: 0.3, crossDamping: 0.4, crossOrder: crossOrder, hidden: [8])
        let start = TransportMap(initializing: bijection, seed: 3)
        // Output layers start at zero: add something to every parameter.
        let values = start.parameters.values.enumerated().map { $1 + 0.2 * Float(($0 * 7919 % 101) - 50) / 50 }
        return TransportMap(bijection, parameters: ParameterBuffer(values))
    }

    private static func inputs(_ arena: Arena, nuisances: [Float]) -> (v: Matrix, conditions: Conditions) {
        let (v, context) = (arena.zeros(rows: 3, columns: 8), arena.zeros(rows: 2, columns: 8))
        let nu = arena.zeros(rows: 2, columns: 8)
        for column in 0..<8 {
            for row in 0..<3 { v[row, column] = Float(column - 4) * 0.3 + Float(row) * 0.2 }
            context[column % 2, column] = 1
            for row in 0..<2 { nu[row, column] = nuisances[row] }
        }
        return (v, Conditions(context: context, nuisances: nu))
    }

    @Test(arguments: [1, 2, 3], CrossOrder.allCases)
    func scalesAndTranslatesAsTheMapDoes(layers: Int, crossOrder: CrossOrder) {
        let map = Self.residual(layers: layers, pairs: [NuisancePair(0, 1)], crossOrder)
        let arena = Arena()
        let (v, conditions) = Self.inputs(arena, nuisances: [0.7, -0.9])
        let logDet = arena.zeros(rows: 1, columns: 8)
        let mapped = map.bijection.forward(
            v, conditions, parameters: map.parameters, logDet: logDet, tape: nil, arena: arena)
        let (logScale, shift) = map.response(v, conditions, arena: arena)
        #expect(map.residualLayers.count == layers)
        // Every second layer reverses the features, and an even number of layers restores their order; of three layers
        // the features come out as they went in, too.
        for column in 0..<8 {
            var sum: Float = 0
            for row in 0..<3 {
                let moved = v[row, column] * exp(logScale[row, column]) + shift[row, column]
                #expect(abs(moved - mapped[row, column]) < 2e-5 * max(1, abs(moved)), "row \(row), column \(column)")
                sum += logScale[row, column]
            }
            #expect(abs(sum - logDet[0, column]) < 1e-5)
        }
    }

    /// The coefficients of one feature without context are the last biases of its networks, all else being 0.
    @Test(arguments: [[1, 1], [-1, 1], [0.5, -2], [0, 1.5], [-0.75, 0]] as [[Float]], CrossOrder.allCases)
    func multipliesEveryCoefficientByItsProduct(nuisances: [Float], crossOrder: CrossOrder) throws {
        let bijection = PolynomialResidual(
            order: [0], contextCount: 0, centers: [0, 0], scales: [1, 0.5], pairs: [NuisancePair(0, 1)],
            crossDamping: 0.25, crossOrder: crossOrder, hidden: [2])
        let parameters = ParameterBuffer(count: bijection.layout.count)
        let biases = try #require(bijection.layout.slots.last { $0.name.hasPrefix("pair.0.1") }).matrix(in: parameters)
        let coefficients: [Float] = crossOrder == .second ? [1, -5] : [1, 2, 4, -5, 3, -7]
        biases.copy(from: coefficients)
        let arena = Arena.usedBefore()
        let nu = arena.matrix(rows: 2, columns: 8)
        for row in 0..<2 { nu.row(row).fill(nuisances[row]) }
        let response = bijection.response(
            arena.zeros(rows: 1, columns: 8), Conditions(context: arena.zeros(rows: 0, columns: 8), nuisances: nu),
            parameters: parameters, arena: arena)
        let (uk, ul) = (nuisances[0], nuisances[1] / 0.5)
        let products = crossOrder == .second ? [uk * ul] : [uk * ul, uk * ul * ul, uk * uk * ul]
        func expected(_ coefficients: ArraySlice<Float>) -> Float {
            0.25 * zip(coefficients, products).reduce(0) { $0 + $1.0 * $1.1 }
        }
        // Halves and quarters: no rounding.
        #expect(response.logScale[0, 3] == expected(coefficients.prefix(products.count)))
        #expect(response.shift[0, 3] == expected(coefficients.suffix(products.count)))
    }

    @Test(arguments: CrossOrder.allCases) func leavesOutCrossTermsOnly(crossOrder: CrossOrder) {
        let map = Self.residual(layers: 2, pairs: [NuisancePair(0, 1)], crossOrder)
        let additive = map.withoutCrossTerms
        func forward(_ map: TransportMap, _ nuisances: [Float]) -> [Float] {
            let arena = Arena()
            let (v, conditions) = Self.inputs(arena, nuisances: nuisances)
            return map.bijection.forward(
                v, conditions, parameters: map.parameters, logDet: arena.zeros(rows: 1, columns: 8), tape: nil,
                arena: arena
            ).array()
        }
        #expect(additive.parameters.count < map.parameters.count)
        #expect(additive.residualLayers.allSatisfy { $0.pairs.isEmpty && $0.crossOrder == .second })
        // The anchor is (0.1, −0.2): while one nuisance stays there, no cross term acts.
        #expect(forward(additive, [0.7, -0.2]) == forward(map, [0.7, -0.2]))
        #expect(forward(additive, [0.1, 0.5]) == forward(map, [0.1, 0.5]))
        #expect(forward(additive, [0.7, 0.5]) != forward(map, [0.7, 0.5]))
    }

    @Test func knowsWhatIsNoResidual() {
        let spline = NeuralSplineFlow.autoregressive(
            features: 2, contextCount: 0, transforms: 1, bins: 4, hidden: [8])
        #expect(TransportMap(initializing: spline, seed: 1).residualLayers.isEmpty)
    }
}
