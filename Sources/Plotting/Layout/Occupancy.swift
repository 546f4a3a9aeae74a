/// Which cells of a frame the marks cover, so that a legend finds the room they leave.
struct Occupancy {
    private let frame: Rectangle
    private let cell = 1.5
    private let columns: Int
    private let rows: Int
    private var covered: [Bool]

    init(frame: Rectangle, commands: [DrawCommand]) {
        self.frame = frame
        columns = max(1, Int(frame.width / cell))
        rows = max(1, Int(frame.height / cell))
        covered = Array(repeating: false, count: columns * rows)
        for command in commands { cover(command.shape) }
    }

    private mutating func cover(_ shape: DrawCommand.Shape) {
        switch shape {
        case .stroke(let path, _): cover(along: path)
        case .fill(let path, _), .hatch(let path, _):
            cover(along: path)
            for piece in path.pieces { coverInside(piece) }
        case .text(let text): cover(text.bounds)
        case .image(_, let rectangle): cover(rectangle)
        case .outline: break
        }
    }

    private mutating func cover(along path: Path) {
        for point in PathSampling.points(along: path, spacing: cell, within: frame.inset(by: -cell)) {
            let (i, j) = (Int(((point.x - frame.x) / cell).clamped), Int(((point.y - frame.y) / cell).clamped))
            for row in (j - 1)...(j + 1) where row >= 0 && row < rows {
                for column in (i - 1)...(i + 1) where column >= 0 && column < columns {
                    covered[row * columns + column] = true
                }
            }
        }
    }

    private mutating func cover(_ rectangle: Rectangle) {
        for row in 0..<rows {
            for column in 0..<columns where rectangle.contains(centre(column, row)) {
                covered[row * columns + column] = true
            }
        }
    }

    private func centre(_ column: Int, _ row: Int) -> Point {
        Point(frame.x + (Double(column) + 0.5) * cell, frame.y + (Double(row) + 0.5) * cell)
    }

    /// Even-odd rule, row by row.
    private mutating func coverInside(_ vertices: [Point]) {
        guard vertices.count > 2 else { return }
        for row in 0..<rows {
            let y = centre(0, row).y
            var crossings: [Double] = []
            for index in vertices.indices {
                let (a, b) = (vertices[index], vertices[(index + 1) % vertices.count])
                if (a.y > y) != (b.y > y) { crossings.append(a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x)) }
            }
            crossings.sort()
            for pair in stride(from: 0, to: crossings.count - 1, by: 2) {
                let first = max(0, Int(((crossings[pair] - frame.x) / cell).clamped))
                let last = min(columns - 1, Int(((crossings[pair + 1] - frame.x) / cell).clamped))
                if first <= last { for column in first...last { covered[row * columns + column] = true } }
            }
        }
    }

    /// The upper left corner for a box of `size` that covers no mark, corners first; nil if there is none.
    func room(for size: Size, inset: Double = 7) -> Point? {
        let (left, top) = (frame.x + inset, frame.y + inset)
        let (right, bottom) = (frame.maxX - inset - size.width, frame.maxY - inset - size.height)
        guard right >= left, bottom >= top else { return nil }
        let sums = summedArea()
        let (midX, midY) = ((left + right) / 2, (top + bottom) / 2)
        var candidates = [
            Point(right, top), Point(left, top), Point(right, bottom), Point(left, bottom), Point(midX, top),
            Point(right, midY), Point(left, midY), Point(midX, bottom),
        ]
        // Then along the upper and the side edges, off the corners.
        for step in stride(from: 0.1, through: 0.9, by: 0.1) {
            candidates.append(Point(left + step * (right - left), top))
            candidates.append(Point(right, top + step * (bottom - top)))
            candidates.append(Point(left, top + step * (bottom - top)))
            candidates.append(Point(left + step * (right - left), bottom))
        }
        return candidates.first { origin in
            let padded = Rectangle(x: origin.x, y: origin.y, width: size.width, height: size.height).inset(by: -3)
            return count(in: padded, sums) == 0
        }
    }

    private func summedArea() -> [Int] {
        var sums = Array(repeating: 0, count: (columns + 1) * (rows + 1))
        for row in 0..<rows {
            for column in 0..<columns {
                let here = covered[row * columns + column] ? 1 : 0
                sums[(row + 1) * (columns + 1) + column + 1] =
                    here + sums[row * (columns + 1) + column + 1] + sums[(row + 1) * (columns + 1) + column]
                    - sums[row * (columns + 1) + column]
            }
        }
        return sums
    }

    private func count(in box: Rectangle, _ sums: [Int]) -> Int {
        let left = max(0, min(columns, Int((box.x - frame.x) / cell)))
        let right = max(0, min(columns, Int(((box.maxX - frame.x) / cell).rounded(.up))))
        let top = max(0, min(rows, Int((box.y - frame.y) / cell)))
        let bottom = max(0, min(rows, Int(((box.maxY - frame.y) / cell).rounded(.up))))
        let width = columns + 1
        return sums[bottom * width + right] - sums[top * width + right] - sums[bottom * width + left]
            + sums[top * width + left]
    }
}

extension Double {
    /// Safe to make an index of.
    fileprivate var clamped: Double { isFinite ? Swift.min(1e6, Swift.max(-1e6, self.rounded(.down))) : -1e6 }
}
