import Foundation
import TestSupport
import Testing

@Suite struct FolderOrderTests {
    private static let sources = PackageFolder.url.appendingPathComponent("Sources")

    /// Targets whose README states an order of folders.
    private static let targets: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: sources.path)) ?? []
        return names.sorted().filter { name in
            (try? FolderOrder(target: sources.appendingPathComponent(name))) != nil
        }
    }()

    @Test("holds in the target", arguments: targets)
    func holds(target: String) throws {
        let order = try #require(try FolderOrder(target: Self.sources.appendingPathComponent(target)))
        let contradictions = try order.contradictions()
        #expect(contradictions.isEmpty, "\(contradictions.joined(separator: "\n"))")
    }

    @Test func findsTargetsThatStateAnOrder() {
        #expect(Self.targets.contains("Plotting"))
    }

    // MARK: On a small tree

    private static let readme = """
        # House

        ## Order of folders

        From the bottom:

        1. `Stones` — what carries
        2. `Walls` — what stands on it

        ## Another section

        1. `Roof` — not of the list
        """

    /// What contradicts the order in a target of these files.
    private func contradictions(_ files: [String: String]) throws -> [String] {
        let folder = try TemporaryFolder()
        let target = folder.file("House")
        for (path, text) in files.merging(["README.md": Self.readme], uniquingKeysWith: { $1 }) {
            let file = target.appendingPathComponent(path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        return try #require(try FolderOrder(target: target)).contradictions()
    }

    private let wall = "public struct Wall { struct Window {} }\nfunc paint() {}\nprivate struct Nail {}"

    @Test func letsAFolderUseThoseBelow() throws {
        #expect(
            try contradictions(["Stones/Stone.swift": "struct Stone {}", "Walls/Wall.swift": wall + "\nlet s: Stone"])
                .isEmpty)
    }

    @Test func namesFileLineTypeAndBothFolders() throws {
        let stone = "struct Stone {\n    // nothing\n    var above: [Wall]\n    func dry() { paint() }\n}"
        #expect(
            try contradictions(["Stones/Deep/Stone.swift": stone, "Walls/Wall.swift": wall]) == [
                "House/Stones/Deep/Stone.swift:3: 'Stones' (1) names 'Wall' of 'Walls' (2)",
                "House/Stones/Deep/Stone.swift:4: 'Stones' (1) names 'paint' of 'Walls' (2)",
            ])
    }

    @Test(
        "sees no use in what is not one",
        arguments: [
            "// Wall", "/* Wall /* Wall */ Wall */", "let a = \"Wall\"", "let a = \"\"\"\nWall \"Wall\"\n\"\"\"",
            "let a = #\"Wall \"Wall\\(Wall)\"#", "let a = \"\\\"Wall\"", "let a = 1 // \"\nlet b = 2 /* \" */ // Wall",
            "struct Stone { struct Wall {}; var a: Wall }", "let a = b.Wall", "let paint = 1", "struct Nail {}",
            "let a: Window", "func dry() { b.paint() }", "private struct Wall {}\nprivate let a: Wall?",
        ])
    func seesNoUse(text: String) throws {
        #expect(try contradictions(["Stones/Stone.swift": text, "Walls/Wall.swift": wall]).isEmpty)
    }

    @Test(
        "sees a use wherever it stands",
        arguments: [
            "extension Wall {}", "let a = \"\\(Wall())\"", "let a = \"\"\"\n\\(b(\")\", Wall.self))\n\"\"\"",
            "let a = #\"\\#(Wall())\"#", "func a() -> Wall.Window {}", "let a = \"//\" + Wall()",
            "typealias A = [Wall]", "let a = /* no */ Wall()",
        ])
    func seesAUse(text: String) throws {
        #expect(try contradictions(["Stones/Stone.swift": text, "Walls/Wall.swift": wall]).count == 1)
    }

    @Test func namesATypeNestedElsewhereByItsOutermostOne() throws {
        // `Wall` is nested in `Stone`, in another file of the same type.
        #expect(
            try contradictions([
                "Stones/Stone.swift": "struct Stone { struct Wall {} }",
                "Stones/Stone+Use.swift": "extension Stone { func a() -> Wall {} }", "Walls/Wall.swift": wall,
            ]).isEmpty)
    }

    @Test func findsFoldersThatTheListLacksAndThoseThatAreGone() throws {
        let found = try contradictions(["Stones/Stone.swift": "", "Attic/Box.swift": "", "Loose.swift": ""])
        #expect(
            found == [
                "House: Swift files lie in no folder", "House: its README does not list the folder Attic",
                "House: its README lists Walls, which holds no Swift file",
            ])
    }

    @Test func readsNoOrderWhereNoneIsStated() {
        #expect(FolderOrder.stated(in: "# House\n1. `Stones` — no section") == nil)
        #expect(FolderOrder.stated(in: Self.readme) == ["Stones", "Walls"])
    }
}
