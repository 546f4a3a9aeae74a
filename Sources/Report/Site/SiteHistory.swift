import Files
import Foundation

/// How reports stood at each build of a site: a file in it, to which lines are added and from which none is taken.
///
/// It stands in the site and not in the store, since it is about what was published: stores are cleared, and another machine that
/// builds the next version has another one.
struct SiteHistory: Sendable {
    static let file = "history.jsonl"

    /// How a report stood.
    struct Line: Codable, Sendable, Hashable {
        let report: String
        /// When, as in ISO 8601.
        let rendered: String
        /// How many claims hold, fail, were not evaluated.
        let pass: Int
        let fail: Int
        let open: Int
        /// The number of findings that are not accepted.
        let unsound: Int
        let doubtful: Int
        /// How many cells have no result.
        let missing: Int
        /// Stands for all results.
        let digest: String

        /// The day in UTC.
        var day: String { String(rendered.prefix(10)) }

        /// Whether another build had the same results.
        func isSame(as other: Line) -> Bool {
            report == other.report && digest == other.digest && pass == other.pass && fail == other.fail
                && open == other.open && unsound == other.unsound && doubtful == other.doubtful
                && missing == other.missing
        }
    }

    /// The lines of every report, in the order of the file.
    private(set) var lines: [String: [Line]] = [:]
    /// Lines that cannot be read, counted from 1: they stay.
    private(set) var unreadable: [Int] = []

    init(_ data: Data?) {
        let text = String(decoding: data ?? Data(), as: UTF8.self)
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        where !line.isEmpty {
            if let read: Line = try? Value(json: Data(line.utf8)).decoded() {
                lines[read.report, default: []].append(read)
            } else {
                unreadable.append(index + 1)
            }
        }
    }

    /// Adds the state of a report.
    ///
    /// - Returns: the line to add to the file; nil where an earlier line of the same day is equal.
    mutating func note(_ line: Line) throws -> String? {
        if let last = lines[line.report]?.last, last.isSame(as: line), last.day == line.day { return nil }
        lines[line.report, default: []].append(line)
        return try Value(encoding: line).canonicalJSON
    }
}

extension SiteHistory.Line {
    /// - Parameter date: the date of the build.
    init(_ name: String, _ page: PreviewPage, _ shown: ReportPage, at date: Date) {
        report = name
        rendered = date.ISO8601Format()
        (pass, fail, open) = page.claims
        unsound = page.findings[.unsound] ?? 0
        doubtful = page.findings[.doubtful] ?? 0
        missing = page.cells.count { $0.state != .cached }
        let results = shown.presentations.map { presentation -> Value in
            [.string(presentation.cell.label), presentation.result.key.map(Value.string) ?? .null]
        }
        digest = String(SHA256.hex(Value.array(results).canonicalJSON.utf8).prefix(16))
    }
}
