/// The diagonal lines that fill an outline, from edge to edge.
///
/// They are anchored to the page and not to the outline, so that neighbours join.
enum HatchLines {
    /// - Parameters:
    ///   - outline: the outline; crossing pieces cover the area inside of each, whatever their directions, as a fill
    ///     does.
    ///   - spacing: in points, from line to line.
    static func path(in outline: Path, spacing: Double) -> Path {
        let edges = outline.flattened.flatMap { piece in zip(piece, piece.dropFirst() + piece.prefix(1)) }
        guard !edges.isEmpty else { return Path([]) }
        // Along a line x + y keeps its value.
        let values = edges.map { $0.0.x + $0.0.y }
        let step = spacing * 2.0.squareRoot()
        let (least, most) = (values.min() ?? 0, values.max() ?? 0)
        precondition((most - least) / step < 1e6, "a hatched outline from \(least) to \(most) points")
        var result: [Path.Element] = []
        var number = (least / step).rounded(.up)
        while number * step <= most {
            result += lines(at: number * step, edges)
            number += 1
        }
        return Path(result)
    }

    private static func lines(at offset: Double, _ edges: [(Point, Point)]) -> [Path.Element] {
        var crossings: [(x: Double, turn: Int)] = []
        for (from, to) in edges {
            let (before, after) = (from.x + from.y - offset, to.x + to.y - offset)
            guard (before < 0) != (after < 0) else { continue }
            let x = from.x + (to.x - from.x) * before / (before - after)
            crossings.append((x, before < 0 ? 1 : -1))
        }
        crossings.sort { $0.x < $1.x }
        var result: [Path.Element] = []
        var winding = 0
        for (crossing, next) in zip(crossings, crossings.dropFirst()) {
            winding += crossing.turn
            guard winding != 0, next.x > crossing.x else { continue }
            let end = Point(crossing.x, offset - crossing.x)
            if case .line(let last) = result.last, last == end {
                result.removeLast()
            } else {
                result.append(.move(end))
            }
            result.append(.line(Point(next.x, offset - next.x)))
        }
        return result
    }
}
