import Foundation
import Report
import TestSupport
import Testing

@testable import FitDirectives

/// A folder of its own with a report, a store and a page, removed at the end; it renders with the real verbs.
final class Workplace: Sendable {
    private let temporary: TemporaryFolder
    var folder: URL { temporary.url }
    var page: URL { folder.appendingPathComponent("out/report.html") }

    init() throws {
        temporary = try TemporaryFolder()
    }

    /// - Parameters:
    ///   - verbs: those that the report may use, besides the ones of every report.
    ///   - allowedFolders: folders besides its own that the report may take files from.
    ///   - store: results are shared between renders with the same one.
    func render(
        _ text: String, verbs: [any Directive.Type] = FitDirectives.all, jobs: Int = 2, store: String = "store",
        progress: any ProgressSink = SilentProgress(),
        cancellation: Cancellation = Cancellation(), allowedFolders: [URL] = []
    ) async throws -> RenderSession.Outcome {
        let report = folder.appendingPathComponent("report.md")
        try Data(text.utf8).write(to: report)
        var session = RenderSession(
            report: report, as: "report.md", directives: DirectiveRegistry(verbs))
        session.store = Store(folder.appendingPathComponent(store))
        session.jobs = jobs
        session.progress = progress
        session.cancellation = cancellation
        session.allowedFolders = allowedFolders
        return await session.render(to: page)
    }

    /// The report as it is read.
    func document(_ text: String, verbs: [any Directive.Type] = FitDirectives.all) throws -> Document {
        let report = folder.appendingPathComponent("report.md")
        try Data(text.utf8).write(to: report)
        return try DocumentReader(directives: DirectiveRegistry(verbs)).read(report, as: "report.md")
    }

    var html: String {
        get throws { try String(contentsOf: page, encoding: .utf8) }
    }

    /// The files beside the page.
    func files() throws -> [String: Data] {
        let folder = page.deletingPathExtension().path + "_files"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") }
        return Dictionary(
            uniqueKeysWithValues: names.map { ($0, FileManager.default.contents(atPath: "\(folder)/\($0)") ?? Data()) })
    }

    /// How many parts of a group, "members", stand in the store.
    func storedParts(of group: String) throws -> Int {
        let store = folder.appendingPathComponent("store")
        let manifests = try FileManager.default.subpathsOfDirectory(atPath: store.path).filter {
            $0.hasSuffix("/manifest.json") && !$0.hasPrefix("latest")
        }
        return try manifests.count { path in
            let text = try String(contentsOf: store.appendingPathComponent(path), encoding: .utf8)
            return text.contains("\"part-of\"") && text.contains("\"\(group)\"")
        }
    }

    /// What stands in the page for one cell.
    func section(_ label: String) throws -> Substring {
        let html = try html
        let start = try #require(html.range(of: "<section class=\"cell\" id=\"\(label)\""))
        let rest = html[start.lowerBound...]
        return rest[..<(rest.range(of: "</section>")?.lowerBound ?? rest.endIndex)]
    }

    /// The words that stand for a figure.
    func alternativeText(_ label: String) throws -> String {
        let section = try section(label)
        let match = try #require(section.firstMatch(of: /role="img" aria-label="([^"]*)"/))
        return String(match.1)
    }
}

extension RenderSession.Outcome {
    /// The labels of the cells that ended in some way, sorted.
    func cells(where condition: (CellResult.Outcome) -> Bool) -> [String] {
        (run?.results ?? [:]).filter { condition($0.value.outcome) }.keys.sorted()
    }

    var ran: [String] { cells { $0 == .ran } }

    func value(_ label: String, _ path: String) -> Value? { run?.value(at: path, of: label) }
}

extension Workplace {
    /// What is wrong with a report, before anything runs.
    func messages(_ text: String, verbs: [any Directive.Type] = FitDirectives.all) throws -> [String] {
        do {
            _ = try document(text, verbs: verbs)
            return []
        } catch let error as InvalidDocument {
            return error.diagnostics.map(\.description)
        }
    }
}
