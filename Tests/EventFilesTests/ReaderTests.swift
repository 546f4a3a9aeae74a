import EventFiles
import Foundation
import TestSupport
import Testing

/// Python that is not there, or that does not do what it should.
@Suite struct ReaderTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static let magic = Array("FIDEVNT1".utf8)

    /// A frame: its kind, a number of 64 bits, and what follows.
    private static func frame(_ kind: Character, _ count: UInt64, _ rest: [UInt8] = []) -> [UInt8] {
        [kind.asciiValue ?? 0] + (0..<8).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) } + rest
    }

    private static func text(_ kind: Character, _ json: String) -> [UInt8] {
        frame(kind, UInt64(json.utf8.count), Array(json.utf8))
    }

    /// Opens a file with a program in the place of Python. In the script, `$4` is the request, and `answer` and `more` print
    /// these bytes.
    private func open(_ script: String, answer: [UInt8] = [], more: [UInt8] = []) throws -> EventFile {
        try Data(answer).write(to: folder.file("answer.bin"))
        try Data(more).write(to: folder.file("more.bin"))
        let program = try folder.file(
            "python",
            """
            #!/bin/sh
            answer() { cat '\(folder.file("answer.bin").path)'; }
            more() { cat '\(folder.file("more.bin").path)'; }
            \(script)

            """)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program.path)
        let path = try folder.file("a.root", "root\u{0}\u{1}").path
        // While another test starts a program, its child holds the file just written open for a moment.
        for _ in 0..<50 {
            do {
                return try EventFile.open(path, readers: EventReaders(program))
            } catch {
                guard error.description.contains("Text file busy") else { throw error }
                Thread.sleep(forTimeInterval: 0.02)
            }
        }
        return try EventFile.open(path, readers: EventReaders(program))
    }

    @Test func saysHowToGetThem() throws {
        let place = folder.file("none")
        for (name, bytes, package) in [("a.root", "root\u{0}", "uproot"), ("a.parquet", "PAR1\u{0}", "pyarrow")] {
            let path = try folder.file(name, bytes).path
            let error = eventFileError { _ = try EventFile.open(path, readers: EventReaders(place)) }
            expect(error, .noReader, path, package, "make readers", "FIDUCIAL_READERS", place.path)
        }
        // An interpreter without the packages.
        let refusal = Self.text("X", #"{"kind": "noReader", "reason": "Python has no uproot", "remedy": null}"#)
        let error = eventFileError { _ = try open("answer", answer: Self.begun(refusal)) }
        expect(error, .noReader, "make readers", "Python has no uproot")
    }

    @Test func passesOnWhatPythonRefuses() {
        let refusal = Self.text("X", #"{"kind": "malformed", "reason": "no basket 7", "remedy": "write it again"}"#)
        let error = eventFileError { _ = try open("answer", answer: Self.begun(refusal)) }
        expect(error, .malformed, "a.root: no basket 7; write it again")
    }

    @Test(arguments: [
        ("exit 3", "ended without an answer"), ("kill -9 $$", "signal 9"),
        ("echo 'line one' >&2; echo 'no memory at all' >&2; exit 1", "no memory at all"),
        // Nobody reads what is written without end to standard error.
        ("yes | head -c 3000000 >&2; echo 'at last' >&2", "at last"),
    ]) func saysHowPythonEnded(script: String, words: String) {
        expect(eventFileError { _ = try open(script) }, .readerFailed, "a.root", words)
    }

    /// An answer that begins as it should.
    private static func begun(_ rest: [UInt8]) -> [UInt8] { magic + rest }

    private static let strange: [([UInt8], String)] = [
        (Array("FIDEVNT2".utf8), "breaks the rules"), (begun(frame("J", .max)), "breaks the rules"),
        (begun(frame("J", 1 << 29)), "ended without an answer"), (begun(text("J", "{}")), "no description"),
        (begun(text("X", "{}")), "breaks the rules"), (begun(frame("Q", 2)), "breaks the rules"),
        (begun(frame("D", 0)), "breaks the rules"), (begun(frame("E", 0)), "no description"),
        (magic, "ended without an answer"), ([], "ended without an answer"),
    ]

    @Test(arguments: strange.indices) func refusesStrangeAnswers(index: Int) {
        let (answer, words) = Self.strange[index]
        expect(eventFileError { _ = try open("answer", answer: answer) }, .readerFailed, "a.root", words)
    }

    @Test func refusesAnAnswerThatEndsEarly() throws {
        let column = #"{"name": "x", "type": "float64", "count": 4}"#
        let description = #"{"tables": [{"name": "t", "kind": "TTree", "count": 4, "columns": [\#(column)]}]}"#
        let zero = [UInt8](repeating: 0, count: 8)
        let one: [UInt8] = [0, 0, 0, 0, 0, 0, 0xF0, 0x3F]
        // Four rows are described, two come.
        let file = try open(
            "case \"$4\" in *describe*) answer ;; *) more ;; esac", answer: Self.begun(Self.text("J", description)),
            more: Self.begun(Self.frame("D", 2, zero + one) + Self.frame("E", 2)))
        let reader = try file.read(["x"])
        #expect(try reader.next(rows: 2)?.values == [[0, 1]])
        expect(eventFileError { _ = try reader.next(rows: 2) }, .malformed, "fewer rows than it claims")
    }

    @Test func endsPythonThatIsNotReadToItsEnd() throws {
        let mark = folder.file("process")
        _ = eventFileError {
            _ = try open("echo $$ > '\(mark.path)'; answer; exec sleep 600", answer: Self.begun(Self.frame("Q", 0)))
        }
        let text = try String(contentsOf: mark, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        let process = try #require(Int32(text))
        #expect(kill(process, 0) != 0 && errno == ESRCH)
    }
}
