/// The loss of a training against its steps, in so few points that it can be sent again and again: where they become too many,
/// each second one goes.
struct LossCurve: Sendable, Hashable {
    static let most = 120

    /// Step and loss.
    private(set) var points: [[Double]] = []
    /// Of how many reports one is kept.
    private var stride = 1
    private var reports = 0

    /// Notes a loss. Steps that go back begin a new curve: another training of the same cell.
    mutating func note(step: Int, loss: Double) {
        guard loss.isFinite else { return }
        if let last = points.last, Double(step) < last[0] { self = LossCurve() }
        defer { reports += 1 }
        guard reports.isMultiple(of: stride) else { return }
        points.append([Double(step), loss])
        guard points.count > Self.most else { return }
        points = points.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
        stride *= 2
    }
}
