import Statistics

extension ReportListing.Entry {
    /// The marks in a list for a report with a page: claims, findings, cells without a result, the review.
    package static func marks(of page: PreviewPage) -> [Mark] {
        claims(page) + findings(page) + cells(page) + review(page)
    }

    private static func claims(_ page: PreviewPage) -> [Mark] {
        let (pass, fail, open) = page.claims
        let all = pass + fail + open
        guard all > 0 else { return [] }
        var marks: [Mark] = []
        func words(_ count: Int, _ one: String, _ many: String) -> String {
            "\(count) of \(all) claims \(count == 1 ? one : many)"
        }
        if fail > 0 { marks.append(Mark(kind: "fail", sign: "✗", words: words(fail, "fails", "fail"))) }
        if pass == all {
            let words = all == 1 ? "its claim holds" : "all \(all) claims hold"
            marks.append(Mark(kind: "pass", sign: "✓", words: words))
        } else if pass > 0 {
            marks.append(Mark(kind: "pass", sign: "✓", words: words(pass, "holds", "hold")))
        }
        if open > 0 {
            let noun = open == 1 ? "claim" : "claims"
            marks.append(Mark(kind: "open", sign: "–", words: "\(open) \(noun) not evaluated"))
        }
        return marks
    }

    private static func findings(_ page: PreviewPage) -> [Mark] {
        [(HealthState.unsound, "✗"), (.doubtful, "!")].compactMap { state, sign in
            page.findings[state].map { Mark(kind: state.rawValue, sign: sign, words: "\($0) \(state.rawValue)") }
        }
    }

    private static func review(_ page: PreviewPage) -> [Mark] {
        guard let counts = page.signOff else { return [] }
        var marks: [Mark] = []
        if counts.objections > 0 {
            let noun = counts.objections == 1 ? "objection" : "objections"
            marks.append(Mark(kind: "fail", sign: "✗", words: "\(counts.objections) \(noun)"))
        }
        if counts.required > 0 {
            let isWhole = counts.approved == counts.required
            marks.append(
                Mark(
                    kind: isWhole ? "pass" : "signed", sign: "✎",
                    words: "\(counts.approved) of \(counts.required) approved"))
        }
        if counts.expired > 0 {
            marks.append(
                Mark(
                    kind: "open", sign: "↺",
                    words: "\(counts.expired) review \(counts.expired == 1 ? "entry" : "entries") expired"))
        }
        return marks
    }

    private static func cells(_ page: PreviewPage) -> [Mark] {
        let absent = page.cells.count { $0.state == .willRun }
        guard absent > 0 else { return [] }
        let words =
            page.computed == nil
            ? "not computed yet" : "\(absent) of \(NumberText.counted(page.cells.count, "cell")) out of date"
        return [Mark(kind: "absent", sign: "–", words: words)]
    }
}
