import Report
import Statistics

/// What a fit can find wrong with its members: each of them is a fit, and a combination holds its T.
extension FitDirective {
    static let membersWithoutMaximum = HealthCheck(
        "members-without-maximum", .unsound,
        "The best fit of a member is not a finite number, or the maximum of its likelihood of x alone was not found.")
    static let membersFar = HealthCheck(
        "members-far-from-maximum", .unsound,
        "With its T held the slope of a member's ln L in a nuisance is worth more than 1 σ, or is no number.")
    static let membersNear = HealthCheck(
        "members-near-maximum", .doubtful,
        "With its T held the slope of a member's ln L in a nuisance is worth more than 0.1 σ.")
    static let membersUnsettled = HealthCheck(
        "members-unsettled", .doubtful, "The T of a member was not trained to its end: further rounds still gain.")
    static let memberChecks = [membersWithoutMaximum, membersFar, membersNear, membersUnsettled]

    static func memberFindings(_ result: Result) -> [Finding] {
        // Of a T from a file nothing is known.
        guard result.training != nil else { return [] }
        return [without(result), apart(result, membersFar), apart(result, membersNear), unsettled(result)]
            .compactMap(\.self)
    }

    /// "member 3", "members 0, 2 and 5"; nil where there is none.
    private static func members(_ result: Result, where isFound: (FittedMember) -> Bool) -> String? {
        let found = result.members.values.enumerated().filter { isFound($0.element) }.map { String($0.offset) }
        guard let last = found.last else { return nil }
        return found.count == 1 ? "member \(last)" : "members \(found.dropLast().joined(separator: ", ")) and \(last)"
    }

    private static func without(_ result: Result) -> Finding? {
        let found = members(result) { member in
            member.nuisances.values.values.contains { !$0.best.isFinite || $0.sigma == nil }
        }
        guard let found else { return nil }
        return Finding(
            membersWithoutMaximum, "The likelihood of x alone has no maximum that was found for \(found).",
            remedy: "Take more events, or fix what the features do not tell; a combination with such members is none.")
    }

    private static func apart(_ result: Result, _ check: HealthCheck) -> Finding? {
        func isFound(_ member: FittedMember) -> Bool {
            let distance = member.largestDistance
            return check == membersFar ? distance > 1 : distance > 0.1 && distance <= 1
        }
        guard let found = members(result, where: isFound) else { return nil }
        let most = result.members.values.filter(isFound).reduce(0) { max($0, $1.largestDistance) }
        let step =
            most.isFinite
            ? "it would move by up to \(NumberText.significant(most, digits: 2)) σ" : "its slope is no number"
        return Finding(
            check,
            "ν̂ of \(found) is that of x alone; with its T held the likelihood is not at rest there: \(step). A combined "
                + "scan or Hessian holds that T.",
            remedy: "Take more events, or a T with fewer parameters ('transform: affine', fewer 'hidden' units); or quote ν̂ "
                + "and σ of the fit itself.")
    }

    private static func unsettled(_ result: Result) -> Finding? {
        guard let found = members(result, where: { $0.settled == false }) else { return nil }
        return Finding(
            membersUnsettled, "Held-out events still gained in the last round of T of \(found).",
            remedy: "Give the fit more 'epochs' or another 'learning-rate'; ν̂ does not depend on it.")
    }
}

extension FitDirective.FittedMember {
    /// Of its nuisances: 0 where there are none, infinite where one is no number.
    fileprivate var largestDistance: Double {
        nuisances.values.values.compactMap(\.distance).reduce(0) { $1.isNaN ? .infinity : max($0, abs($1)) }
    }
}
