import Foundation

/// The results of all cells of a report, for other programs: `render --json`.
public struct ResultsDocument: PublishedDocument {
    public static let schema = PublishedSchema.results

    struct Report: Encodable, Sendable {
        /// As messages name it.
        let file: String
        /// As the author wrote it, Markdown.
        let title: String?
        let authors: [String]
        let date: String?
        /// A text, since JSON readers lose digits of large integers.
        let seed: String
        let parameters: [String: Value]
    }

    struct Outcome: Encodable, Sendable {
        /// Of the render: 0 where every cell has a result and every claim holds.
        let exitStatus: Int
        let claims: Claims
        /// The worst finding that is not accepted.
        let health: HealthState
        /// Wall time of the render.
        let seconds: Double

        struct Claims: Encodable, Sendable {
            let pass: Int
            let fail: Int
            let notEvaluated: Int
        }
    }

    /// A claim with the cell that makes it.
    struct Claim: Encodable, Sendable {
        let cell: String
        /// In the cell, from 0.
        let number: Int
        let claim: String
        let status: Verdict.Status
        let measured: String
        let tolerance: String
        let value: Double?
        let lower: Double?
        let upper: Double?
        let margin: Double?
        let line: Int
    }

    /// Name and version of the program.
    let engine: String
    /// When the page was written.
    let rendered: String
    let report: Report
    let outcome: Outcome
    /// By label.
    let cells: [String: CellResults]
    /// In the order of the text.
    let claims: [Claim]
}

/// What one cell found.
struct CellResults: Encodable, Sendable {
    /// What became of it in the render.
    enum State: String, Encodable, Sendable {
        /// It was computed.
        case ran
        /// The store had it.
        case cached
        case failed
        /// It waits for another cell, which has no result.
        case blocked
        /// It runs only when asked for.
        case manual
        case stopped
        /// It runs only when asked for, and its last result belongs to an earlier version of the report.
        case stale
    }

    /// Who computed it and when.
    struct Origin: Encodable, Sendable {
        let started: String
        let seconds: Double
        let threads: Int
        /// Bytes of the process, at most.
        let memory: Int?
        let engine: String
        let host: Host

        struct Host: Encodable, Sendable {
            let name: String
            let system: String
            let cores: Int
            /// That numbers were computed with; nil where that is not known.
            let instructionSet: String?
        }
    }

    struct Finding: Encodable, Sendable {
        let name: String
        let state: HealthState
        let sentence: String
        let remedy: String
        let accepted: Bool
    }

    /// In the text, from 1.
    let position: Int
    let line: Int
    let verb: String
    /// Of the verb.
    let verbVersion: Int
    /// "Figure 3"
    let number: String?
    let uses: [String]
    let state: State
    /// Why there is no result; nil where there is one.
    let message: String?
    let advice: String?
    /// Of the result in the store.
    let key: String?
    /// Who computed the result and when.
    let computed: Origin?
    /// With their defaults, presentation left out.
    let options: Value
    let seed: String
    /// Digests of the files that it reads, by path.
    let files: [String: String]
    /// As the verb declares it.
    let result: Value?
    /// As ``ResultPatterns``.
    let errors: [String: String]
    let absences: [String: String]
    let names: [String]
    let findings: [Finding]
}

extension ResultsDocument {
    init(
        _ document: Document, _ presentations: [CellPresentation], engine: String, rendered: Date, seconds: Double,
        exitStatus: Int32, health: HealthState
    ) {
        self.engine = engine
        self.rendered = rendered.ISO8601Format()
        report = Report(
            file: document.file, title: document.title ?? document.body.title, authors: document.authors,
            date: document.date, seed: String(document.seed), parameters: document.parameters)
        let verdicts = presentations.flatMap(\.verdicts)
        func count(_ status: Verdict.Status) -> Int { verdicts.count { $0.status == status } }
        outcome = Outcome(
            exitStatus: Int(exitStatus),
            claims: Outcome.Claims(pass: count(.pass), fail: count(.fail), notEvaluated: count(.notEvaluated)),
            health: health, seconds: seconds)
        cells = Dictionary(
            presentations.enumerated().map { index, presentation in
                (presentation.cell.label, CellResults(presentation, position: index + 1, seed: document.seed))
            }, uniquingKeysWith: { first, _ in first })
        claims = presentations.flatMap { presentation in
            presentation.verdicts.enumerated().map { index, verdict in
                Claim(
                    cell: presentation.cell.label, number: index, claim: verdict.claim, status: verdict.status,
                    measured: verdict.measured, tolerance: verdict.tolerance, value: verdict.value,
                    lower: verdict.lower, upper: verdict.upper, margin: verdict.margin,
                    line: presentation.cell.place.line)
            }
        }
    }
}

extension CellResults {
    init(_ presentation: CellPresentation, position: Int, seed: UInt64) {
        let (cell, ended) = (presentation.cell, presentation.result)
        self.position = position
        line = cell.place.line
        verb = cell.verb
        verbVersion = cell.directive.version
        number = presentation.numbered
        uses = cell.uses
        (state, message, advice) = Self.ending(ended)
        key = ended.key
        computed = ended.record.map(Origin.init)
        options = cell.options.canonical
        self.seed = String(cell.settings.seed ?? seed)
        files = Dictionary(
            cell.options.files.compactMap { file in (try? file.digest()).map { (file.path, $0) } },
            uniquingKeysWith: { first, _ in first })
        result = ended.artifact?.result
        let patterns = ended.artifact == nil ? ResultPatterns(.any) : ResultPatterns(presentation.shape)
        errors = patterns.errors
        absences = patterns.absences
        names = patterns.names
        findings = presentation.health.findings.map { finding in
            Finding(
                name: finding.check.name, state: finding.check.state, sentence: finding.sentence,
                remedy: finding.remedy, accepted: presentation.health.isAccepted(finding))
        }
    }

    private static func ending(_ result: CellResult) -> (state: State, message: String?, advice: String?) {
        switch result.outcome {
        case .ran: (.ran, nil, nil)
        case .cached: (.cached, nil, nil)
        case .failed(let message, let advice): (.failed, message, advice)
        case .blocked(let label): (.blocked, "it waits for '\(label)', which has no result", nil)
        case .manual: (.manual, "it runs only when asked for", nil)
        case .cancelled: (.stopped, "it was stopped", nil)
        case .absent(let absence):
            (
                result.artifact == nil ? .manual : .stale,
                absence.why.isEmpty ? "it runs only when asked for" : absence.why, nil
            )
        }
    }
}

extension CellResults.Origin {
    fileprivate init(_ record: Manifest.Record) {
        self.init(
            started: record.started.ISO8601Format(), seconds: record.seconds, threads: record.threads,
            memory: record.memory, engine: record.host.engine,
            host: Host(
                name: record.host.name, system: record.host.system, cores: record.host.cores,
                instructionSet: record.host.instructionSet))
    }
}
