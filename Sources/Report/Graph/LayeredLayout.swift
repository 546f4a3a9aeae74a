/// Where the nodes of a graph without circles stand: in columns from left to right, each node to the right of all that it follows
/// from, with few crossings and short ways.
///
/// The steps are those of Sugiyama, Tagawa and Toda (IEEE Trans. Syst. Man Cybern. 11, 1981): layers by the longest way from
/// a start, with starts moved to what they are used by; joints where an edge passes a layer; an order in each layer by the mean
/// place of the neighbours, swept to and fro; and places as near to the neighbours' as the order allows.
struct LayeredLayout {
    /// A place in the drawing, from its upper left corner.
    struct Point: Equatable {
        var x: Double
        var y: Double
    }

    /// What a drawing leaves room for.
    struct Measures {
        /// Height of a node.
        var height = 34.0
        /// The distance between two nodes of a column.
        var gap = 10.0
        /// The distance between two edges that pass the same column.
        var lane = 8.0
        /// The distance between two columns.
        var channel = 44.0
    }

    /// The upper left corner of every node.
    private(set) var places: [Point]
    /// Of every edge: where it leaves its node and its column, entry and exit of each column between, and where it arrives. In
    /// its own column and in those between it is level.
    private(set) var ways: [[Point]]
    private(set) var width: Double
    private(set) var height: Double
    /// How often two edges cross.
    let crossings: Int

    /// - Parameters:
    ///   - widths: the widths of the nodes.
    ///   - edges: each from a node to one that depends on it; a node comes before all nodes that depend on it.
    /// - Complexity: O(sweeps · joints log joints), where an edge has a joint in every layer that it passes.
    init(widths: [Double], edges: [(from: Int, to: Int)], measures: Measures = Measures()) {
        for edge in edges { precondition(edge.from < edge.to, "an edge leads from \(edge.from) to \(edge.to)") }
        let layers = Self.layers(widths.count, edges)
        var grid = Grid(layers: layers, edges: edges, count: widths.count)
        crossings = grid.order()
        let heights = grid.layer.indices.map { $0 < widths.count ? measures.height : 0 }
        let centres = grid.centres(heights: heights, measures)
        var columns: [(x: Double, width: Double)] = []
        var x = 0.0
        for layer in grid.layers {
            let width = layer.lazy.filter { $0 < widths.count }.map { widths[$0] }.max() ?? 0
            columns.append((x, width))
            x += width + measures.channel
        }
        width = max(0, x - measures.channel)
        let top = zip(centres, heights).map { $0 - $1 / 2 }.min() ?? 0
        let bottom = zip(centres, heights).map { $0 + $1 / 2 }.max() ?? 0
        height = bottom - top
        places = widths.indices.map { Point(x: columns[layers[$0]].x, y: centres[$0] - measures.height / 2 - top) }
        ways = grid.chains.map { chain in
            chain.enumerated().flatMap { index, node -> [Point] in
                let (column, y) = (columns[grid.layer[node]], centres[node] - top)
                let (entry, exit) = (Point(x: column.x, y: y), Point(x: column.x + column.width, y: y))
                if index == chain.count - 1 { return [entry] }
                // A narrow node stands beside wider ones: the edge first leaves the column.
                return [index == 0 ? Point(x: column.x + widths[node], y: y) : entry, exit]
            }
        }
    }

    /// By node: the length of the longest way that leads to it. A start moves as near as it can to what follows from it.
    private static func layers(_ count: Int, _ edges: [(from: Int, to: Int)]) -> [Int] {
        var layers = Array(repeating: 0, count: count)
        for edge in edges.sorted(by: { $0.to < $1.to }) {
            layers[edge.to] = max(layers[edge.to], layers[edge.from] + 1)
        }
        let followers = Set(edges.map(\.to))
        var nearest: [Int: Int] = [:]
        for edge in edges { nearest[edge.from] = min(nearest[edge.from] ?? .max, layers[edge.to]) }
        for (node, next) in nearest where !followers.contains(node) { layers[node] = next - 1 }
        return layers
    }
}

/// Nodes and joints by layer, and the edges between neighbouring layers.
private struct Grid {
    /// Of nodes, and then of joints.
    private(set) var layer: [Int]
    /// In their order from the top.
    private(set) var layers: [[Int]]
    /// Of every edge, its nodes with the joints between.
    let chains: [[Int]]
    /// To the left, and to the right.
    private let neighbours: (left: [[Int]], right: [[Int]])

    init(layers given: [Int], edges: [(from: Int, to: Int)], count: Int) {
        var layer = given
        chains = edges.map { edge in
            let joints = (given[edge.from] + 1..<given[edge.to]).map { between in
                layer.append(between)
                return layer.count - 1
            }
            return [edge.from] + joints + [edge.to]
        }
        self.layer = layer
        layers = Array(repeating: [], count: (layer.max() ?? -1) + 1)
        for (node, place) in layer.enumerated() { layers[place].append(node) }
        var neighbours = (
            left: Array(repeating: [Int](), count: layer.count), right: Array(repeating: [Int](), count: layer.count)
        )
        for chain in chains {
            for (from, to) in zip(chain, chain.dropFirst()) {
                neighbours.right[from].append(to)
                neighbours.left[to].append(from)
            }
        }
        self.neighbours = neighbours
    }

    // MARK: Order

