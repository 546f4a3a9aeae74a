import Foundation
import Testing

@testable import Report

/// Texts that YAML changes are named, with the remedy.
@Suite struct TextThroughYAMLTests {
    private func message(_ yaml: String) -> String {
        do {
            _ = try document("```{echo} a\n\(yaml)\n```\n")
            return "read"
        } catch {
            return error.description
        }
    }

    @Test(arguments: [
        ("caption: \"$\\nu$\"", "single quotes"), ("caption: \"the $\\tau$ and $x$\"", "single quotes"),
        ("caption: \"$\\mu$\"", "single quotes"), ("title: \"$\\beta$\"", "single quotes"),
        ("caption: 50% # x", "quotes"), ("caption: Run #5 # of 2024", "quotes"), ("title: a   # b", "quotes"),
        ("steps: −3", "hyphen"), ("steps: 3\u{A0}", "U+00A0"), ("steps:\u{A0}3", "U+00A0"),
        ("\u{A0}steps: 3", "U+00A0"),
        ("\u{3000}steps: 3", "U+3000"), ("steps: \"3\"", "quotes"), ("caption: a\u{2028}b", "U+2028"),
        ("caption: a\u{85}title: b", "U+0085"), ("number: 0,5", "decimal point"), ("number: –1.5", "hyphen"),
        ("steps: 1 000", "without marks"), ("caption: !not good", "quotes"), ("title: &a b", "quotes"),
        ("caption: !!str 5", "quotes"), ("caption: \"mass\\tau\"", "single quotes"),
        ("caption: \"C:\\a\\bin\"", "single quotes"), ("steps: 1,000", "write 1000"),
        ("number: 12,345,678", "12345678"),
        ("number: 50%", "write 0.5"), ("steps: 0x10", "write 16"), ("steps: ３", "digits from 0 to 9"),
        ("steps: ٣", "digits from 0 to 9"), ("hide: 'true'", "without quotes"), ("accept: at-edge", "[at-edge]"),
    ]) func isNamed(_ yaml: String, _ word: String) { #expect(message(yaml).contains(word), "\(message(yaml))") }

    @Test(arguments: [
        "caption: '$\\nu$'", "caption: $\\nu$ and $\\tau$", "caption: \"a\\nb costs $5\"", "caption: \"$\\\\nu$\"",
        "caption: '50% # x'", "caption: Run#5", "steps: 3 # enough", "# caption: a\nsteps: 3", "caption: a\u{A0}b − c",
        "caption: |\n  50% # x\n  more",
    ]) func whatIsMeantSoIsRead(_ yaml: String) { #expect(message(yaml) == "read", "\(message(yaml))") }
}

/// Messages that say what to do, and that do nothing to the terminal.
@Suite struct MessageTests {
    @Test(arguments: ["Mail @nobody", "```{echo} a\ncaption: see @figure-3\n```\n", "- @b", "> by @someone"])
    func anAtSignTellsOfItsEscape(_ text: String) {
        let error = #expect(throws: InvalidDocument.self) { try document(text + "\n") }
        #expect(error?.description.contains("\\@") ?? false)
    }

    @Test(arguments: [
        "\u{1B}[31mred", "a\u{7}b", "\u{9B}2J", "a\u{202E}b", "a\rb", "\u{0}",
    ]) func nothingReachesTheTerminal(_ text: String) {
        #expect(text.printable != text)
        #expect(text.printable.unicodeScalars.allSatisfy { $0.value >= 0x20 })
        #expect(CellProgress(step: 0, message: text).message == text.printable)
    }

    @Test(arguments: ["plain", "ν̂ = 0.3 ± 0.1", "a\nb\tc", "日本語", ""]) func therestStays(_ text: String) {
        #expect(text.printable == text)
    }

    @Test(arguments: [
        ("version https://git-lfs.github.com/spec/v1\noid sha256:a\n", "git lfs pull"),
        ("<!DOCTYPE html><html>", "HTML"),
        ("\u{FEFF}\n <html>", "HTML"), ("/annex/objects/SHA256E-s12--a.json\n", "git annex get"),
        ("PK\u{3}\u{4}x", "PyTorch"),
        ("PAR1", "Parquet"), ("<?xml version=\"1.0\"?><Error>", "XML"), ("PK\u{3}\u{4}arr_0.npy", "NumPy"),
        ("GGUF", "GGUF"), ("BZh91AY&SY", "bunzip2"), (String(repeating: "a", count: 257) + "ustar", "tar"),
    ]) func aFileOfAnotherKindIsNamed(_ content: String, _ word: String) throws {
        let workplace = try Workplace()
        try workplace.write(content, to: "v.json")
        try workplace.write("```{json} j\nfile: v.json\n```\n")
        let error = #expect(throws: InvalidDocument.self) { try workplace.session.read() }
        #expect(error?.description.contains(word) ?? false, "\(String(describing: error))")
    }

    @Test func aPipeIsNoFile() throws {
        let workplace = try Workplace()
        #expect(mkfifo(workplace.report.path, 0o600) == 0)
        let error = #expect(throws: InvalidDocument.self) { try workplace.session.read() }
        #expect(error?.description.contains("pipe") ?? false)
    }
}
