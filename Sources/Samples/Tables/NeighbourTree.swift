/// Nearest neighbours among points, by a tree of halves (Friedman, Bentley and Finkel 1977).
struct NeighbourTree {
    /// Half of the points of a node lie on either side of the cut; a leaf has none.
    private struct Node {
        let range: Range<Int>
        var axis = 0
        var cut = 0.0
        var halves: (below: Int, above: Int)?
    }

    /// One neighbour.
    struct Neighbour {
        let event: Int
        /// Squared.
        let distance: Double
    }

    /// Shape [axes, points].
    private let points: [[Double]]
    private var order: [Int]
    private var nodes: [Node] = []

    private static let leaf = 16

    /// - Parameter points: shape [axes, points], with at least one axis.
    init(_ points: [[Double]]) {
        self.points = points
        order = Array(0..<points[0].count)
        _ = build(0..<order.count)
    }

    private mutating func build(_ range: Range<Int>) -> Int {
        let place = nodes.count
        nodes.append(Node(range: range))
        guard range.count > Self.leaf else { return place }
        var (axis, widest) = (0, 0.0)
        for (candidate, column) in points.enumerated() {
            var (low, high) = (Double.infinity, -Double.infinity)
            for index in range {
                low = min(low, column[order[index]])
                high = max(high, column[order[index]])
            }
            if high - low > widest { (axis, widest) = (candidate, high - low) }
        }
        guard widest > 0 else { return place }
        let column = points[axis]
        order[range].sort { (column[$0], $0) < (column[$1], $1) }
        let middle = range.lowerBound + range.count / 2
        nodes[place].axis = axis
        nodes[place].cut = column[order[middle]]
        let below = build(range.lowerBound..<middle)
        let above = build(middle..<range.upperBound)
        nodes[place].halves = (below, above)
        return place
    }

    /// The nearest neighbours of a point, starting with itself, by ascending distance; all points if there are fewer.
    func nearest(to event: Int, count: Int) -> [Neighbour] {
        var found: [Neighbour] = []
        search(0, points.map { $0[event] }, count, &found)
        return found
    }

    private func search(_ place: Int, _ target: [Double], _ count: Int, _ found: inout [Neighbour]) {
        let node = nodes[place]
        guard let halves = node.halves else {
            for event in order[node.range] {
                let distance = zip(points, target).reduce(0.0) { sum, pair in
                    let offset = pair.0[event] - pair.1
                    return sum + offset * offset
                }
                if found.count == count, let last = found.last, distance >= last.distance { continue }
                let position = found.firstIndex { ($0.distance, $0.event) > (distance, event) } ?? found.count
                found.insert(Neighbour(event: event, distance: distance), at: position)
                if found.count > count { found.removeLast() }
            }
            return
        }
        let offset = target[node.axis] - node.cut
        search(offset < 0 ? halves.below : halves.above, target, count, &found)
        if found.count < count || offset * offset <= found[found.count - 1].distance {
            search(offset < 0 ? halves.above : halves.below, target, count, &found)
        }
    }
}
