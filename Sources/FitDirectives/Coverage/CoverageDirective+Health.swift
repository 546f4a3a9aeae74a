import Report
import Statistics

/// What toys can find wrong with their coverage.
extension CoverageDirective {
    static let noToys = HealthCheck("no-toys", .unsound, "Every toy failed: nothing was measured.")
    static let failedToys = HealthCheck(
        "failed-toys", .doubtful, "Some toys have no measurement and are left out of all fractions.")
    static let roughToys = HealthCheck(
        "rough-toys", .doubtful, "−2 ln L of some toys is less accurate than was asked for.")
    static let openToys = HealthCheck(
        "open-toys", .doubtful, "Some toys have a bound outside of the window, and so no pull.")
    static let unbalancedToys = HealthCheck(
        "unbalanced-toys", .doubtful,
        "In some toys T that follows ν would move the best fit by more than 1 σ, if it were not taken off.")
    static let healthChecks = [noToys, failedToys, roughToys, openToys, unbalancedToys]

    static func health(_ options: Options, _ result: Result) -> [Finding] {
        [failures(result), rough(result), open(result), unbalanced(result)].compactMap { $0 }
    }

    private static func failures(_ result: Result) -> Finding? {
        guard result.failed > 0 else { return nil }
        let first = result.failures.first.map { " Toy \($0.toy): \($0.why)." } ?? ""
        guard result.measured > 0 else {
            return Finding(
                noToys, "All \(NumberText.counted(result.requested, "toy")) failed.\(first)",
                remedy: "Look at the fit that they are made of.")
        }
        return Finding(
            failedToys,
            "\(NumberText.count(result.failed)) of \(NumberText.counted(result.requested, "toy")) failed and count in no "
                + "fraction below.\(first)",
            remedy: "Render again: failed toys are tried once more. Then look at why they fail.")
    }

    private static func rough(_ result: Result) -> Finding? {
        guard result.rough > 0 else { return nil }
        return Finding(
            roughToys,
            "In \(NumberText.count(result.rough)) of \(NumberText.counted(result.requested, "toy")) −2 ln L is rougher than was "
                + "asked for, where single events cross narrow structures of the densities or of T; they count all the "
                + "same, and their intervals are less certain.",
            remedy: "Choose a larger 'tolerance' if its error does no harm, or smoother densities ('activation: elu').")
    }

    private static func open(_ result: Result) -> Finding? {
        let open = result.order.compactMap { name in
            result.nuisances[name].flatMap { $0.open > 0 ? "\(NumberText.count($0.open)) of \(name)" : nil }
        }
        guard !open.isEmpty else { return nil }
        return Finding(
            openToys,
            "Toys whose bound towards the truth lies outside of the window have no pull: "
                + "\(open.joined(separator: ", ")).",
            remedy: "Take more events, or members whose best fits lie closer.")
    }

    private static func unbalanced(_ result: Result) -> Finding? {
        guard result.unbalanced > 0 else { return nil }
        return Finding(
            unbalancedToys,
            "In \(NumberText.count(result.unbalanced)) of \(NumberText.counted(result.requested, "toy")) T that follows ν would move "
                + "the best fit by more than 1 σ; this slope is taken off, which is right to first order.",
            remedy: "Give the profile more 'epochs', or test the intervals with T free ('transfer: free').")
    }
}
