import Foundation

/// What a site's list searches in: the texts, figures, claims and values of all reports.
struct SearchIndex: Sendable {
    private var reports: [Value] = []

    /// - Parameters:
    ///   - page: where it is, from the list, percent-encoded.
    ///   - title: of the report.
    mutating func add(_ entries: [SearchEntry], of page: String, title: String) {
        reports.append(["page": .string(page), "title": .string(title), "entries": .array(entries.map(\.value))])
    }

    /// As a page carries it: JSON, packed as scripts are.
    var packed: String { LightSource.packed(Value.array(reports).canonicalJSON) }
}
