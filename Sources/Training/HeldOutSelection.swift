/// Which parameters of a training are kept, by what held-out events say of them.
///
/// The least of many held-out losses is partly luck, the more so as losses differ by less than their noise at the end of
/// a training, where the falling learning rate makes later parameters better than the held-out events can show. So the
/// last parameters are kept whose loss exceeds the least one by no more than two standard errors of the difference, event
/// by event: the rule of Breiman, Friedman, Olshen and Stone, Classification and Regression Trees (1984), §3.4.3, with
/// two errors in place of one, because a least loss of a hundred lies low by more than one.
struct HeldOutSelection: Sendable {
    /// Into how many groups the held-out events are divided, at least, if there are enough.
    static let groups = 16
    /// How many standard errors a later loss may lie above the least.
    static let errors = 2.0

    let kept: TrainingResult.Kept
    /// Steps done at the least loss.
    let leastStep: Int
    /// At the least loss, by groups of events.
    let least: [WeightedLoss]

    init(kept: TrainingResult.Kept, leastStep: Int, least: [WeightedLoss]) {
        self.kept = kept
        self.leastStep = leastStep
        self.least = least
    }

    /// - Parameters:
    ///   - groups: the held-out losses of `kept`.
    ///   - former: the earlier selection.
    init(kept: TrainingResult.Kept, groups: [WeightedLoss], after former: HeldOutSelection?) {
        if let former, former.least.total.mean <= kept.loss {
            self.init(kept: kept, leastStep: former.leastStep, least: former.least)
        } else {
            self.init(kept: kept, leastStep: kept.step, least: groups)
        }
    }

    /// Whether later parameters with these losses replace the selected ones.
    ///
    /// With too few groups their scatter is not known: then only a new least loss replaces them. The same holds if
    /// the initial parameters have the least loss.
    func prefers(_ later: [WeightedLoss]) -> Bool {
        let excess = later.total.mean - least.total.mean
        if excess < 0 { return true }
        guard least.count >= Self.groups / 2, leastStep > 0 else { return false }
        return excess <= Self.errors * later.errorOfDifference(from: least)
    }
}

extension [WeightedLoss] {
    /// The sum over all groups.
    public var total: WeightedLoss { reduce(WeightedLoss(loss: 0, weight: 0), +) }

    /// Standard error of the difference of two means over the same groups of events, from the scatter of the groups;
    /// NaN for a single group.
    ///
    /// The error of a ratio of sums: √(n/(n−1) · Σ(d_g − d̄·w_g)²)/Σw, with d_g the difference of the sums of a group.
    public func errorOfDifference(from other: [WeightedLoss]) -> Double {
        precondition(count == other.count, "\(count) and \(other.count) groups")
        guard count > 1 else { return .nan }
        let total = total
        let mean = total.mean - other.total.mean
        let squares = zip(self, other).reduce(0) { sum, pair in
            let deviation = pair.0.loss - pair.1.loss - mean * pair.0.weight
            return sum + deviation * deviation
        }
        return (squares * Double(count) / Double(count - 1)).squareRoot() / total.weight
    }
}
