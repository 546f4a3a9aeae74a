import Foundation
import TestSupport
import Testing

@testable import Report

/// A folder of its own with a report, a store and a page, removed at the end.
final class Workplace {
    private let temporary: TemporaryFolder
    var folder: URL { temporary.url }
    let directives: [any Directive.Type]
    var report: URL { folder.appendingPathComponent("report.md") }
    var page: URL { folder.appendingPathComponent("out/report.html") }
    var store: Store { Store(folder.appendingPathComponent("store")) }

    init(directives: [any Directive.Type] = [Echo.self]) throws {
        self.directives = directives
        temporary = try TemporaryFolder()
    }

    func write(_ text: String, to name: String = "report.md") throws {
        try Data(text.utf8).write(to: folder.appendingPathComponent(name))
    }

    var session: RenderSession {
        var session = RenderSession(report: report, as: "report.md", directives: DirectiveRegistry(directives))
        session.store = store
        session.jobs = 2
        return session
    }

    @discardableResult
    func render(
        _ text: String? = nil, change: (inout RenderSession) -> Void = { _ in }
    ) async throws -> RenderSession.Outcome {
        if let text { try write(text) }
        var session = session
        change(&session)
        return await session.render(to: page)
    }

    var html: String {
        get throws { try String(contentsOf: page, encoding: .utf8) }
    }

    /// The text with an echo cell's counter in it, so that runs are counted for this workplace alone.
    var counter: String { folder.lastPathComponent }

    func runs(_ label: String) -> Int { Echo.runs(of: counter, label) }
}

/// Reads a document from text, with the echo directive.
func document(
    _ text: String, parameters: [(name: String, value: String)] = [], folder: URL = URL(fileURLWithPath: "/nonexistent")
) throws(InvalidDocument) -> Document {
    try DocumentReader(directives: DirectiveRegistry([Echo.self]), parameters: parameters)
        .read(text: text, file: "report.md", folder: folder)
}
