import FlowKernels
import Flows

/// A flow evaluated at whole arrays of events, rows of events as golden files have them.
struct FlowEvaluation {
    let z: [[Double]]
    let logDet: [Double]
    let logDensity: [Double]
    let inverse: [[Double]]

    /// - Parameters:
    ///   - v, context, nuisances: one array an event.
    init(_ flow: Flow, v: [[Double]], context: [[Double]], nuisances: [[Double]] = []) {
        let arena = Arena.usedBefore()
        let features = Self.matrix(v, arena: arena)
        let conditions = Conditions(
            context: Self.matrix(context, arena: arena),
            nuisances: nuisances.isEmpty ? nil : Self.matrix(nuisances, arena: arena))
        let logDet = arena.zeros(rows: 1, columns: features.columns)
        let z = flow.forward(features, conditions, logDet: logDet, arena: arena)
        let logDensity = arena.zeros(rows: 1, columns: features.columns)
        flow.logDensity(features, conditions, into: logDensity, arena: arena)
        let back = arena.zeros(rows: 1, columns: features.columns)
        let inverse = flow.inverse(z, conditions, logDet: back, arena: arena)
        self.z = Self.events(z, v.count)
        self.logDet = Self.events(logDet, v.count).map { $0[0] }
        self.logDensity = Self.events(logDensity, v.count).map { $0[0] }
        self.inverse = Self.events(inverse, v.count)
    }

    /// Feature-major, padded to a multiple of eight by zeros.
    static func matrix(_ events: [[Double]], arena: Arena) -> Matrix {
        let matrix = arena.zeros(rows: events.first?.count ?? 0, columns: (events.count + 7) / 8 * 8)
        for (column, event) in events.enumerated() {
            for (row, value) in event.enumerated() { matrix[row, column] = Float(value) }
        }
        return matrix
    }

    static func events(_ matrix: Matrix, _ count: Int) -> [[Double]] {
        (0..<count).map { column in (0..<matrix.rows).map { Double(matrix[$0, column]) } }
    }
}

extension [Double] {
    /// Rows of `columns` values.
    func rows(_ columns: Int) -> [[Double]] {
        Swift.stride(from: 0, to: count, by: columns).map { Array(self[$0..<$0 + columns]) }
    }
}
