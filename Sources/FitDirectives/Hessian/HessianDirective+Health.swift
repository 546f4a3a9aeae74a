import Report
import Statistics

/// What a Hessian can find wrong with the point that it was taken at.
extension HessianDirective {
    static let minimumElsewhere = HealthCheck(
        "minimum-elsewhere", .unsound, "A Newton step from the best fit to the minimum is one σ or more.")
    static let stepToGo = HealthCheck(
        "step-to-go", .doubtful, "A Newton step from the best fit to the minimum is 0.1 to 1 σ.")
    static let notPositiveDefinite = HealthCheck(
        "not-positive-definite", .unsound, "The point is not a minimum by its Hessian; no covariance follows.")
    static let membersNotPositiveDefinite = HealthCheck(
        "members-not-positive-definite", .unsound,
        "Hessians of single members are not positive definite, so rebased weights do not exist.")
    static let membersNotFinite = HealthCheck(
        "members-not-finite", .unsound, "Derivatives of members are not finite; no covariance follows.")
    static let beyondProfile = HealthCheck(
        "beyond-profile", .doubtful, "The point lies outside of the window that the profile was trained on.")
    static let healthChecks = [
        minimumElsewhere, stepToGo, notPositiveDefinite, membersNotPositiveDefinite, membersNotFinite, beyondProfile,
        .fewMembers,
    ]

    static func health(_ options: Options, _ result: Result) -> [Finding] {
        health(result, isBestFit: options[at] == .bestFit)
    }

    /// - Parameter isBestFit: whether the derivatives were taken at the best fit, and not at a point that the author
    ///   named.
    static func health(_ result: Result, isBestFit: Bool) -> [Finding] {
        let members = Finding.fewMembers(result.effectiveMembers, of: result.members.values.count)
        return [outcome(result, isBestFit: isBestFit), profile(result), members].compactMap { $0 }
    }

    private static func profile(_ result: Result) -> Finding? {
        guard let outside = result.outsideProfile, !outside.isEmpty else { return nil }
        return Finding(
            beyondProfile,
            "\(outside.joined(separator: ", ")) lies outside of the window in which T was trained to follow ν.",
            remedy: "Look at a point inside, or give the profile a larger 'window'.")
    }

    private static func outcome(_ result: Result, isBestFit: Bool) -> Finding? {
        let unusable = (result.notUsable ?? []).map(String.init).joined(separator: ", ")
        switch result.outcome {
        case .positiveDefinite:
            let distance = result.distance ?? .nan
            guard isBestFit, !(distance < 0.1) else { return nil }
            return Finding(
                distance < 1 ? stepToGo : minimumElsewhere, stillToGo(distance),
                remedy: "Take the best fit of a 'scan'; the fit's own 'distance' says how far T was from its maximum.")
        case .notPositiveDefinite:
            let eigenvalues = (result.eigenvalues ?? []).map { NumberText.significant($0, digits: 3) }
            return Finding(
                notPositiveDefinite,
                "Not positive definite: its eigenvalues are \(eigenvalues.joined(separator: ", ")). This is no minimum, "
                    + "or the members lie so far apart that their combination has a saddle between them; no covariance "
                    + "follows.",
                remedy: "Look at another point, at another 'combination', or at more members.")
        case .membersNotPositiveDefinite:
            return Finding(
                membersNotPositiveDefinite,
                "The Hessians of members \(unusable) are not positive definite, so rebased weights do not exist and no "
                    + "covariance follows.",
                remedy: "Look at 'combination: bma', or at another point.")
        case .membersNotFinite:
            return Finding(
                membersNotFinite, "Derivatives of members \(unusable) are not finite: no covariance follows.",
                remedy: "Look at the densities at this point, or at another point.")
        }
    }

    /// The distance of the minimum, and the decrease of −2 ln L there.
    static func stillToGo(_ distance: Double) -> String {
        "The minimum lies elsewhere: the Newton step to it is \(NumberText.significant(distance, digits: 2)) σ, "
            + "which would lower −2 ln L by \(NumberText.significant(distance * distance, digits: 2)) were it a parabola."
    }
}
