import Foundation

/// An order in which similar events are adjacent, in tiles of the space of their features.
///
/// Most units of a ReLU network are off over large parts of the space of their inputs. Products skip values that are 0
/// for all of 16 neighbouring events, which are then often the same units. Sort-tile-recursive packing (Leutenegger et
/// al. 1997): events are sorted along the first feature and cut into slabs, each slab along the next one, and so on.
public struct TiledOrder: Sendable {
    /// One array a feature, one cell an event.
    private let cells: [[UInt8]]
    /// Whether a feature has few values, as a one-hot class does.
    private let isDiscrete: [Bool]

    /// - Parameter features: an array for each feature, with a number for each event; the first features have priority.
    public init(_ features: [[Float]]) {
        precondition(features.allSatisfy { $0.count == features[0].count }, "features of different lengths")
        cells = features.map { values in
            let scale = Scale(values)
            return values.map(scale.cell)
        }
        isDiscrete = features.map(Self.isDiscrete)
    }

    /// All events in this order.
    public var events: [Int] { sorted(Array(0..<(cells.first?.count ?? 0))) }

    /// Some events in this order; events of like features keep the order in which they are given.
    ///
    /// - Parameters:
    ///   - events: their numbers, each any number of times.
    ///   - tiles: the number of events in a tile; then in a smaller tile inside of it, and so on.
    /// - Complexity: O(events · features) for each size of tiles.
    public func sorted(_ events: [Int], tiles: [Int] = [16]) -> [Int] {
        precondition(tiles.allSatisfy { $0 > 0 }, "tiles of \(tiles) events")
        var (events, other) = (events, events)
        events.withUnsafeMutableBufferPointer { events in
            other.withUnsafeMutableBufferPointer { arrange(events, other: $0, feature: 0, tiles: tiles[...]) }
        }
        return events
    }

    /// - Parameter feature: the first one along which the events are to be cut into tiles of the first size.
    private func arrange(
        _ events: UnsafeMutableBufferPointer<Int>, other: UnsafeMutableBufferPointer<Int>, feature: Int,
        tiles: ArraySlice<Int>
    ) {
        guard let size = tiles.first, feature < cells.count else { return }
        if events.count <= size { return arrange(events, other: other, feature: 0, tiles: tiles.dropFirst()) }
        let values = sort(events, other: other, along: cells[feature])
        let count = (events.count + size - 1) / size
        let (features, isLast) = (cells.count - feature, feature == cells.count - 1)
        // The root of a power may come out above it.
        let root = pow(Double(count), 1 / Double(features)) - 1e-6
        let slabs = isLast ? count : Int(root.rounded(.up))
        let length = (count + slabs - 1) / slabs * size
        var start = 0
        while start < events.count {
            var end = min(start + length, events.count)
            if isDiscrete[feature] && values <= slabs && !isLast {
                // One value in each slab.
                let value = cells[feature][events[start]]
                end = start + 1
                while end < events.count && cells[feature][events[end]] == value { end += 1 }
            }
            arrange(
                UnsafeMutableBufferPointer(rebasing: events[start..<end]),
                other: UnsafeMutableBufferPointer(rebasing: other[start..<end]),
                feature: isLast ? 0 : feature + 1, tiles: isLast ? tiles.dropFirst() : tiles)
            start = end
        }
    }

    private static func isDiscrete(_ values: [Float]) -> Bool {
        var found: [Float] = []
        for value in values where !found.contains(value) {
            found.append(value)
            if found.count > 8 { return false }
        }
        return true
    }

    /// Sorts by cell, stably.
    ///
    /// - Returns: how many cells there are events in.
    private func sort(
        _ events: UnsafeMutableBufferPointer<Int>, other: UnsafeMutableBufferPointer<Int>, along cells: [UInt8]
    ) -> Int {
        withUnsafeTemporaryAllocation(of: Int.self, capacity: 257) { ends in
            ends.initialize(repeating: 0)
            for event in events { ends[Int(cells[event]) + 1] += 1 }
            let occupied = ends.reduce(0) { $0 + ($1 > 0 ? 1 : 0) }
            for cell in 0..<255 { ends[cell + 1] += ends[cell] }
            for event in events {
                let cell = Int(cells[event])
                other[ends[cell]] = event
                ends[cell] += 1
            }
            _ = events.update(fromContentsOf: other)
            return occupied
        }
    }

    /// Equal cells of a feature over four standard deviations around its mean on either side; the outer ones are open.
    private struct Scale {
        private let start: Double
        private let perUnit: Double

        init(_ values: [Float]) {
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
            perUnit = deviation > 0 ? 256 / (8 * deviation) : 0
        }

        func cell(_ value: Float) -> UInt8 {
            let place = (Double(value) - start) * perUnit
            return place > 0 ? UInt8(min(place, 255)) : 0
        }
    }
}