    /// How often the order is improved from left to right and back.
    private static let sweeps = 12

    /// Orders every layer.
    ///
    /// - Returns: the number of crossings of edges.
    mutating func order() -> Int {
        var best = (layers: layers, crossings: crossings)
        for sweep in 0..<Self.sweeps where best.crossings > 0 {
            let isForward = sweep.isMultiple(of: 2)
            let sides = isForward ? neighbours.left : neighbours.right
            for index in isForward ? Array(layers.indices) : layers.indices.reversed() {
                let positions = self.positions
                func mean(_ node: Int) -> Double {
                    let side = sides[node]
                    // What has no neighbour on this side stays where it is.
                    guard !side.isEmpty else { return Double(positions[node]) }
                    return side.reduce(0) { $0 + Double(positions[$1]) } / Double(side.count)
                }
                let means = Dictionary(uniqueKeysWithValues: layers[index].map { ($0, mean($0)) })
                layers[index] = layers[index].enumerated().sorted {
                    (means[$0.element, default: 0], $0.offset) < (means[$1.element, default: 0], $1.offset)
                }.map(\.element)
            }
            let now = crossings
            if now < best.crossings { best = (layers, now) }
        }
        layers = best.layers
        return best.crossings
    }

    /// In its layer, by node.
    private var positions: [Int] {
        var positions = Array(repeating: 0, count: layer.count)
        for nodes in layers { for (position, node) in nodes.enumerated() { positions[node] = position } }
        return positions
    }

    /// How often two edges cross: pairs of which one starts above and ends below the other.
    private var crossings: Int {
        let positions = self.positions
        return layers.dropLast().reduce(0) { sum, nodes in
            let ends = nodes.flatMap { node in neighbours.right[node].map { positions[$0] }.sorted() }
            return sum + Inversions.count(ends)
        }
    }

    // MARK: Places

    /// The heights of the centres, as close to those of the neighbours as order and space allow.
    func centres(heights: [Double], _ measures: LayeredLayout.Measures) -> [Double] {
        var centres = Array(repeating: 0.0, count: layer.count)
        func room(_ above: Int, _ below: Int) -> Double {
            let gap = heights[above] > 0 || heights[below] > 0 ? measures.gap : measures.lane
            return (heights[above] + heights[below]) / 2 + gap
        }
        for nodes in layers {
            for (above, below) in zip(nodes, nodes.dropFirst()) { centres[below] = centres[above] + room(above, below) }
            let middle = nodes.last.map { centres[$0] / 2 } ?? 0
            for node in nodes { centres[node] -= middle }
        }
        for sweep in 0..<Self.sweeps {
            let isForward = sweep.isMultiple(of: 2)
            for nodes in isForward ? layers : layers.reversed() {
                let wishes = nodes.map { node in
                    let side = neighbours.left[node] + neighbours.right[node]
                    return side.isEmpty ? centres[node] : side.reduce(0) { $0 + centres[$1] } / Double(side.count)
                }
                let rooms = zip(nodes, nodes.dropFirst()).map(room)
                for (node, place) in zip(nodes, Spacing.places(wishes, rooms: rooms)) { centres[node] = place }
            }
        }
        return centres
    }
}

/// Pairs of numbers that stand in the wrong order.
private enum Inversions {
    static func count(_ numbers: [Int]) -> Int {
        var (numbers, buffer) = (numbers, numbers)
        return sort(&numbers, &buffer, 0..<numbers.count)
    }

    private static func sort(_ numbers: inout [Int], _ buffer: inout [Int], _ range: Range<Int>) -> Int {
        guard range.count > 1 else { return 0 }
        let middle = range.lowerBound + range.count / 2
        var count =
            sort(&numbers, &buffer, range.lowerBound..<middle) + sort(&numbers, &buffer, middle..<range.upperBound)
        var (left, right) = (range.lowerBound, middle)
        for place in range {
            if right == range.upperBound || left < middle && numbers[left] <= numbers[right] {
                buffer[place] = numbers[left]
                left += 1
            } else {
                buffer[place] = numbers[right]
                count += middle - left
                right += 1
            }
        }
        for place in range { numbers[place] = buffer[place] }
        return count
    }
}

/// Places in an order with room between them.
enum Spacing {
    /// The positions closest to the desired ones (least squares) that keep the order and the distances, found by
    /// pooling neighbours that would overlap.
    ///
    /// - Parameter rooms: the least distance between each position and the next; one element fewer than `wishes`.
    static func places(_ wishes: [Double], rooms: [Double]) -> [Double] {
        var offset = 0.0
        var offsets: [Double] = []
        /// Groups of neighbours that touch, with the sum of their desired positions.
        var pools: [(sum: Double, count: Int)] = []
        for (index, wish) in wishes.enumerated() {
            if index > 0 { offset += rooms[index - 1] }
            offsets.append(offset)
            pools.append((wish - offset, 1))
            while pools.count > 1 {
                let (last, before) = (pools[pools.count - 1], pools[pools.count - 2])
                guard before.sum / Double(before.count) > last.sum / Double(last.count) else { break }
                pools.removeLast(2)
                pools.append((before.sum + last.sum, before.count + last.count))
            }
        }
        let means = pools.flatMap { Array(repeating: $0.sum / Double($0.count), count: $0.count) }
        return zip(means, offsets).map { $0 + $1 }
    }
}
