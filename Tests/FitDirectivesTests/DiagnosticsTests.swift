import Foundation
import Report
import Testing

@testable import FitDirectives

/// Whole documents with what is wrong with them: `Documents/x.md` and `Documents/x.expected`.
@Suite struct DiagnosticsTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Documents")

    static var names: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: folder.path)
                .filter { $0.hasSuffix(".md") }.map { String($0.dropLast(3)) }.sorted()
        }
    }

    @Test(arguments: try names) func namesEveryMistakeAndItsPlace(_ name: String) throws {
        let reader = DocumentReader(directives: DirectiveRegistry(FitDirectives.all))
        let url = Self.folder.appendingPathComponent("\(name).md")
        var found = "no diagnostic\n"
        do {
            _ = try reader.read(url, as: "\(name).md")
        } catch {
            found = error.description + "\n"
        }
        let expected = FileManager.default.contents(
            atPath: Self.folder.appendingPathComponent("\(name).expected").path)
        #expect(found == expected.map { String(decoding: $0, as: UTF8.self) })
    }

    @Test func coversAllBadInput() throws {
        #expect(try Self.names.count >= 20)
    }
}
