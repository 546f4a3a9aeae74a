/// What the template `health` sees: every finding of the report, above the text.
struct HealthView {
    struct Line {
        /// For the stylesheet: "unsound", "doubtful", "accepted".
        let severity: String
        let mark: String
        /// "unsound"; "accepted, unsound"
        let verdict: String
        /// The label of the cell.
        let origin: String
        /// Ready HTML.
        let found: String
        /// "by Ada Lovelace"; nil if it is not accepted.
        let acceptance: String?

        init(_ finding: PageContent.Finding) {
            let view = FindingView(finding)
            severity = view.severity
            mark = view.mark
            verdict = view.verdict
            origin = finding.cell
            found = view.found
            acceptance = view.acceptance
        }
    }

    /// The worst first, what is accepted last.
    let lines: [Line]
    /// What does not occur is left out.
    let counts: [PanelCount]
    /// The level of the worst finding that is not accepted; "accepted" if all are accepted.
    let overall: String

    /// - Returns: nil without findings.
    init?(_ findings: [PageContent.Finding]) {
        guard !findings.isEmpty else { return nil }
        func kind(_ finding: PageContent.Finding) -> String {
            finding.acceptance == nil ? finding.state.rawValue : "accepted"
        }
        let kinds = HealthState.allCases.reversed().filter { $0 != .sound }.map(\.rawValue) + ["accepted"]
        lines = kinds.flatMap { wanted in
            findings.filter { kind($0) == wanted }.map(Line.init)
        }
        counts = PanelCount.counts(
            of: findings.map(kind), in: kinds, name: { $0 }, sign: FindingView.sign, phrase: { "\($1) \($0)" })
        overall = counts[0].kind
    }
}

/// What the template `finding` sees: one thing that a cell found wrong with its own result.
struct FindingView {
    /// For the stylesheet: "unsound", "doubtful", "accepted".
    let severity: String
    let mark: String
    /// "unsound"; "accepted, unsound"
    let verdict: String
    /// As an author accepts it.
    let check: String
    /// Ready HTML.
    let found: String
    /// Ready HTML.
    let remedy: String
    /// "by Ada Lovelace"; nil if it is not accepted.
    let acceptance: String?

    init(_ finding: PageContent.Finding) {
        severity = finding.acceptance == nil ? finding.state.rawValue : "accepted"
        mark = Self.sign(of: severity)
        verdict = finding.acceptance == nil ? finding.state.rawValue : "accepted, \(finding.state.rawValue)"
        check = finding.name
        found = MathText.html(finding.sentence)
        remedy = MathText.html(finding.remedy)
        acceptance = finding.acceptance
    }

    fileprivate static func sign(of severity: String) -> String {
        switch severity {
        case "unsound": "✗"
        case "doubtful": "!"
        default: "–"
        }
    }
}

/// What the template `findings` sees: what a cell has to say about its own result.
struct CellHealthView {
    let findings: [FindingView]
    /// Accepted findings that did not occur: "at-edge, open-interval"; nil if there are none.
    let inVain: String?

    /// - Returns: nil without content.
    init?(_ presentation: CellPresentation) {
        let health = presentation.health
        let hasResult = presentation.result.artifact != nil && presentation.drawingFailure == nil
        findings = health.onPage(at: presentation.cell.label).map(FindingView.init)
        inVain = hasResult && !health.acceptedInVain.isEmpty ? health.acceptedInVain.joined(separator: ", ") : nil
        if findings.isEmpty, inVain == nil { return nil }
    }
}

/// The values for the template `cell` of a used cell with an unsound result that is not accepted.
struct OriginView {
    /// For the stylesheet: "unsound".
    let state: String
    /// "Drawn from"
    let relation: String
    /// The label of the used cell.
    let used: String
    /// Ready HTML, to follow "which is": "unsound: The best fit rests on the edge."
    let words: String

    /// - Returns: nil where it is not unsound.
    init?(_ origin: CellPresentation.Origin, of kind: CellPresentation.Kind) {
        let open = origin.health.open.filter { $0.check.state == .unsound }
        if open.isEmpty { return nil }
        used = origin.label
        relation = Self.relation(of: kind)
        state = HealthState.unsound.rawValue
        words = state + ": " + open.map { MathText.html($0.sentence) }.joined(separator: " ")
    }

    fileprivate static func relation(of kind: CellPresentation.Kind) -> String {
        kind == .figure ? "Drawn from" : "Computed from"
    }
}

/// What the template `cell` sees of all used cells that are doubtful, or whose findings the author accepts: one line,
/// since each tells its sentence itself.
struct MilderOriginsView {
    struct Link {
        /// The label of the used cell.
        let used: String
        /// Its findings, "unsettled, large-gap"; nil of accepted ones.
        let checks: String?
    }

    /// For the stylesheet: "doubtful", "accepted".
    let state: String
    /// "Drawn from"
    let relation: String
    let links: [Link]
    /// "which are doubtful"
    let words: String

    /// - Returns: nil where there is none.
    static func doubtful(_ origins: [CellPresentation.Origin], of kind: CellPresentation.Kind) -> Self? {
        let links = origins.compactMap { origin -> Link? in
            let open = origin.health.open
            if open.isEmpty || open.contains(where: { $0.check.state == .unsound }) { return nil }
            return Link(used: origin.label, checks: open.map(\.check.name).joined(separator: ", "))
        }
        return links.isEmpty
            ? nil
            : Self(
                state: HealthState.doubtful.rawValue, relation: OriginView.relation(of: kind), links: links,
                words: links.count == 1 ? "which is doubtful" : "which are doubtful")
    }

    /// - Returns: nil where there is none.
    static func accepted(_ origins: [CellPresentation.Origin], of kind: CellPresentation.Kind) -> Self? {
        let accepted = origins.filter(\.health.open.isEmpty)
        return accepted.first.map { first in
            Self(
                state: "accepted", relation: OriginView.relation(of: kind),
                links: accepted.map { Link(used: $0.label, checks: nil) },
                words: "with findings accepted by \(first.health.author)")
        }
    }
}

extension CellHealth {
    /// The findings as the page shows them.
    func onPage(at label: String) -> [PageContent.Finding] {
        findings.map { finding in
            PageContent.Finding(
                state: finding.check.state, name: finding.check.name, sentence: finding.sentence,
                remedy: finding.remedy, acceptance: isAccepted(finding) ? "by \(author)" : nil, cell: label)
        }
    }
}
