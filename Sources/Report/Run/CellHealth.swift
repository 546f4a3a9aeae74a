/// What a cell found wrong with its own result, and which findings the author accepts.
struct CellHealth: Sendable {
    /// The worst first.
    let findings: [Finding]
    /// Names of findings that the author accepts, in their order.
    let accepted: [String]
    /// Who accepts them: "Ada Lovelace"; "the author" where the report names none.
    let author: String

    /// - Parameter findings: the findings about the cell's result; empty without a result.
    init(_ cell: Cell, of document: Document, findings: [Finding]) {
        self.findings = findings
        accepted = cell.settings.accept
        author = document.authors.isEmpty ? "the author" : document.authors.joined(separator: ", ")
    }

    /// Whether the author accepts the finding.
    func isAccepted(_ finding: Finding) -> Bool { accepted.contains(finding.check.name) }

    /// "unsound (at-edge): The best fit rests on the edge. Choose a larger window."
    func line(_ finding: Finding) -> String {
        let word = isAccepted(finding) ? "accepted, \(finding.check.state.rawValue)" : finding.check.state.rawValue
        return "\(word) (\(finding.check.name)): \(finding.sentence) \(finding.remedy)"
    }

    /// Findings that the author does not accept.
    var open: [Finding] { findings.filter { !isAccepted($0) } }

    /// Accepted names that were not found.
    var acceptedInVain: [String] { accepted.filter { name in !findings.contains { $0.check.name == name } } }

    /// The worst state of the findings, accepted or not.
    var state: HealthState { findings.first?.check.state ?? .sound }
}
