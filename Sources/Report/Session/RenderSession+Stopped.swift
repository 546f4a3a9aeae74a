import Foundation
import Statistics

extension RenderSession {
    /// Writes a page with the results so far when a run is stopped; the page says what is missing. Nothing is written
    /// into a pipe, because a page there must be complete.
    func stopped(
        _ stop: StoppedRun, _ document: Document, _ entries: [ReviewEntry], _ renderer: PageRenderer,
        _ publisher: Publisher, _ output: URL, _ host: Host
    ) -> Outcome {
        var messages = stop.warnings.map { "\(name): warning: \($0)" }
        var summary: String?
        if publisher.isReplaced {
            do {
                summary = try publish(stop, document, entries, renderer, publisher, host).map { missing in
                    "\(output.relativePath): stopped; \(missing)"
                }
            } catch {
                messages.append("\(name): warning: the page is as it was: \(error.words)")
            }
        }
        messages.append("\(name): stopped; finished cells are in the store")
        return Outcome(exitStatus: 130, messages: messages, summary: summary, run: nil)
    }

    /// - Returns: what is missing, in words; nil where nothing is, and then nothing is written.
    private func publish(
        _ stop: StoppedRun, _ document: Document, _ entries: [ReviewEntry], _ renderer: PageRenderer,
        _ publisher: Publisher, _ host: Host
    ) throws -> String? {
        // Not every cell whose result is in the store had its turn.
        let plan = try Plan(document, store: store)
        let found = PreviewRun(document, plan, ResultMemory(store), showsLast: false).report.results
        let results = found.merging(stop.results) { found, ended in ended.outcome == .cancelled ? found : ended }
        let missing = document.cells.map(\.label).filter { results[$0]?.artifact == nil }
        guard !missing.isEmpty else { return nil }
        let more = missing.count > 8 ? " and \(missing.count - 8) more" : ""
        let words =
            "\(missing.count) of \(NumberText.counted(document.cells.count, "cell")) \(document.cells.count == 1 ? "has" : "have") no result: "
            + missing.prefix(8).joined(separator: ", ") + more
        let page = try ReportPage(
            document, RunReport(results: results, seconds: 0, shapes: document.shapes), renderer: renderer,
            filesFolder: publisher.filesFolder, host: host, drawings: DrawingMemory(kept: keptDrawings),
            isExplorable: isExplorable, entries: entries, date: pageDate,
            unfinished: "The run was stopped. \(words). 'fiducial render' goes on from there."
        ).withTables(document)
        _ = try publisher.publish(page)
        return words
    }
}
