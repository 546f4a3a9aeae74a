/// The loss of a training against its steps, in so few points that it can be sent again and again: a point is the mean of several
/// reports, of twice as many whenever the points become too many.
struct LossCurve: Sendable, Hashable {
    static let most = 120

    /// Step and loss.
    private(set) var points: [[Double]] = []
    /// Of how many reports a point is made.
    private var size = 1
    /// Of the reports that make no point yet.
    private var sum = 0.0
    private var count = 0
    private var lastStep = Int.min

    /// Adds a loss. A smaller step number begins a new curve, for another training of the same cell.
    mutating func note(step: Int, loss: Double) {
        guard loss.isFinite else { return }
        if step < lastStep { self = LossCurve() }
        lastStep = step
        sum += loss
        count += 1
        guard count == size else { return }
        points.append([Double(step), sum / Double(count)])
        (sum, count) = (0, 0)
        guard points.count > Self.most else { return }
        // Two by two; the last of an odd number stays with the reports to come.
        var pairs: [[Double]] = []
        for index in 0..<(points.count / 2) {
            let (first, second) = (points[2 * index], points[2 * index + 1])
            pairs.append([second[0], (first[1] + second[1]) / 2])
        }
        if !points.count.isMultiple(of: 2), let odd = points.last { (sum, count) = (odd[1] * Double(size), size) }
        points = pairs
        size *= 2
    }
}
