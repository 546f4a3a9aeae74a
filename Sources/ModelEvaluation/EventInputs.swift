import FlowKernels
import Flows

/// The inputs of some events, row by row, cleared of rows that cannot be evaluated.
struct EventInputs {
    let count: Int
    let features: [Double]
    let context: [Double]
    let nuisances: [Double]
    /// Rows with a number that is not finite in the arithmetic asked for; their inputs are 0 here.
    let invalidRows: [Int]

    /// - Parameters:
    ///   - rows: of the arrays below.
    ///   - features, context, nuisances: row-major; empty where the flow has none.
    ///   - limit: the largest finite magnitude of the arithmetic.
    init(_ rows: Range<Int>, features: [Double], context: [Double], nuisances: [Double], of flow: Flow, limit: Double) {
        func slice(_ values: [Double], _ width: Int) -> [Double] {
            width == 0 ? [] : Array(values[rows.lowerBound * width..<rows.upperBound * width])
        }
        let widths = [flow.features, flow.contextCount, flow.nuisanceCount]
        var parts = [features, context, nuisances].enumerated().map { slice($1, widths[$0]) }
        var invalid: [Int] = []
        for row in 0..<rows.count {
            let isValid = zip(parts, widths).allSatisfy { part, width in
                // NaN compares with nothing.
                part[row * width..<(row + 1) * width].allSatisfy { $0.magnitude <= limit }
            }
            guard !isValid else { continue }
            invalid.append(row)
            for (index, width) in widths.enumerated() {
                for place in row * width..<(row + 1) * width { parts[index][place] = 0 }
            }
        }
        count = rows.count
        (self.features, self.context, self.nuisances) = (parts[0], parts[1], parts[2])
        invalidRows = invalid
    }
}

extension Arena {
    /// Rows of events as a feature-major matrix, shape [width, columns], 0 in the columns after the last event.
    func matrix(rows values: [Double], width: Int, columns: Int) -> Matrix {
        let matrix = zeros(rows: width, columns: columns)
        for (index, value) in values.enumerated() { matrix[index % width, index / width] = Float(value) }
        return matrix
    }
}

extension Matrix {
    /// The first `count` columns as rows of events.
    func eventRows(_ count: Int) -> [Double] {
        (0..<count).flatMap { column in (0..<rows).map { Double(self[$0, column]) } }
    }
}
