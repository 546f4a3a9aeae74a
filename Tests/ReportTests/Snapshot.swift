import Foundation
import Testing

/// A text that a test expects, in a file beside it. One that is missing records itself, and the test fails, so that
/// someone looks at it before it counts.
struct Snapshot {
    let url: URL

    init(_ url: URL) { self.url = url }

    func expect(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        guard let recorded = FileManager.default.contents(atPath: url.path) else {
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
            Issue.record(
                "recorded \(url.lastPathComponent): look at it, then run again", sourceLocation: sourceLocation)
            return
        }
        let expected = String(decoding: recorded, as: UTF8.self)
        #expect(text == expected, "\(url.lastPathComponent)", sourceLocation: sourceLocation)
    }
}
