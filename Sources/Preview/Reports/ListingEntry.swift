import Foundation
import Report

extension ReportListing.Entry {
    /// The entry of a report in the list.
    ///
    /// - Parameter standing: nil if the report has not been read yet.
    init(_ entry: ReportFolder.Entry, _ standing: ReportRoom.Standing?) {
        let attributes = try? FileManager.default.attributesOfItem(atPath: entry.url.path)
        self.init(
            name: standing?.page?.title ?? entry.url.deletingPathExtension().lastPathComponent, file: entry.file,
            target: "/r/\(entry.target)", changed: attributes?[.modificationDate] as? Date ?? .distantPast)
        guard let standing else {
            marks = [Mark(kind: "unknown", sign: "…", words: "being read")]
            return
        }
        if let first = standing.problems.first {
            let more = standing.problems.count > 1 ? " (and \(standing.problems.count - 1) more)" : ""
            problem = first.description + more
        }
        if standing.run.state != .idle {
            let percent = Int((100 * standing.run.fraction).rounded())
            marks.append(Mark(kind: "running", sign: "▸", words: "running, \(percent) % done"))
        }
        guard let page = standing.page else { return }
        computed = page.computed
        marks += Self.marks(of: page)
    }
}
