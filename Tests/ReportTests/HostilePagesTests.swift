import Foundation
import TestSupport
import Testing

@testable import Report

/// Pages that are compared, and are not whole or not ours.
@Suite struct HostilePagesTests {
    private func page(_ cells: String, end: String = "</html>") -> PageContents {
        let record = "{\"cells\":[\(cells)],\"engine\":\"e\",\"form\":1,\"report\":\"r\",\"title\":null}"
        let head = "<html><meta name=\"generator\" content=\"Fiducial\">"
        return PageContents(
            bytes: Array((head + "<script type=\"application/json\" id=\"_record\">\(record)</script>" + end).utf8))
    }

    @Test func aPageWithoutCellsIsRead() throws { #expect(try page("").record(of: "p.html").cells.isEmpty) }

    @Test func aPageThatWasCutShortIsNamed() {
        let cut = PageContents(bytes: Array("<html><meta name=\"generator\" content=\"Fiducial\"><p>".utf8))
        let error = #expect(throws: ComparisonError.self) { try cut.record(of: "p.html") }
        #expect(error?.description.contains("the page was cut short") == true, "\(error.debugDescription)")
    }

    /// A pipe that nobody writes to would be waited for.
    @Test(.timeLimit(.minutes(1))) func aPipeIsNoPage() throws {
        let folder = try TemporaryFolder()
        let pipe = folder.file("p.md")
        #expect(mkfifo(pipe.path, 0o600) == 0)
        #expect(PageFile.mayBeReplaced(pipe))
        _ = try? ComparisonOperand(pipe.path)
    }
}
