/// An order in which events that are alike stand together: along a Morton curve through their features.
///
/// Most units of a ReLU network are off over large parts of the space of their inputs. Products leave out what is 0 for
/// all of 16 events side by side, and neighbors agree about what that is.
public struct MortonOrder: Sendable {
    /// The place of every event on the curve, from the bits of its features in turn.
    private let codes: [UInt64]
    private let bits: Int

    /// - Parameter features: one array a feature, one number an event; the first ones lead.
    public init(_ features: [[Float]]) {
        precondition(features.allSatisfy { $0.count == features[0].count }, "features of different lengths")
        let features = features.prefix(UInt64.bitWidth)
        let levels = features.isEmpty ? 0 : min(8, UInt64.bitWidth / features.count)
        // The bits of every number of that many levels, as far apart as there are features.
        let spread = (0..<UInt64(1) << UInt64(levels)).map { number in
            (0..<levels).reduce(UInt64(0)) { $0 | (number >> UInt64($1) & 1) << UInt64($1 * features.count) }
        }
        var codes = [UInt64](repeating: 0, count: features.first?.count ?? 0)
        for values in features {
            let scale = Scale(values, cells: spread.count)
            for event in codes.indices { codes[event] = codes[event] << 1 | spread[scale.cell(values[event])] }
        }
        self.codes = codes
        bits = features.count * levels
    }

    /// All events in this order.
    ///
    /// - Complexity: O(events).
    public var events: [Int] { sorted(Array(codes.indices)) }

    /// Some events, each any number of times, in this order; events at one place of the curve stay as they stood.
    public func sorted(_ events: [Int]) -> [Int] {
        var (sorted, other) = (events, events)
        for shift in stride(from: 0, to: bits, by: 8) {
            let digit = { (event: Int) in Int(truncatingIfNeeded: codes[event] >> UInt64(shift)) & 255 }
            var ends = [Int](repeating: 0, count: 257)
            for event in sorted { ends[digit(event) + 1] += 1 }
            for value in 0..<255 { ends[value + 1] += ends[value] }
            for event in sorted {
                let value = digit(event)
                other[ends[value]] = event
                ends[value] += 1
            }
            swap(&sorted, &other)
        }
        return sorted
    }

    /// Equal cells of a feature over four standard deviations around its mean on either side; the outer ones are open.
    private struct Scale {
        private let start: Double
        private let perUnit: Double
        private let cells: Int

        init(_ values: [Float], cells: Int) {
            self.cells = cells
            var (count, sum, squares) = (0.0, 0.0, 0.0)
            for value in values where value.isFinite {
                let value = Double(value)
                count += 1
                sum += value
                squares += value * value
            }
            let mean = count > 0 ? sum / count : 0
            let deviation = count > 0 ? max(squares / count - mean * mean, 0).squareRoot() : 0
            start = mean - 4 * deviation
            perUnit = deviation > 0 ? Double(cells) / (8 * deviation) : 0
        }

        func cell(_ value: Float) -> Int {
            let place = (Double(value) - start) * perUnit
            return place > 0 ? Int(min(place, Double(cells - 1))) : 0
        }
    }
}
