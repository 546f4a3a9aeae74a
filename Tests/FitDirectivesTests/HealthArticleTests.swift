import Foundation
import Report
import Testing

@testable import FitDirectives

/// The article on checks says what is declared.
@Suite struct HealthArticleTests {
    private static let place = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../Sources/FitDirectives/FitDirectives.docc/HealthChecks.md")

    private static var article: String {
        get throws { try String(contentsOf: place, encoding: .utf8) }
    }

    private static func row(_ verb: String, _ check: HealthCheck) -> String {
        let meaning = check.meaning.replacing("|", with: "\\|")
        return "| `\(verb)` | `\(check.name)` | \(check.state.rawValue) | \(meaning) |"
    }

    /// The last table has a row for every check of every verb, in order, as it is declared.
    @Test func listsEveryCheckAsItIsDeclared() throws {
        let declared = FitDirectives.all.flatMap { directive in
            directive.healthChecks.map { Self.row(directive.verb, $0) }
        }
        let table = try Self.article.split(separator: "## All checks").last ?? ""
        let written = table.split(separator: "\n").dropFirst(2).map(String.init)
        for (line, expected) in zip(written, declared) {
            #expect(line == expected, "the table of HealthChecks.md differs from what is declared")
        }
        #expect(written.count == declared.count)
    }

    /// Names in the other tables are those of checks.
    @Test func namesNoCheckThatThereIsNot() throws {
        let article = try Self.article
        let names = Set(FitDirectives.all.flatMap { $0.healthChecks }.map(\.name))
        let text = article.split(separator: "## All checks").first ?? ""
        // Between two marks; options and values of one word are others.
        let marked = text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
            .filter { word in
                word.contains("-") && word.first != "-" && word.allSatisfy { $0.isLowercase || $0 == "-" }
            }
        #expect(marked.count > 30)
        for name in Set(marked) { #expect(names.contains(name), "'\(name)' is no check") }
    }

    /// Every check is told of where it is said what may be wrong.
    @Test func tellsWhereEachMatters() throws {
        let text = try Self.article.split(separator: "## All checks").first ?? ""
        let untold = Set(FitDirectives.all.filter { $0.verb != "plot" }.flatMap { $0.healthChecks }.map(\.name))
            .filter { !text.contains("`\($0)`") }
        #expect(untold.sorted() == [])
    }
}
