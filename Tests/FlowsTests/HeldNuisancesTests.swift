import FlowKernels
import Flows
import Testing

/// A density held at one ν against the same density that is given that ν.
@Suite struct HeldNuisancesTests {
    private let flow = Flow([
        TransportMap(
            initializing: PolynomialResidual(
                order: [0, 1], contextCount: 2, centers: [0, 0], scales: [1, 1], pairs: [NuisancePair(0, 1)],
                hidden: [6]), seed: 3),
        TransportMap(
            initializing: MaskedAutoregressiveAffine(order: [1, 0], contextCount: 2, hidden: [5]), seed: 4),
    ])
    private let point: [Float] = [0.7, -0.4]

    private var bent: Flow {
        let parameters = flow.maps[0].parameters.values.enumerated().map { index, value in
            value + 0.1 * Float((index * 7) % 11 - 5) / 5
        }
        return flow.replacing(0, parameters: ParameterBuffer(parameters))
    }

    private func columns(_ values: [[Float]], _ arena: Arena) -> Matrix {
        let matrix = arena.zeros(rows: values.count, columns: 8)
        for (row, numbers) in values.enumerated() {
            for column in 0..<8 { matrix[row, column] = numbers[column % numbers.count] * Float(1 + column) / 4 }
        }
        return matrix
    }

    private func logDensity(_ flow: Flow, nuisances: [Float]?) -> [Float] {
        let arena = Arena()
        let nu = nuisances.map { values in
            let matrix = arena.matrix(rows: values.count, columns: 8)
            for (row, value) in values.enumerated() { matrix.row(row).fill(value) }
            return matrix
        }
        let density = arena.zeros(rows: 1, columns: 8)
        flow.logDensity(
            columns([[0.3, -0.8], [0.5, 1.1]], arena),
            Conditions(context: columns([[1, 0], [0, 1]], arena), nuisances: nu), into: density, arena: arena)
        return density.array()
    }

    @Test func isTheDensityAtItsPoint() {
        let held = bent.held(at: point)
        #expect(held.nuisanceCount == 0)
        #expect(logDensity(held, nuisances: nil) == logDensity(bent, nuisances: point))
        #expect(logDensity(held, nuisances: [0, 0]) == logDensity(bent, nuisances: point))
        #expect(logDensity(held, nuisances: nil) != logDensity(bent, nuisances: [0, 0]))
    }

    @Test func leavesMapsWithoutNuisancesAsTheyAre() {
        let held = bent.held(at: point)
        #expect(held.maps[1].bijection is MaskedAutoregressiveAffine)
        #expect(held.maps[0].parameters.values == bent.maps[0].parameters.values)
    }

    @Test(arguments: [[Float.nan, 0], [0.5]] as [[Float]]) func cannotBeDescribedWithoutAPoint(_ nuisances: [Float]) {
        let inner = flow.maps[0].bijection
        guard nuisances.count == inner.nuisanceCount else { return }
        let description = HeldNuisances(inner, at: nuisances).description
        #expect(throws: FlowError.self) { _ = try description.makeBijection() }
    }
}
