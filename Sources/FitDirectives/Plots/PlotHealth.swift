import Report

/// What figures of several kinds can find wrong with their numbers.
enum PlotHealth {
    static let openContour = HealthCheck(
        "open-contour", .doubtful, "A contour leaves the scanned window, was not traced to its end, or was not found.")
    static let openInterval = HealthCheck(
        "open-interval", .doubtful, "An interval reaches beyond the scanned window, so that a number is missing.")
    static let noCovariance = HealthCheck(
        "no-covariance", .unsound, "The Hessian is not positive definite: there is no covariance to draw.")
}
