import Foundation

/// What a site's list searches in: the texts, figures, claims and values of all reports.
struct SearchIndex: Sendable {
    private var reports: [Value] = []

    /// - Parameters:
    ///   - page: the address of the page relative to the list, percent-encoded.
    ///   - title: of the report.
    mutating func add(_ entries: [SearchEntry], of page: String, title: String) {
        reports.append(["page": .string(page), "title": .string(title), "entries": .array(entries.map(\.value))])
    }

    /// The form in a page: JSON, compressed like scripts.
    var packed: String { LightSource.packed(Value.array(reports).canonicalJSON) }
}
