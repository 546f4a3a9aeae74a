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
        /// "by Ada Lovelace"; nil where nobody accepts it.
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
    /// Of the worst that nobody accepts; "accepted" where that is all.
    let overall: String

    /// - Returns: nil where nothing was found.
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
    /// "by Ada Lovelace"; nil where nobody accepts it.
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
    /// What the author accepts and was not found: "at-edge, open-interval"; nil where there is none.
    let inVain: String?

    /// - Returns: nil where there is nothing to say.
    init?(_ presentation: CellPresentation) {
        let health = presentation.health
        let hasResult = presentation.result.artifact != nil && presentation.drawingFailure == nil
        findings = health.onPage(at: presentation.cell.label).map(FindingView.init)
        inVain = hasResult && !health.acceptedInVain.isEmpty ? health.acceptedInVain.joined(separator: ", ") : nil
        if findings.isEmpty, inVain == nil { return nil }
    }
}

/// What the template `cell` sees of a used cell that found something wrong with its result which nobody accepts.
struct OriginView {
    /// For the stylesheet: "unsound", "doubtful".
    let state: String
    /// "Drawn from"
    let relation: String
    /// The label of the used cell.
    let used: String
    /// Ready HTML, to follow "which is": "unsound: The best fit rests on the edge."
    let words: String

    /// - Returns: nil where all is accepted.
    init?(_ origin: CellPresentation.Origin, of kind: CellPresentation.Kind) {
        let open = origin.health.open
        guard let worst = open.first?.check.state else { return nil }
        used = origin.label
        relation = Self.relation(of: kind)
        state = worst.rawValue
        let sentences = open.filter { $0.check.state == worst }.map { MathText.html($0.sentence) }
        words = worst.rawValue + ": " + sentences.joined(separator: " ")
    }

    fileprivate static func relation(of kind: CellPresentation.Kind) -> String {
        kind == .figure ? "Drawn from" : "Computed from"
    }
}

/// What the template `cell` sees of all used cells whose findings the author accepts: one line, since each tells them
/// itself.
struct AcceptedOriginsView {
    struct Link {
        /// The label of the used cell.
        let used: String
    }

    /// "Drawn from"
    let relation: String
    let links: [Link]
    /// "Ada Lovelace"
    let author: String

    /// - Returns: nil where there is none.
    init?(_ origins: [CellPresentation.Origin], of kind: CellPresentation.Kind) {
        let accepted = origins.filter(\.health.open.isEmpty)
        guard let first = accepted.first else { return nil }
        relation = OriginView.relation(of: kind)
        links = accepted.map { Link(used: $0.label) }
        author = first.health.author
    }
}

extension CellHealth {
    /// As the page shows it.
    func onPage(at label: String) -> [PageContent.Finding] {
        findings.map { finding in
            PageContent.Finding(
                state: finding.check.state, name: finding.check.name, sentence: finding.sentence,
                remedy: finding.remedy, acceptance: isAccepted(finding) ? "by \(author)" : nil, cell: label)
        }
    }
}
