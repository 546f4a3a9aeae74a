/// The lines on which a gridded function has one value, by marching squares with linear interpolation.
///
/// If the corners of a cell alternate, the mean of the four decides which of them are joined. Cells with a missing
/// corner have no line.
public struct ContourLines: Sendable, Equatable {
    /// One connected line.
    public struct Line: Sendable, Equatable {
        let points: [Point]
        let isClosed: Bool

        /// The first point of a closed line is not repeated.
        public init(points: [Point], isClosed: Bool) {
            self.points = points
            self.isClosed = isClosed
        }
    }

    let level: Double
    let lines: [Line]
    /// Where lines end at the border of the grid: there the contour goes on outside of the window.
    let exits: [Exit]

    /// A point on the border of the window, and the border.
    public struct Exit: Sendable, Equatable {
        let point: Point
        let edge: Mark.Edge

        /// - Parameters:
        ///   - point: in data units.
        ///   - edge: the border of the window that it lies on.
        public init(point: Point, edge: Mark.Edge) {
            self.point = point
            self.edge = edge
        }
    }

    var leavesWindow: Bool { !exits.isEmpty }

    /// Lines that were traced by other means; `exits` are their ends at the edge of the window.
    public init(level: Double, lines: [Line], exits: [Exit]) {
        self.level = level
        self.lines = lines
        self.exits = exits
    }

    /// - Complexity: O(nodes + length of the lines).
    init(of grid: ScalarGrid, at level: Double) {
        self.level = level
        var tracer = Tracer(grid: grid, level: level)
        tracer.collect()
        lines = tracer.joined()
        let (left, right) = (grid.x[0], grid.x[grid.x.count - 1])
        let (bottom, top) = (grid.y[0], grid.y[grid.y.count - 1])
        exits = lines.filter { !$0.isClosed }.flatMap { [$0.points[0], $0.points[$0.points.count - 1]] }
            .compactMap { point in
                if point.x == left { return Exit(point: point, edge: .left) }
                if point.x == right { return Exit(point: point, edge: .right) }
                if point.y == bottom { return Exit(point: point, edge: .bottom) }
                if point.y == top { return Exit(point: point, edge: .top) }
                return nil
            }
    }

    /// The area inside of the closed lines, by the shoelace formula; in squared data units.
    var enclosedArea: Double {
        lines.filter(\.isClosed).map { line in
            let points = line.points
            var twice = 0.0
            for index in points.indices {
                let next = points[(index + 1) % points.count]
                twice += points[index].x * next.y - next.x * points[index].y
            }
            return abs(twice) / 2
        }.reduce(0, +)
    }

    /// The smallest upright rectangle of all points: x range, y range; nil without lines.
    var extent: (x: ClosedRange<Double>, y: ClosedRange<Double>)? {
        let points = lines.flatMap(\.points)
        guard let left = points.map(\.x).min(), let right = points.map(\.x).max(),
            let bottom = points.map(\.y).min(), let top = points.map(\.y).max()
        else { return nil }
        return (left...right, bottom...top)
    }
}

/// Finds the segment of every cell and joins them by the grid edges that they share.
private struct Tracer {
    let grid: ScalarGrid
    let level: Double
    /// For each grid edge, the one or two edges to which segments join it.
    var neighbours: [Int: [Int]] = [:]
    var order: [Int] = []

    init(grid: ScalarGrid, level: Double) {
        self.grid = grid
        self.level = level
    }

    /// Edge keys: even, from node (i, j) to the right; odd, from it upwards.
    private func horizontalEdge(_ i: Int, _ j: Int) -> Int { 2 * (j * grid.x.count + i) }
    private func verticalEdge(_ i: Int, _ j: Int) -> Int { 2 * (j * grid.x.count + i) + 1 }

    private func point(on edge: Int) -> Point {
        let node = edge / 2
        let (i, j) = (node % grid.x.count, node / grid.x.count)
        let isHorizontal = edge.isMultiple(of: 2)
        let start = grid[i, j]
        let end = isHorizontal ? grid[i + 1, j] : grid[i, j + 1]
        let t = (level - start) / (end - start)
        return isHorizontal
            ? Point(grid.x[i] + t * (grid.x[i + 1] - grid.x[i]), grid.y[j])
            : Point(grid.x[i], grid.y[j] + t * (grid.y[j + 1] - grid.y[j]))
    }

    private mutating func join(_ a: Int, _ b: Int) {
        for (from, to) in [(a, b), (b, a)] {
            if neighbours[from] == nil { order.append(from) }
            neighbours[from, default: []].append(to)
        }
    }

    mutating func collect() {
        for j in 0..<(grid.y.count - 1) {
            for i in 0..<(grid.x.count - 1) {
                let corners = [grid[i, j], grid[i + 1, j], grid[i + 1, j + 1], grid[i, j + 1]]
                guard corners.allSatisfy(\.isFinite) else { continue }
                let (bottom, top) = (horizontalEdge(i, j), horizontalEdge(i, j + 1))
                let (left, right) = (verticalEdge(i, j), verticalEdge(i + 1, j))
                let inside = corners.map { $0 < level }
                var crossed: [Int] = []
                if inside[0] != inside[1] { crossed.append(bottom) }
                if inside[1] != inside[2] { crossed.append(right) }
                if inside[2] != inside[3] { crossed.append(top) }
                if inside[3] != inside[0] { crossed.append(left) }
                if crossed.count == 2 {
                    join(crossed[0], crossed[1])
                } else if crossed.count == 4 {
                    let centreInside = corners.reduce(0, +) / 4 < level
                    if inside[0] == centreInside {
                        join(bottom, right)
                        join(top, left)
                    } else {
                        join(bottom, left)
                        join(top, right)
                    }
                }
            }
        }
    }

    mutating func joined() -> [ContourLines.Line] {
        var visited: Set<Int> = []
        var result: [ContourLines.Line] = []
        func follow(from start: Int) -> [Int] {
            var chain = [start]
            visited.insert(start)
            while let next = neighbours[chain[chain.count - 1]]?.first(where: { !visited.contains($0) }) {
                visited.insert(next)
                chain.append(next)
            }
            return chain
        }
        // Open lines first, from their ends; what is left is closed.
        for edge in order where neighbours[edge]?.count == 1 && !visited.contains(edge) {
            result.append(.init(points: follow(from: edge).map { point(on: $0) }, isClosed: false))
        }
        for edge in order where !visited.contains(edge) {
            result.append(.init(points: follow(from: edge).map { point(on: $0) }, isClosed: true))
        }
        return result
    }
}
