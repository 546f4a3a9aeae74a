import Foundation
import TestSupport
import Testing

@testable import Report

/// The tables of the guide that are written by hand, against what the program reads.
@Suite struct GuideKeysTests {
    /// The first words in code of every row of the tables of a section, until the next heading.
    private static func rows(below heading: String) throws -> Set<String> {
        let text = try String(
            contentsOf: PackageFolder.url.appendingPathComponent("reports/guide/02-text.md"), encoding: .utf8)
        let start = try #require(text.range(of: "\n\(heading)\n"))
        let section = text[start.upperBound...].split(separator: "\n").prefix { !$0.hasPrefix("## ") }
        let cells = section.filter { $0.hasPrefix("| `") }.compactMap { $0.dropFirst().split(separator: "|").first }
        return Set(cells.flatMap { $0.matches(of: /`([\w-]+)`/).map { String($0.1) } })
    }

    @Test func everyKeyOfTheFrontMatterHasARow() throws {
        #expect(try Self.rows(below: "## The front matter") == Set(FrontMatter.names))
    }

    @Test func everyOptionOfEveryCellHasARow() throws {
        #expect(try Self.rows(below: "## Cells") == Set(CellSettings.schema.names))
    }
}
