import Report
import Statistics

/// What a fit can find wrong with its members: each of them is a fit, and a combination holds its T.
extension FitDirective {
    static let membersWithoutMaximum = HealthCheck(
        "members-without-maximum", .unsound,
        "The best fit of a member is not a finite number, or the maximum of its likelihood of x alone was not found.")
    static let membersFar = HealthCheck(
        "members-far-from-maximum", .unsound,
        "With its T held, the slope of a member's ln L in a nuisance corresponds to more than 1 σ, or is not a number.")
    static let membersNear = HealthCheck(
        "members-near-maximum", .doubtful,
        "With its T held, the slope of a member's ln L in a nuisance corresponds to more than 0.1 σ.")
    static let membersUnsettled = HealthCheck(
        "members-unsettled", .doubtful, "The T of a member was not trained to its end: further rounds still gain.")
    static let membersDisagree = HealthCheck(
        "members-disagree", .doubtful,
        "The scatter of the members' best fits differs from σ of the fit by more than 3 errors of such a scatter.")
    static let memberChecks = [membersWithoutMaximum, membersFar, membersNear, membersUnsettled, membersDisagree]

    static func memberFindings(_ options: Options, _ result: Result) -> [Finding] {
        // Nothing is known about a T from a file.
        guard options[from] == nil else { return [] }
        return [
            without(result), apart(result, membersFar), apart(result, membersNear), unsettled(result),
            disagreement(result),
        ].compactMap(\.self)
    }

    /// Bootstrap samples scatter as data do, so their best fits should scatter by σ.
    private static func disagreement(_ result: Result) -> Finding? {
        let count = result.members.values.count
        guard count > 1 else { return nil }
        let error = 1 / (2 * Double(count - 1)).squareRoot()
        let apart = result.order.compactMap { name -> String? in
            guard let nuisance = result.nuisances[name], let sigma = nuisance.sigma, let spread = nuisance.members,
                abs(spread.deviation / sigma - 1) > HealthLimit.scatter * error
            else { return nil }
            return "\(name) by \(NumberText.significant(spread.deviation / sigma, digits: 2)) σ"
        }
        guard !apart.isEmpty else { return nil }
        return Finding(
            membersDisagree,
            "Best fits of \(NumberText.counted(count, "member")) do not scatter by σ of the fit: \(apart.joined(separator: ", ")), "
                + "where \(NumberText.significant(error, digits: 2)) σ is the error of such a scatter.",
            remedy:
                "Quote σ of the fit, or a scan with 'transfer: free': a combination of these members does not measure it."
        )
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
            membersWithoutMaximum, "No maximum of the likelihood of x alone was found for \(found).",
            remedy:
                "Take more events, or fix nuisances that the features do not constrain; a combination with such members means nothing."
        )
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
            "ν̂ of \(found) is that of x alone; with its T held this is not the maximum of the likelihood: \(step). A combined "
                + "scan or Hessian holds that T.",
            remedy:
                "Take more events, or a T with fewer parameters ('transform: affine', fewer 'hidden' units); or quote ν̂ "
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
