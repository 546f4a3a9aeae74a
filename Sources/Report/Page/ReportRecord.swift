import Foundation

/// What the cells of a report found, for programs: what a page holds beside what people see, and what two reports are
/// compared by.
struct ReportRecord: Codable, Sendable {
    /// Raised when readers of an older form would be misled.
    static let currentForm = 1
    /// The `id` of the element that holds it in a page.
    static let element = Anchors.ownName("record")

    let form: Int
    /// Name and version of the program.
    let engine: String
    /// As messages name the report.
    let report: String
    let title: String?
    /// In the order of the text.
    let cells: [CellRecord]
    /// What can be reviewed, and what reviewers say; nil where it is not known.
    let review: ReviewRecord?

    init(
        form: Int = currentForm, engine: String, report: String, title: String?, cells: [CellRecord],
        review: ReviewRecord? = nil
    ) {
        self.review = review
        self.form = form
        self.engine = engine
        self.report = report
        self.title = title
        self.cells = cells
    }

    /// - Parameter absences: why cells have no result, by label, as far as the run does not state it.
    init(
        _ document: Document, _ presentations: [CellPresentation], engine: String, absences: [String: String] = [:],
        review: ReviewRecord? = nil
    ) {
        self.init(
            engine: engine, report: document.file, title: document.title ?? document.body.title,
            cells: presentations.map { presentation in
                CellRecord(presentation, seed: document.seed, absence: absences[presentation.cell.label])
            }, review: review)
    }

    /// JSON that may stand in an element `script`, because it cannot end that element.
    var json: String? {
        guard let json = (try? Value(encoding: self))?.canonicalJSON else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(json.utf8.count)
        for byte in json.utf8 {
            if byte == UInt8(ascii: "<") { bytes += "\\u003c".utf8 } else { bytes.append(byte) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// What one cell found.
struct CellRecord: Codable, Sendable {
    let label: String
    let verb: String
    /// Of the verb.
    let version: Int
    /// Of the result; nil where there is none.
    let key: String?
    /// With their defaults, presentation left out.
    let options: Value
    /// The cell's own or the report's, as the author wrote it: a text, since JSON readers lose digits of large integers.
    let seed: String
    /// Beginnings of the digests of the files that it reads, by path.
    let files: [String: String]
    /// Long lists as ``LongList``; nil where there is none.
    let result: Value?
    /// Why there is no result.
    let absence: String?
    let verdicts: [Verdict]
    /// nil where they are not known.
    let findings: [Finding]?

    struct Finding: Codable, Sendable {
        let name: String
        let state: HealthState
        let sentence: String
        let accepted: Bool
    }

    init(
        label: String, verb: String, version: Int, key: String?, options: Value, seed: String,
        files: [String: String], result: Value?, absence: String?, verdicts: [Verdict], findings: [Finding]?
    ) {
        self.label = label
        self.verb = verb
        self.version = version
        self.key = key
        self.options = options
        self.seed = seed
        self.files = files.mapValues { String($0.prefix(16)) }
        self.result = result.map(LongList.shortening)
        self.absence = absence
        self.verdicts = verdicts
        self.findings = findings
    }

    init(_ presentation: CellPresentation, seed: UInt64, absence: String?) {
        let cell = presentation.cell
        // A last result that stands in for one is not the result of the cell.
        let result = presentation.absence == nil ? presentation.result.artifact?.result : nil
        let files = cell.options.files.compactMap { file in (try? file.digest()).map { (file.path, $0) } }
        self.init(
            label: cell.label, verb: cell.verb, version: cell.directive.version,
            key: result == nil ? nil : presentation.result.key,
            options: cell.options.canonical, seed: String(cell.settings.seed ?? seed),
            files: Dictionary(files, uniquingKeysWith: { first, _ in first }), result: result,
            absence: result == nil ? absence ?? presentation.result.outcome.absence : nil,
            verdicts: presentation.verdicts,
            findings: result == nil
                ? nil
                : presentation.health.findings.map { finding in
                    Finding(
                        name: finding.check.name, state: finding.check.state, sentence: finding.sentence,
                        accepted: presentation.health.isAccepted(finding))
                })
    }
}

extension CellResult.Outcome {
    /// Why a cell that ended so has no result.
    fileprivate var absence: String {
        switch self {
        case .ran, .cached: "its result is not known"
        case .failed(let message, _): "it failed: \(message)"
        case .blocked(let label): "it waits for '\(label)', which has no result"
        case .manual: "it runs only when asked"
        case .cancelled: "it was stopped"
        case .absent(let absence):
            absence.kind == .manual ? "it runs only when asked" : "nothing ran: \(absence.why)"
        }
    }
}

/// What stands in a record in the place of a list of many elements, such as a curve: how many there are, and a digest.
enum LongList {
    /// Longer lists are not written out.
    static let most = 16

    static func shortening(_ value: Value) -> Value {
        switch value {
        case .array(let elements) where elements.count > most:
            [
                "$list": .integer(elements.count),
                "digest": .string(String(SHA256.hex(value.canonicalJSON.utf8).prefix(16))),
            ]
        case .array(let elements): .array(elements.map(shortening))
        case .object(let members): .object(members.mapValues(shortening))
        default: value
        }
    }

    /// The length of the list that it represents; nil for other values.
    static func count(_ value: Value) -> Int? { value.object?["$list"]?.int }
}
