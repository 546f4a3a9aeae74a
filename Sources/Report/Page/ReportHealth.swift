import Foundation

/// The findings of the cells of a report, for other programs.
public struct ReportHealth: Codable, Sendable {
    /// The report's name in messages.
    public let report: String
    /// The worst state without accepted findings.
    public let state: HealthState
    /// In the order of the text.
    public let cells: [Cell]

    /// The findings of one cell.
    public struct Cell: Codable, Sendable {
        /// The label of the cell.
        public let label: String
        /// The verb of the cell.
        public let verb: String
        /// The worst state without accepted findings; nil for a cell without a result.
        public let state: HealthState?
        /// The findings, the worst first.
        public let findings: [Finding]
        /// Accepted names that were not found.
        public let acceptedInVain: [String]
        /// The cells with findings that it uses, directly or through others.
        public let computedFrom: [Origin]
        /// The line of the cell in the report.
        public let line: Int
        /// The column in characters.
        public let column: Int
    }

    /// A finding.
    public struct Finding: Codable, Sendable {
        /// The name of the check: `accept: [NAME]` accepts it.
        public let name: String
        /// How serious it is.
        public let state: HealthState
        /// What is wrong.
        public let sentence: String
        /// What to try.
        public let remedy: String
        /// Whether the author accepts it.
        public let accepted: Bool
    }

    /// A used cell with findings.
    public struct Origin: Codable, Sendable {
        /// The label of the cell.
        public let label: String
        /// The worst state of its findings, accepted or not.
        public let state: HealthState
    }

    init(_ document: Document, _ presentations: [CellPresentation]) {
        report = document.file
        cells = presentations.map(Cell.init)
        state = cells.compactMap(\.state).max() ?? .sound
    }

    /// As JSON.
    ///
    /// - Throws: never, whatever the report contains.
    public var json: Data { get throws { Data(try Value(encoding: self).prettyJSON.utf8) } }

    /// A line for each finding that is not accepted, with its place, the worst of a cell first.
    var lines: [String] {
        cells.flatMap { cell in
            cell.findings.filter { !$0.accepted }.map { finding in
                "\(report):\(cell.line):\(cell.column): \(finding.state.rawValue): the cell '\(cell.label)' "
                    + "(\(finding.name)): \(finding.sentence) \(finding.remedy)"
            }
        }
    }

    /// "1 unsound, 2 doubtful, 1 accepted"; nil without findings.
    var summary: String? {
        let findings = cells.flatMap(\.findings)
        let open = HealthState.allCases.reversed().map { state in
            (findings.count { $0.state == state && !$0.accepted }, state.rawValue)
        }
        let counts = (open + [(findings.count(where: \.accepted), "accepted")]).filter { $0.0 > 0 }
        return counts.isEmpty ? nil : counts.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }
}

extension ReportHealth.Cell {
    fileprivate init(_ presentation: CellPresentation) {
        let health = presentation.health
        let hasResult = presentation.result.artifact != nil && presentation.absence == nil
        label = presentation.cell.label
        verb = presentation.cell.verb
        state = hasResult ? health.open.first?.check.state ?? .sound : nil
        findings = health.findings.map { finding in
            ReportHealth.Finding(
                name: finding.check.name, state: finding.check.state, sentence: finding.sentence,
                remedy: finding.remedy, accepted: health.isAccepted(finding))
        }
        acceptedInVain = hasResult ? health.acceptedInVain : []
        computedFrom = presentation.origins.map { ReportHealth.Origin(label: $0.label, state: $0.health.state) }
        line = presentation.cell.place.line
        column = presentation.cell.place.column
    }
}
