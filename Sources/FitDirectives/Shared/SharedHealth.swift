import Report
import Statistics

/// What results of several verbs can find wrong with themselves: an author accepts it by one name everywhere.
extension HealthCheck {
    static let openContour = HealthCheck(
        "open-contour", .doubtful, "A contour leaves the scanned window, was not traced to its end, or was not found.")
    static let openInterval = HealthCheck(
        "open-interval", .doubtful, "An interval reaches beyond the scanned window, so that a bound is missing.")
    static let noCovariance = HealthCheck(
        "no-covariance", .unsound, "The Hessian is not positive definite: there is no covariance to draw.")
    static let fewMembers = HealthCheck(
        "few-effective-members", .doubtful, "Of several members fewer than two count effectively.")
    static let noStepHelped = HealthCheck(
        "no-step-helped", .unsound, "No step made held-out events more likely: what was trained is as it was before.")
}

extension Finding {
    /// - Returns: nil with a single member, or with two or more effective members.
    static func fewMembers(_ effective: Double, of count: Int) -> Finding? {
        guard count > 1, effective < 2 else { return nil }
        return Finding(
            .fewMembers,
            "\(NumberText.significant(effective, digits: 2)) of \(NumberText.counted(count, "member")) count effectively.",
            remedy: "Take more 'members', or another 'combination'.")
    }
}
