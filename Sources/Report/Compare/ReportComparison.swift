/// What differs between two reports, cell by cell.
public struct ReportComparison: Encodable, Sendable {
    /// One of the reports.
    public struct Side: Codable, Sendable {
        /// The name given by the caller.
        public let name: String
        /// The report's name in messages.
        public let report: String
        /// Its title; nil where it has none or it is not known.
        public let title: String?
        /// Name and version of the program that wrote the page; without a page, of the present program.
        public let engine: String
        /// The source of its results, in words.
        public let origin: String
    }

    /// What differs, in numbers.
    public struct Summary: Codable, Sendable {
        /// Cells of the new report.
        public let cells: Int
        /// Cells of both reports that differ in more than their label.
        public let changed: Int
        /// Cells that only the new report has.
        public let added: Int
        /// Cells that only the old report has.
        public let removed: Int
        /// Cells whose label changed.
        public let renamed: Int
        /// The number of values compared.
        public let comparedValues: Int
        /// The number of values that differ.
        public let movedValues: Int
        /// The value that moved by the most σ; nil where no value with an error moved.
        public let largest: Largest?
        /// Claims of both reports whose verdict changed.
        public let flippedVerdicts: Int
        /// Findings that appeared.
        public let newFindings: Int
        /// Cells that had a result and no longer have one.
        public let lostResults: Int
        /// Notes, approvals and objections that are no longer valid.
        public let expiredEntries: Int
        /// Notes, approvals and objections that only one report has, or whose text changed.
        public let changedEntries: Int
    }

    /// A value that moved by more σ than all others.
    public struct Largest: Codable, Sendable {
        /// "fit.shift.best"
        public let path: String
        /// The distance in σ.
        public let sigmas: Double
    }

    /// The report that the new one is compared with.
    public let old: Side
    /// The new report.
    public let new: Side
    /// Relative tolerance: numbers that differ by less count as equal.
    public let tolerance: Double
    /// What differs, in numbers.
    public let summary: Summary
    /// Cells in the order of the new report; cells that only the old one has come last.
    public let cells: [CellChange]
    /// Entries of reviewers that are valid for the old report but not for the new one.
    public let expired: [ExpiredEntry]
    /// Entries of reviewers that only one report has, or whose text differs.
    public let signOff: [SignOffChange]
    /// The gate that the caller set; nil without one.
    public let gate: ComparisonGate?

    /// - Parameters:
    ///   - tolerance: relative; numbers that differ by less count as equal.
    ///   - gate: by how many σ a value may move; nil for no gate.
    init(
        _ old: ComparedReport, _ new: ComparedReport, directives: DirectiveRegistry, tolerance: Double, gate: Double?
    ) {
        self.old = old.side
        self.new = new.side
        self.tolerance = tolerance
        let comparison = CellComparison(directives: directives, tolerance: tolerance)
        let pairs = CellPairs(old.record.cells, new.record.cells)
        let cells =
            pairs.cells.map { old, new in old.map { comparison.change($0, new) } ?? comparison.added(new) }
            + pairs.removed.map(comparison.removed)
        self.cells = cells
        expired = ExpiredEntry.all(old.record.review, new.record.review)
        signOff = SignOffChange.all(old.record.review, new.record.review)
        summary = Summary(cells, expired: expired.count, signOff: signOff.count)
        self.gate = gate.map { ComparisonGate(limit: $0, cells) }
    }
}

/// Which cells of two reports are the same ones.
struct CellPairs {
    /// In the order of the new report.
    let cells: [(old: CellRecord?, new: CellRecord)]
    let removed: [CellRecord]

    /// Pairs of cells: first by label, then by the key of the result, and last the only remaining cell with the same
    /// verb, options and files.
    init(_ old: [CellRecord], _ new: [CellRecord]) {
        let labels = Set(new.map(\.label))
        var left = old.filter { !labels.contains($0.label) }
        let byLabel = Dictionary(old.map { ($0.label, $0) }, uniquingKeysWith: { first, _ in first })
        let newcomers = new.filter { byLabel[$0.label] == nil }
        func take(_ isSame: (CellRecord) -> Bool, onlyOne: Bool) -> CellRecord? {
            guard let index = left.firstIndex(where: isSame), !onlyOne || left.count(where: isSame) == 1 else {
                return nil
            }
            return left.remove(at: index)
        }
        var renamed: [String: CellRecord] = [:]
        for cell in newcomers where cell.key != nil {
            renamed[cell.label] = take({ $0.key == cell.key }, onlyOne: false)
        }
        for cell in newcomers where renamed[cell.label] == nil {
            guard newcomers.count(where: { $0.isAlike(cell) }) == 1 else { continue }
            renamed[cell.label] = take({ $0.isAlike(cell) }, onlyOne: true)
        }
        cells = new.map { (byLabel[$0.label] ?? renamed[$0.label], $0) }
        removed = left
    }
}

extension CellRecord {
    fileprivate func isAlike(_ other: CellRecord) -> Bool {
        verb == other.verb && options == other.options && files == other.files
    }
}

extension ReportComparison.Summary {
    fileprivate init(_ changes: [CellChange], expired: Int, signOff: Int) {
        expiredEntries = expired
        changedEntries = signOff
        cells = changes.count { $0.kind != .removed }
        changed = changes.count { $0.kind == .changed }
        added = changes.count { $0.kind == .added }
        removed = changes.count { $0.kind == .removed }
        renamed = changes.count { $0.oldLabel != nil }
        comparedValues = changes.reduce(0) { $0 + $1.comparedValues }
        movedValues = changes.reduce(0) { $0 + $1.values.count }
        largest = changes.flatMap { change in
            change.values.compactMap { value in
                value.sigmas.map { ReportComparison.Largest(path: "\(change.label).\(value.path)", sigmas: $0) }
            }
        }.max { $0.sigmas < $1.sigmas }
        flippedVerdicts = changes.flatMap(\.verdicts).count(where: \.isFlipped)
        newFindings = changes.flatMap(\.findings).count { $0.kind == .appeared }
        lostResults = changes.count(where: \.lostResult)
    }

    /// "3 cells changed, 12 values moved, largest 0.80σ (fit.shift.best), 1 verdict flipped"
    public var words: String {
        func count(_ number: Int, _ one: String, _ many: String) -> String? {
            number == 0 ? nil : "\(number) \(number == 1 ? one : many)"
        }
        let parts = [
            count(changed, "cell changed", "cells changed"), count(added, "cell added", "cells added"),
            count(removed, "cell removed", "cells removed"), count(renamed, "cell renamed", "cells renamed"),
            count(movedValues, "value moved", "values moved"),
            largest.map { "largest \(ComparisonWords.sigmas($0.sigmas)) (\($0.path))" },
            count(flippedVerdicts, "verdict flipped", "verdicts flipped"),
            count(newFindings, "finding appeared", "findings appeared"),
            count(lostResults, "result lost", "results lost"),
            count(expiredEntries, "review entry expired", "review entries expired"),
            count(changedEntries, "review entry differs", "review entries differ"),
        ].compactMap { $0 }
        guard parts.isEmpty else { return parts.joined(separator: ", ") }
        return "no differences: \(count(cells, "cell", "cells") ?? "no cells"), "
            + "\(count(comparedValues, "value", "values") ?? "no values") compared"
    }
}
