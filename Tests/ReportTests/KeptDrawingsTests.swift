import Foundation
import Testing

@testable import Report

/// What cells show is kept in the store, and drawn again only where something else would come out.
@Suite struct KeptDrawingsTests {
    let workplace: Workplace
    private let counter = UUID().uuidString

    init() throws { workplace = try Workplace(directives: [Sketch.self]) }

    private var drawn: Int { Sketch.drawn(counter) }

    private func text(width: Int = 10, colour: String = "black", caption: String = "A bar.") -> String {
        """
        ```{sketch} bar
        counter: \(counter)
        length: \(width)
        colour: \(colour)
        caption: \(caption)
        ```
        """
    }

    /// Renders with a date of its own, which leaves out times and machine.
    @discardableResult
    private func render(_ text: String? = nil) async throws -> RenderSession.Outcome {
        try await workplace.render(text) { $0.pageDate = Date(timeIntervalSince1970: 1_700_000_000) }
    }

    private var kept: [URL] {
        get throws {
            let folder = workplace.store.folder.appendingPathComponent("drawings")
            return try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
                .map(folder.appendingPathComponent).filter { !$0.hasDirectoryPath && $0.lastPathComponent == "bar" }
        }
    }

    @Test func theSamePageComesWithoutDrawing() async throws {
        let first = try await render(text(width: 200))
        let page = try workplace.html
        let files = try FileManager.default.contentsOfDirectory(
            atPath: workplace.folder.appendingPathComponent("out/report_files").path)
        #expect(drawn == 1)
        let second = try await render()
        #expect(drawn == 1)
        #expect(try workplace.html == page)
        #expect(second.remarks == first.remarks && second.remarks.count == 1)
        #expect(
            try FileManager.default.contentsOfDirectory(
                atPath: workplace.folder.appendingPathComponent("out/report_files").path
            ).sorted() == files.sorted())
        let bytes = try Data(contentsOf: workplace.folder.appendingPathComponent("out/report_files/bar.bin"))
        #expect(bytes == Data([0, 255, 10, 10]))
    }

    @Test func thoseOfCellsThatAreGoneCanGo() async throws {
        try await render(text())
        let store = workplace.store
        let folder = try #require(try kept.first).deletingLastPathComponent()
        func clearing(_ documents: [Document]) throws -> StoreClearing {
            try StoreCare(store).clearing(keeping: documents)
        }
        let document = try workplace.session.read()
        #expect(try StoreCatalogue(store).drawings.map(\.name) == ["\(document.nameInStore)/bar"])
        #expect(try clearing([document]).remnants.isEmpty)
        // The cell has another name now; so its old drawing goes, and that of the new one stays.
        try await render(text().replacing("} bar", with: "} beam"))
        let renamed = try workplace.session.read()
        let first = try clearing([renamed])
        #expect(first.remnants.map(\.name) == ["\(document.nameInStore)/bar"] && first.remnants[0].bytes > 0)
        #expect(first.run().failures.isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["beam"])
        let before = drawn
        try await render()
        #expect(drawn == before)
        // No report is left.
        let last = try clearing([])
        #expect(last.remnants.map(\.kind) == [.drawing] && last.run().failures.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: folder.path))
    }

    @Test func anotherResultOptionOrCaptionIsDrawn() async throws {
        try await render(text())
        for (index, changed) in [text(width: 20), text(colour: "red"), text(caption: "Another."), text()].enumerated() {
            try await workplace.render(changed)
            #expect(drawn == index + 2)
        }
        #expect(try kept.count == 1, "one drawing is kept of each cell")
    }

    @Test func aPageWithoutSlidersIsAnother() async throws {
        try await render(text())
        try await workplace.render { $0.isExplorable = false }
        #expect(drawn == 2)
    }

    @Test(arguments: ["", "x", "\n\n", "cut", "flipped"]) func aDamagedOneIsDrawnAnew(_ damage: String) async throws {
        try await render(text())
        let page = try workplace.html
        let file = try #require(try kept.first)
        var bytes = try Data(contentsOf: file)
        switch damage {
        case "cut": bytes = bytes.dropLast(9)
        case "flipped": bytes[bytes.count - 40] ^= 1
        default: bytes = Data(damage.utf8)
        }
        try bytes.write(to: file)
        try await render()
        #expect(drawn == 2)
        #expect(try workplace.html == page)
        try await render()
        #expect(drawn == 2, "the new one is kept")
    }

    @Test func anotherProgramDrawsAnew() async throws {
        try await render(text())
        let file = try #require(try kept.first)
        let text = try Data(contentsOf: file)
        // The first line is the digest of the program, its font and all that the drawing depends on.
        try (Data(String(repeating: "0", count: 64).utf8) + text.dropFirst(64)).write(to: file)
        try await render()
        #expect(drawn == 2)
    }

    @Test func whatAServerShowsOfAnOutdatedCellSurvivesIt() async throws {
        try await render(text(colour: "blue"))
        try workplace.write(text(width: 30, colour: "blue"))
        let live = LivePage(token: "token", home: nil, events: "/events", run: nil, stop: nil)
        let page = try ReportPreview(workplace.session, live: live, filesFolder: "files").page()
        #expect(page.html.contains("M0 0h10v9z"), "the last drawing stands in for the cell")
        #expect(page.cells.first?.state == .willRun)
    }
}
