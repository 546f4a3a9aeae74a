import Foundation

@testable import Report

/// Reports that are rendered and compared.
struct Compared {
    let workplace: Workplace

    init() throws { workplace = try Workplace(directives: [Gauge.self]) }

    /// A cell of the verb `gauge`.
    static func gauge(_ label: String, _ lines: String...) -> String {
        "```{gauge} \(label)\n" + lines.map { $0 + "\n" }.joined() + "```\n\n"
    }

    /// A check that a value of a cell is below a bound.
    static func check(_ path: String, below bound: Int) -> String {
        "```{check} claims\nclaims:\n  - {claim: It is small, value: \(path), below: \(bound)}\n```\n\n"
    }

    /// Renders a text, and keeps the page under a name.
    @discardableResult
    func page(_ text: String, _ name: String) async throws -> String {
        try await workplace.render(text)
        let page = workplace.folder.appendingPathComponent(name)
        try Data(try workplace.html.utf8).write(to: page)
        return page.path
    }

    func session(_ old: String, _ new: String) -> CompareSession {
        var session = CompareSession(old, new, directives: DirectiveRegistry([Gauge.self]))
        session.store = workplace.store
        return session
    }

    /// Compares the pages of two texts.
    func compare(
        _ old: String, _ new: String, gate: Double? = nil, tolerance: Double = 1e-9
    ) async throws -> ReportComparison {
        var session = session(try await page(old, "old.html"), try await page(new, "new.html"))
        session.gate = gate
        session.tolerance = tolerance
        return try session.compare().comparison
    }
}
