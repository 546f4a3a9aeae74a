import Foundation
import TestSupport
import Testing

@testable import Report

/// Formulas that a run has set serve the next one, and nothing else does.
struct KeptFormulasTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private var formulas: URL { folder.url.appendingPathComponent("formulas", isDirectory: true) }
    private var script: URL { folder.file("katex.min.js") }

    @Test func aFormulaIsKeptByItsTeXAndItsPlace() throws {
        try Data("a".utf8).write(to: script)
        let kept = KeptFormulas(in: formulas, by: script)
        #expect(kept.html("x", display: false) == nil)
        #expect(kept.prepare())
        #expect(kept.keep("<i>x</i>\n", of: "x", display: false))
        #expect(kept.html("x", display: false) == "<i>x</i>\n")
        #expect(kept.html("x", display: true) == nil)
        #expect(kept.html("x ", display: false) == nil)
    }

    @Test func anotherKaTeXSetsItAnew() throws {
        try Data("a".utf8).write(to: script)
        let kept = KeptFormulas(in: formulas, by: script)
        #expect(kept.prepare() && kept.keep("<i>x</i>", of: "x", display: false))
        try Data("ab".utf8).write(to: script)
        #expect(KeptFormulas(in: formulas, by: script).html("x", display: false) == nil)
    }

    @Test(arguments: ["", "no digest", "0000\n<i>x</i>"]) func aDamagedOneIsSetAnew(_ content: String) throws {
        let kept = KeptFormulas(in: formulas, by: script)
        #expect(kept.prepare() && kept.keep("<i>x</i>", of: "x", display: false))
        let file = try #require(
            try FileManager.default.contentsOfDirectory(at: formulas, includingPropertiesForKeys: nil).first)
        try Data(content.utf8).write(to: file)
        #expect(kept.html("x", display: false) == nil)
    }

    @Test func noStoreIsMadeForThem() {
        let kept = KeptFormulas(in: folder.url.appendingPathComponent("no-store/formulas"), by: script)
        #expect(!kept.prepare())
        #expect(!kept.keep("<i>x</i>", of: "x", display: false))
    }

    @Test func aSetterTakesWhatIsKeptAndKeepsWhatItSets() throws {
        let first = MathSetter()
        first.look(in: formulas)
        let html = try first.html("\\nu^2", display: false)
        #expect(html.contains("katex"))
        first.keep()
        let file = try #require(
            try FileManager.default.contentsOfDirectory(at: formulas, includingPropertiesForKeys: nil).first)
        let marked = Data("<b>kept</b>".utf8)
        try (Data("\(SHA256.hex(marked))\n".utf8) + marked).write(to: file)
        let second = MathSetter()
        second.look(in: formulas)
        #expect(try second.html("\\nu^2", display: false) == "<b>kept</b>")
        #expect(try second.html("\\nu^2", display: true).contains("katex"))
    }

    @Test func whatKaTeXRefusesIsNotKept() throws {
        let setter = MathSetter()
        setter.look(in: formulas)
        #expect(throws: MathRefusal.self) { try setter.html("\\nosuch", display: false) }
        setter.keep()
        #expect(!FileManager.default.fileExists(atPath: formulas.path))
    }
}
