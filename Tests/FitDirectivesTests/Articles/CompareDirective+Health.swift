import Report
import Statistics

@testable import FitDirectives

extension CompareDirective {
    static let farApart = HealthCheck("far-apart", .doubtful, "Two best fits lie more than three σ apart.")
    static let healthChecks = [farApart]

    static func health(_ options: Options, _ result: Result) -> [Finding] {
        let far = result.nuisances.values.sorted { $0.key < $1.key }.compactMap { name, comparison -> String? in
            guard let distance = comparison.inSigma, abs(distance) > 3 else { return nil }
            return "\(name) by \(NumberText.fixed(abs(distance), decimals: 1)) σ"
        }
        guard !far.isEmpty else { return [] }
        return [
            Finding(
                farApart, "The best fits differ in \(far.joined(separator: ", ")).",
                remedy: "Look at what both scans say of themselves.")
        ]
    }
}
