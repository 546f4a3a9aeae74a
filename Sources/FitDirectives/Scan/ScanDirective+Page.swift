import Report
import Statistics

/// What the page says of a scan, beside its findings.
extension ScanDirective {
    static func present(_ options: Options, _ result: Result, _ context: PresentationContext) throws -> [Fragment] {
        var sentences = [result.method == .surface ? surface(result) : newton(result)]
        if !options[prior] { sentences.append("Without the priors of the nuisances.") }
        if !result.members.values.isEmpty {
            sentences.append(
                "At the best fit \(NumberText.significant(result.effectiveMembers, digits: 2)) members count effectively "
                    + "(B_eff).")
        }
        for name in result.ends {
            let range = result.window[name].map {
                "\(NumberText.significant($0.range.lowerBound)) to \(NumberText.significant($0.range.upperBound))"
            }
            sentences.append(
                "The window of \(name)\(range.map { ", \($0)," } ?? "") ends where the density of an event would turn negative."
            )
        }
        sentences += wordsOfProfile(options, result)
        return [.note(sentences.joined(separator: " "))]
    }

    private static func members(_ result: Result) -> String {
        let count = result.members.values.count
        return count > 1 ? " (\(NumberText.counted(count, "member")), combined as \(result.combination.rawValue))" : ""
    }

    private static func surface(_ result: Result) -> String {
        let degrees = Set(result.surfaces?.members.values.map { $0.nodes - 1 } ?? []).sorted().map(String.init)
        return
            "\(NumberText.counted(result.evaluations, "evaluation")) of the likelihood\(members(result)), polynomials of "
            + "degree \(degrees.joined(separator: " or ")); the interpolation of −2 ln L is right to "
            + "\(NumberText.significant(result.error, digits: 2)) at points that it was not made from."
    }

    private static func newton(_ result: Result) -> String {
        let points = result.curves.values.values.first?.profile.x.count ?? 0
        return "Newton's method on the likelihood: \(NumberText.counted(result.evaluations, "evaluation")) of a member"
            + "\(members(result)), −2 ln L right to \(NumberText.significant(result.error, digits: 2)) at maxima and bounds; "
            + "curves run through \(NumberText.counted(points, "exact point")) and slopes."
    }
}
