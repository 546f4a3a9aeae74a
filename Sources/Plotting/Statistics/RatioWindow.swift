/// The window of a ratio panel, symmetric about 1.
enum RatioWindow {
    /// The smallest round half-width that holds a part of the well-measured ratios with their errors, and all of `lines`.
    static func reach(points: [Mark.ErrorPoint], part: Double = 0.9, lines: [Double] = []) -> Double {
        let well = points.filter { ($0.upper - $0.lower) / 2 < 0.35 }
        let reaches = (well.isEmpty ? points : well).map { max(abs($0.upper - 1), abs($0.lower - 1)) }.sorted()
        let wanted = reaches.isEmpty ? 0.5 : reaches[min(reaches.count - 1, Int(part * Double(reaches.count)))]
        let needed = max(wanted, 1.05 * (lines.filter(\.isFinite).map { abs($0 - 1) }.max() ?? 0))
        return [0.012, 0.025, 0.06, 0.12, 0.24, 0.36, 0.6].first { $0 >= needed } ?? 0.95
    }
}
