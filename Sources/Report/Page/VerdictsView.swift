/// What the templates `verdicts` and `verdict` see.
struct VerdictsView {
    struct Line {
        /// For the stylesheet: "pass", "fail", "not-evaluated".
        let kind: String
        let sign: String
        let word: String
        /// Ready HTML.
        let claim: String
        let measured: String
        let bound: String
        /// nil where the line stands at its check already.
        let anchor: String?
    }

    let lines: [Line]
    /// One sentence's worth: how many pass, fail, are not evaluated; what does not occur is left out.
    let counts: [PanelCount]
    /// "fail" where one fails, else "not-evaluated" where one is, else "pass".
    let overall: String

    init(_ verdicts: [PageContent.LinkedVerdict]) {
        lines = verdicts.map { linked in
            let verdict = linked.verdict
            return Line(
                kind: verdict.status.kind, sign: verdict.status.sign, word: verdict.status.rawValue,
                claim: linked.claimHTML, measured: verdict.measured, bound: verdict.tolerance,
                anchor: linked.anchor)
        }
        counts = PanelCount.counts(
            of: verdicts.map(\.verdict.status), in: Verdict.Status.allCases, name: \.kind, sign: \.sign,
            phrase: { $0.phrase($1, of: verdicts.count) })
        let worst = [Verdict.Status.fail, .notEvaluated].first { status in
            verdicts.contains { $0.verdict.status == status }
        }
        overall = (worst ?? .pass).kind
    }

    /// The sign of the overall verdict for the browser's tab, as an SVG for a data URI.
    var icon: String {
        switch overall {
        case "pass": return Self.icon("1a7f45", "M8 17l6 6 11-13")
        case "fail": return Self.icon("b42318", "M10 10l12 12M22 10l-12 12")
        default: return Self.icon("6b7280", "M9 16h14")
        }
    }

    static let plainIcon = icon("1f5aa6", "M16 7v18M7 16h18")
    /// Where no claim fails and a cell found something wrong with its own result.
    static let doubtfulIcon = icon("8a5a00", "M16 7v11M16 23v2")

    private static func icon(_ colour: String, _ path: String) -> String {
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'><rect width='32' height='32' rx='7' "
            + "fill='%23\(colour)'/><path d='\(path)' fill='none' stroke='white' stroke-width='3.5' "
            + "stroke-linecap='round' stroke-linejoin='round'/></svg>"
    }
}

extension Verdict.Status {
    fileprivate var kind: String { self == .notEvaluated ? "not-evaluated" : rawValue }

    fileprivate var sign: String {
        switch self {
        case .pass: return "✓"
        case .fail: return "✗"
        case .notEvaluated: return "–"
        }
    }

    fileprivate func phrase(_ count: Int, of total: Int) -> String {
        switch self {
        case .pass:
            return count == total ? (total == 1 ? "1 passes" : "all \(total) pass") : "\(count) of \(total) pass"
        case .fail: return count == 1 ? "1 fails" : "\(count) fail"
        case .notEvaluated: return "\(count) not evaluated"
        }
    }
}
