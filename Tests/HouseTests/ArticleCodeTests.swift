import Foundation
import Testing

/// The Swift code of articles is compiled, and run where it can be: every block is a file of the tests, word for word.
@Suite struct ArticleCodeTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../..").standardizedFileURL

    private static func files(below folder: String, where isWanted: (String) -> Bool) throws -> [String: String] {
        let start = root.appendingPathComponent(folder)
        let paths = try FileManager.default.subpathsOfDirectory(atPath: start.path).filter(isWanted)
        return try Dictionary(
            uniqueKeysWithValues: paths.map {
                ($0, try String(contentsOf: start.appendingPathComponent($0), encoding: .utf8))
            })
    }

    /// Without imports, which are testable in tests, and without blank lines around.
    private static func body(_ code: String) -> String {
        let lines = code.split(separator: "\n", omittingEmptySubsequences: false)
        let isImport = { (line: Substring) in line.hasPrefix("import ") || line.hasPrefix("@testable import ") }
        return lines.filter { !isImport($0) }.joined(separator: "\n").trimmingCharacters(in: .newlines)
    }

    @Test func everyBlockIsAFileOfTheTests() throws {
        let articles = try Self.files(below: "Sources") { $0.contains(".docc/") && $0.hasSuffix(".md") }
        let blocks = articles.sorted { $0.key < $1.key }.flatMap { path, text in
            text.components(separatedBy: "\n```swift\n").dropFirst().map { rest in
                (path: path, code: Self.body(rest.components(separatedBy: "\n```")[0]))
            }
        }
        #expect(blocks.count > 10)
        let sources = try Self.files(below: "Tests") { $0.contains("/Articles/") && $0.hasSuffix(".swift") }
        let bodies = sources.mapValues(Self.body)
        for block in blocks {
            let first = block.code.prefix { $0 != "\n" }
            #expect(bodies.values.contains(block.code), "\(block.path): no file of Tests/*/Articles is '\(first)…'")
        }
        for (path, code) in bodies.sorted(by: { $0.key < $1.key }) {
            #expect(blocks.contains { $0.code == code }, "Tests/\(path) is in no article as it is")
        }
    }
}
