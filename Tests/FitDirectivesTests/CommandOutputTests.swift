import Flows
import Foundation
import TestSupport
import Testing

/// Commands do not write over what they read, and leave what stands at the place of their output what it is.
@Suite struct CommandOutputTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let flow = Flow([
            TransportMap(
                initializing: NeuralSplineFlow.autoregressive(
                    features: 2, contextCount: 1, transforms: 1, bins: 4, hidden: [4]), seed: 1)
        ])
        try ModelFile(
            flow: flow, kind: .density, names: ModelNames(features: ["x", "y"], context: ["c"], nuisances: [])
        ).data().write(to: folder.file("model.safetensors"))
        _ = try folder.file("events.csv", "x,y,c\n0.1,0.2,1\n0.3,0.4,0\n")
        _ = try folder.file("context.csv", "c\n1\n0\n")
        try FileManager.default.createDirectory(at: folder.file("x"), withIntermediateDirectories: false)
        for (name, target) in [
            ("link.csv", "events.csv"), ("link.safetensors", "model.safetensors"), ("context-link.csv", "context.csv"),
        ] {
            try FileManager.default.createSymbolicLink(atPath: folder.file(name).path, withDestinationPath: target)
        }
        for (name, target) in [("hard.csv", "events.csv"), ("hard.safetensors", "model.safetensors")] {
            try FileManager.default.linkItem(at: folder.file(target), to: folder.file(name))
        }
    }

    private static let inputs = ["model.safetensors", "events.csv", "context.csv"]

    private func contents() throws -> [Data] { try Self.inputs.map { try Data(contentsOf: folder.file($0)) } }

    @Test(
        arguments: [
            ("evaluate model.safetensors -i events.csv -o", "events.csv", "the events of --input"),
            ("evaluate model.safetensors -i events.csv -o", "./x/../events.csv", "the events of --input"),
            ("evaluate model.safetensors -i events.csv -o", "link.csv", "the events of --input"),
            ("evaluate model.safetensors -i events.csv -o", "hard.csv", "the events of --input"),
            ("evaluate model.safetensors -i link.csv -o", "events.csv", "the events of --input"),
            ("evaluate model.safetensors -i events.csv -o", "model.safetensors", "the model"),
            ("evaluate link.safetensors -i events.csv -o", "hard.safetensors", "the model"),
            ("sample model.safetensors -n 2 --seed 1 --context 1 -o", "link.safetensors", "the model"),
            (
                "sample model.safetensors -n 2 --seed 1 --context context.csv -o", "context.csv",
                "the table of --context"
            ),
            (
                "sample model.safetensors -n 2 --seed 1 --context context.csv -o", "context-link.csv",
                "the table of --context"
            ),
            ("export model.safetensors --zuko -o", "model.safetensors", "the model"),
            ("export model.safetensors --zuko -o", "link.safetensors", "the model"),
            ("import model.safetensors -o", "hard.safetensors", "the checkpoint"),
            ("import hard.safetensors -o", "model.safetensors", "the checkpoint"),
        ])
    func refusesAnOutputThatIsRead(_ command: String, _ output: String, _ what: String) throws {
        let before = try (contents(), folder.names())
        let run = try ShellRun("\"$FIDUCIAL\" \(command) \(output)", in: folder)
        #expect(run.status == 64)
        #expect(
            run.errors.hasPrefix("Error: --output: '\(output)' would take the place of \(what); give another file."),
            "\(run.errors)")
        #expect(try contents() == before.0)
        #expect(try folder.names() == before.1)
    }

    @Test(arguments: [
        "evaluate model.safetensors -i events.csv -o", "sample model.safetensors -n 2 --seed 1 --context 1 -o",
    ]) func refusesStandardOutputForATable(_ command: String) throws {
        let run = try ShellRun("\"$FIDUCIAL\" \(command) -", in: folder)
        #expect(run.status == 64)
        #expect(run.output.isEmpty)
        #expect(run.errors.contains("'-' must end in .safetensors or .csv"))
    }

    @Test(arguments: ["newdir/", "x", "none/model.safetensors"]) func saysWhyThereCanBeNoOutput(_ path: String) throws {
        let run = try ShellRun("\"$FIDUCIAL\" export model.safetensors --zuko -o \(path)", in: folder)
        #expect(run.status == (path == "none/model.safetensors" ? 1 : 64))
        #expect(run.errors.contains("cannot write") || run.errors.contains("cannot be written"), "\(run.errors)")
        #expect(!FileManager.default.fileExists(atPath: folder.file("newdir").path))
    }

    @Test func writesAModelToStandardOutput() throws {
        let run = try ShellRun(
            """
            "$FIDUCIAL" export model.safetensors --zuko -o checkpoint.safetensors &&
            "$FIDUCIAL" export model.safetensors --zuko -o - > piped.safetensors &&
            cmp checkpoint.safetensors piped.safetensors &&
            "$FIDUCIAL" import piped.safetensors -o - > back.safetensors &&
            "$FIDUCIAL" import checkpoint.safetensors -o again.safetensors > /dev/null && cmp back.safetensors again.safetensors
            """, in: folder)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.isEmpty)
    }

    @Test func keepsALinkAndModes() throws {
        let run = try ShellRun(
            """
            mkdir out; echo old > out/densities.csv; chmod 640 out/densities.csv; ln -s out/densities.csv densities.csv
            "$FIDUCIAL" evaluate model.safetensors -i events.csv -o densities.csv
            test -L densities.csv && stat -c %a out/densities.csv && head -1 out/densities.csv && ls out
            """, in: folder)
        #expect(run.output == "640\nlog_prob,z0,z1,ladj\ndensities.csv\n", "\(run.errors)")
    }

    @Test(arguments: ["csv", "safetensors"]) func writesATableIntoAPipe(_ format: String) throws {
        let run = try ShellRun(
            """
            mkfifo pipe.\(format)
            cat pipe.\(format) > got.\(format) &
            "$FIDUCIAL" evaluate model.safetensors -i events.csv -o pipe.\(format) || exit
            wait
            "$FIDUCIAL" evaluate model.safetensors -i events.csv -o file.\(format) && cmp got.\(format) file.\(format) &&
            test -p pipe.\(format)
            """, in: folder)
        #expect(run.status == 0, "\(run.errors)")
    }

    /// `extract` writes to names that follow from the report, one of which a cell may read.
    @Test func extractsOverNothingThatTheReportReads() throws {
        let options = "sample: data\ndensity: kinematics\n"
        _ = try folder.file(
            "report.md",
            "```{generate} data\nevents: 500\n```\n\n```{train} base\n\(options)steps: 2\nhidden: [4]\nbatch: 64\n```\n"
        )
        let first = try ShellRun(
            "\"$FIDUCIAL\" render report.md -q && \"$FIDUCIAL\" extract report.md base -o nets", in: folder)
        #expect(first.status == 0, "\(first.errors)")
        let model = folder.file("nets/base/model.safetensors")
        let before = try Data(contentsOf: model)
        _ = try folder.file(
            "report.md",
            "```{generate} data\nevents: 500\n```\n\n```{train} base\n\(options)from: nets/base/model.safetensors\n```\n"
        )
        let second = try ShellRun(
            """
            "$FIDUCIAL" render report.md -q && "$FIDUCIAL" extract report.md -o ./x/../nets; status=$?
            "$FIDUCIAL" extract report.md -o - ; echo $?
            exit $status
            """, in: folder)
        #expect(second.status == 2, "\(second.errors)")
        #expect(
            second.errors.contains(
                "model.safetensors would take the place of 'nets/base/model.safetensors', which the cell 'base' reads; "
                    + "give another folder to -o"), "\(second.errors)")
        #expect(second.output.hasSuffix("64\n"))
        #expect(try Data(contentsOf: model) == before)
    }

    private static let shown = """
        ```{json} numbers
        file: numbers.json
        ```

        ```{table} results
        header: [What, Value]
        rows: [["a", "{numbers.a}"]]
        ```

        """

    /// Names that follow from the report: what stands there is replaced only where the same command wrote it.
    @Test(arguments: [
        ("export-figures report.md -o out", "results.tex"), ("export-figures report.md -o out", "figures.tex"),
        ("export-hepdata report.md -o out", "submission.yaml"), ("export-hepdata report.md -o out", "results.yaml"),
    ]) func takesThePlaceOfWhatItWroteAlone(_ command: String, _ name: String) throws {
        _ = try folder.file("report.md", Self.shown)
        _ = try folder.file("numbers.json", "{\"a\": 1.5}")
        let run = try ShellRun(
            """
            "$FIDUCIAL" render report.md -q || exit 9
            mkdir out; echo mine > out/\(name)
            "$FIDUCIAL" \(command) > /dev/null; echo $?; cat out/\(name); ls out
            rm out/\(name)
            "$FIDUCIAL" \(command) > /dev/null && "$FIDUCIAL" \(command) > /dev/null; echo $?
            echo '{"a": 2.5}' > numbers.json
            "$FIDUCIAL" render report.md -q && "$FIDUCIAL" \(command) > /dev/null; echo $?
            (cd out && sha256sum --quiet --check $(ls -d .fiducial-files ../.out.fiducial-files 2> /dev/null)); echo $?
            echo more >> out/\(name)
            "$FIDUCIAL" \(command) > /dev/null; echo $?; tail -1 out/\(name)
            """, in: folder)
        #expect(run.output == "2\nmine\n\(name)\n0\n0\n0\n2\nmore\n", "\(run.output)\(run.errors)")
        #expect(
            run.errors == """
                report.md: error: out/\(name) would take the place of a file that this program did not write; move it, or give \
                another folder to -o
                report.md: error: out/\(name) would take the place of a file that was changed after this program wrote it; move \
                it, or give another folder to -o

                """, "\(run.errors)")
    }

    /// Nobody gave these names either; a file that is named is replaced.
    @Test(arguments: [("render report.md -q", "report.html"), ("export-snakefile report.md", "Snakefile")])
    func aNameThatNobodyGaveTakesNoPlace(_ command: String, _ name: String) throws {
        _ = try folder.file("report.md", Self.shown)
        _ = try folder.file("numbers.json", "{\"a\": 1.5}")
        let run = try ShellRun(
            """
            echo '<!DOCTYPE html><p>mine' > \(name)
            "$FIDUCIAL" \(command); echo $?; cat \(name)
            "$FIDUCIAL" \(command) -o \(name) || exit
            "$FIDUCIAL" \(command); echo $?
            """, in: folder)
        #expect(run.output == "2\n<!DOCTYPE html><p>mine\n0\n", "\(run.output)\(run.errors)")
        #expect(run.errors.contains("move it, or name another file by -o"), "\(run.errors)")
    }

    /// A new file gets no name of another kind of file, whichever command writes it and whatever else it is told.
    @Test(arguments: [
        (
            "render report.md -o new.md",
            "--output: 'new.md' has the name of Markdown, and a page of HTML is written: call it 'new.html'."
        ),
        ("render report.md -o sub/new.QMD", "call it 'sub/new.html'"), ("render report.md -o page.json", "of JSON"),
        ("render report.md -o events.csv", "of a table"), ("render report.md -o link.html", "leads to"),
        (
            "render report.md --json all.xml",
            "--json: 'all.xml' has the name of XML, and JSON is written: call it 'all.json'."
        ),
        ("render report.md --health health.md", "call it 'health.json'"),
        ("render report.md --junit claims.json", "call it 'claims.xml'"),
        ("render report.md --sarif claims.xml", "call it 'claims.sarif'"),
        ("render report.md --log run.json", "call it 'run.jsonl'"),
        ("validate report.md --sarif out.html", "call it 'out.sarif'"),
        ("diff report.md report.md --page diff.md", "call it 'diff.html'"),
        ("plan report.md --graph graph.png", "must end in .svg or .mmd"),
        ("site . -o site.html", "has the name of a page of HTML, and a folder is made: call it 'site'."),
        ("export-figures report.md -o figure.pdf", "call it 'figure'"),
        ("export-hepdata report.md -o hepdata.tar.gz", "call it 'hepdata'"),
        ("extract report.md -o nets.safetensors/", "call it 'nets'"), ("new first.md", "call it 'first'"),
        ("export-snakefile report.md -o rules.py", "call it 'rules.smk'"),
        ("export-snakefile report.md --page page.md", "call it 'page.html'"),
        ("store export report.md -o results.tar.gz", "call it 'results.tar'"),
        ("jobs report.md --cell numbers --bundle jobs.zip", "call it 'jobs.bundle'"),
        ("work a.bundle -o b.json", "call it 'b.bundle'"),
        ("export model.safetensors --zuko -o model.pt", "call it 'model.safetensors'"),
        ("import model.safetensors -o model.npz", "call it 'model.safetensors'"),
        ("sample model.safetensors -n 2 --seed 1 --context 1 -o out.parquet", "must end in .safetensors or .csv"),
        ("evaluate model.safetensors -i events.csv -o out.json", "must end in .safetensors or .csv"),
    ]) func refusesTheNameOfAnotherKindOfFile(_ command: String, _ words: String) throws {
        _ = try folder.file("report.md", Self.shown)
        _ = try folder.file("numbers.json", "{\"a\": 1.5}")
        _ = try folder.file("a.bundle", "head")
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("link.html").path, withDestinationPath: "none.md")
        let before = try folder.names()
        let run = try ShellRun("\"$FIDUCIAL\" \(command)", in: folder)
        #expect(run.status == 64, "\(run.output)\(run.errors)")
        #expect(run.errors.contains(words), "\(run.errors)")
        #expect(try folder.names() == before)
    }

    /// What the shell leaves as it is, this program does, too.
    @Test func saysThatAFolderIsNotExpanded() throws {
        _ = try folder.file("report.md", "Text.\n")
        let run = try ShellRun("\"$FIDUCIAL\" validate report.md --allow-path '~/data'", in: folder)
        #expect(run.status == 64)
        let whole = ("~/data" as NSString).expandingTildeInPath
        #expect(
            run.errors.contains("--allow-path: '~' is not expanded in quotes or behind '='; give '\(whole)'."),
            "\(run.errors)")
    }

    /// A name that says nothing is the user's; so are a pipe's, a folder's that is there, and one of several that fit.
    @Test func takesAnyOtherName() throws {
        _ = try folder.file("report.md", Self.shown)
        _ = try folder.file("numbers.json", "{\"a\": 1.5}")
        let run = try ShellRun(
            """
            mkdir v1.tar 2024.06 && mkfifo pipe.md
            cat pipe.md > got & "$FIDUCIAL" render report.md -q -o pipe.md && wait && head -c 15 got && echo &&
            "$FIDUCIAL" render report.md -q -o page --json results --health health.txt --junit claims.v2 --sarif all.json --log run.log &&
            "$FIDUCIAL" render report.md -q -o PAGE.HTM && "$FIDUCIAL" render report.md -q -o .md &&
            "$FIDUCIAL" export-figures report.md -o v1.tar > /dev/null && "$FIDUCIAL" export-figures report.md -o 2024.06/v1.5 > /dev/null &&
            "$FIDUCIAL" export-snakefile report.md -o rules && ls -A
            """, in: folder)
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        #expect(run.output.hasPrefix("<!DOCTYPE html>\n") && run.output.contains("\n.md\n"), "\(run.output)")
    }

    /// What a render writes besides the page goes into a pipe as well, and the pipe stays one.
    @Test(arguments: ["--json", "--health", "--junit", "--log"])
    func writesIntoAPipeBesideThePage(_ option: String) throws {
        _ = try folder.file("report.md", Self.shown)
        _ = try folder.file("numbers.json", "{\"a\": 1.5}")
        let run = try ShellRun(
            """
            mkfifo pipe
            { sleep 2; cat pipe > got; } &
            "$FIDUCIAL" render report.md -q \(option) pipe || exit
            wait
            test -p pipe && test -s got && head -c 1 got
            """, in: folder)
        #expect(run.status == 0 && (run.output == "{" || run.output == "<"), "\(run.output)\(run.errors)")
        let waiting = "A pipe that is to be written has no reader yet: waiting up to 30 s for one.\n"
        #expect(["", waiting].contains(run.errors), "\(run.errors)")
    }
}
