import Flows
import Foundation

/// The Jacobians ∂v′/∂v of a sample's events by central differences.
struct Jacobian {
    /// One matrix [output][input] an event.
    private let matrices: [[[Double]]]

    init(_ map: TransportMap, _ sample: EventSample, step h: Float) {
        let features = map.bijection.features
        var matrices = [[[Double]]](
            repeating: [[Double]](repeating: [Double](repeating: 0, count: features), count: features),
            count: sample.count)
        for input in 0..<features {
            var (ahead, behind) = (sample, sample)
            for index in input * sample.count..<(input + 1) * sample.count {
                ahead.features[index] += h
                behind.features[index] -= h
            }
            let (after, before) = (ahead.forward(map).features, behind.forward(map).features)
            for output in 0..<features {
                for event in 0..<sample.count {
                    // The step that float32 really made.
                    let step =
                        Double(ahead.features[input * sample.count + event])
                        - Double(behind.features[input * sample.count + event])
                    let index = output * sample.count + event
                    matrices[event][output][input] = (Double(after[index]) - Double(before[index])) / step
                }
            }
        }
        self.matrices = matrices
    }

    /// log|det| by Gaussian elimination with pivots.
    func logDeterminant(event: Int) -> Double {
        var rows = matrices[event]
        var result = 0.0
        for column in rows.indices {
            guard let pivot = (column..<rows.count).max(by: { abs(rows[$0][column]) < abs(rows[$1][column]) }) else {
                return .nan
            }
            rows.swapAt(column, pivot)
            result += log(abs(rows[column][column]))
            for row in column + 1..<rows.count {
                let factor = rows[row][column] / rows[column][column]
                for index in column..<rows.count { rows[row][index] -= factor * rows[column][index] }
            }
        }
        return result
    }
}
