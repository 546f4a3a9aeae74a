import Foundation
import TestSupport
import Testing

private let python = ["/usr/bin/python3", "/usr/local/bin/python3"].first(where: FileManager.default.isExecutableFile)

/// `make seeds`: how far the claims of a report are from failing, by a program that makes pages up.
@Suite(.enabled(if: python != nil, "there is no python3")) struct SeedsScriptTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A program that renders what it is told by its name: the value of a claim is that of the seed in a list.
    private func program(_ values: [Int: String], status: Int = 0) throws -> URL {
        let cases = values.map { "\($0.key)) value=\($0.value);;" }.joined(separator: "\n")
        let text = """
            #!/bin/sh
            seed=$(sed -n 's/^ *seed: \\([0-9]*\\)$/\\1/p' "$2")
            case $seed in
            \(cases)
            *) exit 2;;
            esac
            cat > "$6" <<END
            {"outcome": {"claims": {"pass": 1, "fail": \(status), "not-evaluated": 0}, "health": "sound"},
             "claims": [{"cell": "checks", "claim": "It is small", "status": "pass", "value": $value, "upper": 3}]}
            END
            """
        // Written by another process: one that other tests start meanwhile may have this one's files open, and what is open for
        // writing cannot be run.
        let file = folder.file("fiducial")
        let copy = Process()
        copy.executableURL = URL(fileURLWithPath: "/bin/cp")
        copy.arguments = [try folder.file("fiducial.text", text).path, file.path]
        try copy.run()
        copy.waitUntilExit()
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
        return file
    }

    private func run(_ program: URL, _ report: String, seeds: [Int]) throws -> (status: Int32, text: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(python))
        process.arguments =
            [PackageFolder.url.appendingPathComponent("reports/seeds.py").path, program.path]
            + [try folder.file("report.md", report).path, folder.file("out").path] + seeds.map(String.init)
        let pipe = Pipe()
        (process.standardOutput, process.standardError) = (pipe, pipe)
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }

    private struct Summary: Decodable {
        struct Claim: Decodable {
            let values: [Double?]
            let chance: Double?
        }

        let seeds: [Int]
        let claims: [Claim]
    }

    private var summary: Summary {
        get throws {
            try JSONDecoder().decode(Summary.self, from: Data(contentsOf: folder.file("out/report-seeds.json")))
        }
    }

    private let report = "---\ntitle: A report\nseed: 31\n---\n\nseed: of the text\n"

    /// Values −1, 0, 1 and a limit of 3: t = 3/√(4/3) = 2.598 with two degrees of freedom, of which
    /// P(T > t) = (1 − t/√(2 + t²))/2.
    @Test func givesTheTailOfStudentsT() throws {
        let (status, text) = try run(try program([1: "-1", 2: "0", 3: "1"]), report, seeds: [1, 2, 3])
        #expect(status == 0, "\(text)")
        let summary = try summary
        let t = 3 / (4.0 / 3).squareRoot()
        #expect(abs(try #require(summary.claims[0].chance) - (1 - t / (2 + t * t).squareRoot()) / 2) < 1e-6)
        #expect(summary.claims[0].values == [-1, 0, 1] && summary.seeds == [1, 2, 3])
        #expect(text.contains("It is small") && text.contains("by 3 seeds: 1 2 3."))
        let own = try String(contentsOf: folder.file("out/report-2.md"), encoding: .utf8)
        #expect(own == report.replacing("seed: 31", with: "seed: 2"))
    }

    /// A report whose cells name its seed has it as a parameter.
    @Test func changesTheParameterThatTheSeedIs() throws {
        let report = "---\nseed: ${seed}\nparams:\n  events: 5\n  seed: 31\n---\n\n  seed is ${seed}\n"
        #expect(try run(try program([1: "-1", 2: "0"]), report, seeds: [1, 2]).status == 0)
        #expect(try summary.claims[0].values == [-1, 0])
        let own = try String(contentsOf: folder.file("out/report-2.md"), encoding: .utf8)
        #expect(own == report.replacing("seed: 31", with: "seed: 2"))
    }

    /// Of positive values below a limit the logarithm: 1, 2 and 4 are as far apart as −1, 0 and 1.
    @Test func takesTheLogarithmOfPositiveValues() throws {
        _ = try run(try program([1: "1", 2: "2", 3: "4"]), report, seeds: [1, 2, 3])
        let t = log(3.0 / 2) / (log(2) * (4.0 / 3).squareRoot())
        #expect(abs(try #require(try summary.claims[0].chance) - (1 - t / (2 + t * t).squareRoot()) / 2) < 1e-6)
    }

    /// A seed without a number does not hide the others: it is named, and the chance is that of the rest.
    @Test func leavesOutWhatIsNoNumber() throws {
        let values = [1: "-1", 2: "0", 3: "1", 4: #"'{"$number": "nan"}'"#]
        let (_, text) = try run(try program(values), report, seeds: [1, 2, 3, 4])
        let t = 3 / (4.0 / 3).squareRoot()
        #expect(abs(try #require(try summary.claims[0].chance) - (1 - t / (2 + t * t).squareRoot()) / 2) < 1e-6)
        #expect(text.contains("3 of 4") && text.contains("It is small: no number with seed 4"), "\(text)")
    }

    @Test func twoSeedsSayNothingOfAChance() throws {
        let (_, text) = try run(try program([1: "1", 2: "2"]), report, seeds: [1, 2])
        #expect(try summary.claims[0].chance == nil && text.contains("?"))
    }

    @Test func endsWithAnErrorWhereAClaimFailsOrThereIsNoPage() throws {
        #expect(try run(try program([1: "1", 2: "2"], status: 1), report, seeds: [1, 2]).status == 1)
        let (status, text) = try run(try program([1: "1"]), report, seeds: [1, 5])
        #expect(status == 1 && text.contains("seed 5: no page, exit status 2"))
        let other = try run(try program([1: "1"]), "---\ntitle: none\n---\n\nseed: 1\n", seeds: [1])
        #expect(other.status == 2 && other.text.contains("no seed of its own"))
    }
}
