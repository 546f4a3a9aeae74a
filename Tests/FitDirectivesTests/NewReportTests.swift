import EventFiles
import Files
import Foundation
import Report
import TestSupport
import Testing

@testable import FitDirectives

/// Reports to start from: what is written of files is a report without mistakes, and it renders.
@Suite struct NewReportTests {
    private static let directives = DirectiveRegistry(FitDirectives.all)

    private func report(_ request: NewReportRequest, in folder: URL) throws -> NewReport {
        let report = try NewReport(request, in: folder)
        do {
            try report.validate(in: folder, Self.directives)
        } catch {
            Issue.record("\(error.diagnostics.map(\.description))\n\(report.text)")
        }
        return report
    }

    /// The files of three classes with templates of two nuisances, whose law the sample knows.
    private func request(_ folder: URL) throws -> NewReportRequest {
        var request = NewReportRequest()
        func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
        for name in ["signal", "peak", "flat"] {
            try request.add(simulation: "\(name)=\(path(LoadedFiles.file(name, 0)))")
            for (place, point) in LoadedFiles.templates.enumerated() {
                let moved = point.movedNames.map { "\($0)=\(point[$0])" }.joined(separator: ",")
                try request.add(template: "\(name):\(moved)=\(path(LoadedFiles.file(name, place + 1)))")
            }
        }
        request.data = [path("data.csv")]
        return request
    }

    /// Two classes and data as CSV, a row a line, with further columns.
    private func small(_ folder: TemporaryFolder, header: String, row: (Int) -> String) throws -> NewReportRequest {
        let text = header + "\n" + (0..<300).map { row($0) + "\n" }.joined()
        var request = NewReportRequest()
        for name in ["sig", "bkg"] {
            try request.add(simulation: "\(name)=\(try folder.file("\(name).csv", text).path)")
        }
        request.data = [try folder.file("data.csv", text).path]
        return request
    }

    // MARK: What is written

    @Test func writesAReportThatRenders() async throws {
        let workplace = try Workplace()
        _ = try LoadedFiles(in: workplace.folder, events: 3000, data: 500)
        let report = try report(try request(workplace.folder), in: workplace.folder)
        #expect(report.allowedFolders.isEmpty)
        #expect(report.text.contains("x: [energy_mev, angle, mass, tag]\nweight: w\nid: event\n"), "\(report.text)")
        #expect(report.text.contains("  - {class: peak, file: peak-2.csv, at: {scale: 1}}"))
        #expect(report.remarks.contains { $0.contains("'w' is used as the weight") })
        let outcome = try await workplace.render(report.text.replacing("{steps: 3000}", with: "{steps: 40}"))
        let results = try #require(outcome.run?.results)
        #expect(results.values.allSatisfy { $0.outcome == .ran }, "\(outcome.messages)")
        #expect(
            Set(results.keys) == [
                "simulation", "data", "features", "features-response", "losses", "displacement", "measurement",
                "results", "marginals", "likelihood", "contours", "fitted", "scanned", "features-checked",
                "features-laws",
            ])
        #expect(outcome.value("simulation", "weighted") == true)
    }

    @Test func writesAFitOfTWhereThereAreScores() throws {
        let workplace = try Workplace()
        _ = try LoadedFiles(in: workplace.folder, events: 600, data: 200)
        var request = try request(workplace.folder)
        request.x = ["angle", "mass"]
        request.y = ["tag"]
        request.select = "mass > 0 and energy_mev < 1e9"
        let report = try report(request, in: workplace.folder)
        for expected in [
            "x: [angle, mass]\ny: [tag]\n", "score: scores-response\n", "transfer: free",
            "select: mass > 0 and energy_mev < 1e9\n", "base: scores\n",
        ] {
            #expect(report.text.contains(expected), "\(expected)")
        }
        #expect(!report.text.contains("transfer: none"))
    }

    /// Without templates the yield of the first class is fitted; without data nothing is; of one class alone nothing is.
    @Test func writesWhatThereCanBe() async throws {
        let workplace = try Workplace()
        _ = try LoadedFiles(in: workplace.folder, events: 1500, data: 300)
        func path(_ name: String) -> String { workplace.folder.appendingPathComponent(name).path }
        var request = NewReportRequest()
        for name in ["signal", "flat"] { try request.add(simulation: "\(name)=\(path(LoadedFiles.file(name, 0)))") }
        request.x = ["mass"]
        let dataless = try report(request, in: workplace.folder)
        #expect(!dataless.text.contains("{fit}") && dataless.remarks.contains { $0.contains("no data") })
        request.data = [path("data.csv")]
        let yield = try report(request, in: workplace.folder)
        #expect(yield.text.contains("normalization: {signal-yield: {uncertainty: 0.5, response: [1, 0]}}"))
        let outcome = try await workplace.render(yield.text.replacing("{steps: 3000}", with: "{steps: 40}"))
        #expect(outcome.run?.results.values.allSatisfy { $0.outcome == .ran } == true, "\(outcome.messages)")
        var alone = NewReportRequest()
        try alone.add(simulation: "signal=\(path(LoadedFiles.file("signal", 0)))")
        alone.data = request.data
        let single = try report(alone, in: workplace.folder)
        #expect(!single.text.contains("{fit}") && single.remarks.contains { $0.contains("nothing to fit") })
    }

    @Test func writesTemplatesOfWeightsAndJointOnes() throws {
        let folder = try TemporaryFolder()
        var request = try small(folder, header: "a,b,w,w_up") { "\(Double($0) / 7),\(sin(Double($0))),1,1.1" }
        try request.add(templateWeight: "bkg:btag=-1=w_up")
        try request.add(template: "sig:jes=1,btag=0.5=\(folder.file("sig.csv").path)")
        let report = try report(request, in: folder.url)
        #expect(report.text.contains("  - {class: bkg, file: bkg.csv, at: {btag: -1}, weight: w_up}\n"))
        #expect(report.text.contains("  - {class: sig, file: sig.csv, at: {btag: 0.5, jes: 1}}\n"))
        #expect(report.text.contains("pairs: [[btag, jes]]"))
        #expect(report.text.contains("weight: w\n") && report.text.contains("x: [a, b]\n"))
        #expect(report.text.contains("between: [-1, 0.5]"))
    }

    @Test func readsSeveralFilesOfAClassAsOne() throws {
        let folder = try TemporaryFolder()
        var request = try small(folder, header: "a") { "\(Double($0) / 7)" }
        try request.add(simulation: "bkg=\(try folder.file("more bkg.csv", "a\n1.5\n2.5\n").path)")
        let report = try report(request, in: folder.url)
        #expect(report.text.contains("  - {class: bkg, file: [bkg.csv, \"more bkg.csv\"]}\n"), "\(report.text)")
    }

    /// Names that YAML, formulas or reports read as something else.
    @Test func quotesNames() throws {
        let folder = try TemporaryFolder()
        let header = "x[0],p_τ,\"a, b\",yes,${steps},\"#1: it's\",w t"
        var request = try small(folder, header: header) { row in
            (0..<6).map { "\(Double(row + $0) / 7)" }.joined(separator: ",") + ",1"
        }
        let odd = folder.file("${steps} #1: 'it''s'.csv")
        try FileManager.default.copyItem(at: folder.file("sig.csv"), to: odd)
        try request.add(simulation: "sig=\(odd.path)")
        request.weight = .given("w t")
        request.select = "`p_τ` > -1e9"
        let report = try report(request, in: folder.url)
        let document = try DocumentReader(directives: Self.directives).read(
            text: report.text, file: "report.md", folder: folder.url)
        let cell = try #require(document.cells.first { $0.label == "simulation" })
        #expect(cell.options[LoadDirective.x] == ["x[0]", "p_τ", "a, b", "yes", "${steps}", "#1: it's"])
        #expect(cell.options[LoadDirective.weight] == "`w t`")
        #expect(cell.options[LoadDirective.select] == "`p_τ` > -1e9")
        let files = cell.options[LoadDirective.samples].flatMap { $0[LoadDirective.LoadedSample.file].list.map(\.path) }
        #expect(Set(files) == ["sig.csv", "bkg.csv", "${steps} #1: 'it''s'.csv"])
    }

    @Test func namesTheTableOfAFileWithSeveral() throws {
        let folder = try TemporaryFolder()
        let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("EventFilesTests/Fixtures/flat.h5")
        try FileManager.default.copyItem(at: fixture, to: folder.file("flat.h5"))
        var request = NewReportRequest()
        try request.add(simulation: "a=\(folder.file("flat.h5").path)")
        request.x = ["pt", "eta"]
        let error = #expect(throws: NewReportError.self) { try NewReport(request, in: folder.url) }
        #expect(error?.description.contains("2 tables") == true && error?.remedy.contains("--tree NAME") == true)
        request.tree = "events"
        let report = try report(request, in: folder.url)
        #expect(report.text.contains("  - {class: a, file: flat.h5, group: events}\n"))
        request.tree = "evnets"
        let wrong = #expect(throws: EventFileError.self) { try NewReport(request, in: folder.url) }
        #expect(wrong?.description.contains("did you mean 'events'?") == true)
    }

    // MARK: What is left out

    @Test func leavesOutWhatIsNoFeatureAndSaysSo() throws {
        let folder = try TemporaryFolder()
        var request = try small(folder, header: "run,good,fixed,flag,text,hole,gone,weight_up,event") {
            "\($0),\(Double($0) / 3),7,\($0 % 2),word,\($0 == 5 ? "nan" : "\($0).5"),\($0),1,\($0)"
        }
        request.data = [
            try folder.file(
                "other.csv",
                "run,good,fixed,flag,text,hole,event\n" + (0..<300).map { "1,\($0),7,0,word,1.5,\($0)\n" }.joined()
            ).path
        ]
        let report = try report(request, in: folder.url)
        #expect(report.text.contains("x: [good]\n"), "\(report.text)")
        #expect(report.text.contains("weight: weight_up\nid: event\n"))
        for (name, why) in [
            ("run", "an event or run number"), ("fixed", "it is 7 in all nominal events"),
            ("flag", "2 different values only"), ("text", "no column of numbers (text)"),
            ("hole", "NaN or infinite in 2 events"), ("gone", "other.csv does not have it"),
        ] {
            #expect(
                report.remarks.contains { $0.hasPrefix("'\(name)' is left out: ") && $0.contains(why) },
                "\(name): \(report.remarks)")
        }
        // What is named is taken all the same, without the events that would stop its cell.
        request.x = ["good", "hole", "fixed", "flag"]
        let named = try self.report(request, in: folder.url)
        #expect(named.text.contains("x: [good, hole, flag]\n") && named.text.contains("select: isfinite(hole)\n"))
        request.select = "good > 1 or flag > 0"
        #expect(
            try self.report(request, in: folder.url).text.contains(
                "select: (good > 1 or flag > 0) and isfinite(hole)\n"))
    }

    /// 2⁵³ + 1 is no number of an event that floats tell apart.
    @Test func doesWithoutANumberThatCannotBeRead() throws {
        let folder = try TemporaryFolder()
        var request = try small(folder, header: "event,a") { "\(9_007_199_254_740_993 + $0),\(Double($0) / 7)" }
        let report = try report(request, in: folder.url)
        #expect(!report.text.contains("id: event"))
        #expect(report.remarks.contains { $0.contains("'event' cannot be used as id") && $0.contains("2^53") })
        request.id = .given("event")
        #expect(throws: EventFileError.self) { try NewReport(request, in: folder.url) }
    }

    @Test func takesTheFirstOfVeryManyColumns() throws {
        let folder = try TemporaryFolder()
        let names = (0..<30).map { "f\($0)" }
        let request = try small(folder, header: names.joined(separator: ",")) { row in
            names.indices.map { "\(Double(row * ($0 + 1)) / 7)" }.joined(separator: ",")
        }
        let report = try report(request, in: folder.url)
        #expect(report.text.contains("x: [f0, f1, f2, f3, f4, f5, f6, f7]\n"))
        #expect(report.remarks.contains { $0.contains("first 8 of 30") && $0.contains("f29") })
    }

    // MARK: What is wrong

    @Test func saysWhatIsWrong() throws {
        let folder = try TemporaryFolder()
        let request = try small(folder, header: "mass,w,word,sig") { "\(Double($0) / 7),1,a,\($0)" }
        func message(_ change: (inout NewReportRequest) throws -> Void) -> String {
            var request = request
            do {
                try change(&request)
                _ = try NewReport(request, in: folder.url)
                return ""
            } catch { return "\(error)" }
        }
        let file = folder.file("sig.csv").path
        for (expected, change) in [
            ("no CLASS=FILE", { try $0.add(simulation: file) }),
            ("cannot be called '1a'", { try $0.add(simulation: "1a=f") }),
            ("is no CLASS:NUISANCE=VALUE=FILE", { try $0.add(template: "sig=jes=1=\(file)") }),
            ("is no CLASS:NUISANCE=VALUE=FILE", { try $0.add(template: "sig:jes=up=\(file)") }),
            ("is no CLASS:NUISANCE=VALUE=FILE", { try $0.add(template: "sig:jes=1=") }),
            ("moves 'jes' twice", { try $0.add(template: "sig:jes=1,jes=2=\(file)") }),
            ("moves no nuisance", { try $0.add(template: "sig:jes=0=\(file)") }),
            ("did you mean 'bkg'?", { try $0.add(template: "bgk:jes=1=\(file)") }),
            ("'sig' is a class and a nuisance", { try $0.add(template: "bkg:sig=1=\(file)") }),
            ("no column 'mas'", { $0.x = ["mas"] }), ("did you mean 'mass'?", { $0.x = ["mas"] }),
            ("no column is left as a feature", { $0.x = ["word"] }),
            ("'mass' is named twice", { ($0.x, $0.y) = (["mass"], ["mass"]) }),
            ("'sig' is a class and a column", { $0.x = ["mass", "sig"] }),
            ("no column 'v'", { $0.weight = .given("v * 2") }), ("--weight: column", { $0.weight = .given("2 *") }),
            ("no column 'eta'", { $0.select = "eta > 1" }),
            ("--select: column 1 of 'mass + 1'", { $0.select = "mass + 1" }),
            ("no simulated event passes 'mass > 1e6'", { $0.select = "mass > 1e6" }),
            ("No such file", { $0.data = ["/none/data.csv"] }),
        ] as [(String, (inout NewReportRequest) throws -> Void)] {
            let found = message(change)
            #expect(found.contains(expected), "\(expected): \(found)")
        }
        var data = NewReportRequest()
        data.data = [file]
        let error = #expect(throws: NewReportError.self) { try NewReport(data, in: folder.url) }
        #expect(error?.message == "there are data and no simulation to describe them by")
    }

    @Test func writesOverNothing() throws {
        let folder = try TemporaryFolder()
        let report = try report(NewReportRequest(), in: folder.url)
        let place = try report.write(in: folder.file("a/b"))
        #expect(try String(contentsOf: place, encoding: .utf8) == report.text)
        try Data("mine".utf8).write(to: place)
        for _ in 0..<2 {
            let error = #expect(throws: FileError.self) { try report.write(in: folder.file("a/b")) }
            #expect(error?.message.contains("is not overwritten") == true)
        }
        #expect(throws: FileError.self) { try NewReport.checkPlace(in: folder.file("a/b")) }
        #expect(try String(contentsOf: place, encoding: .utf8) == "mine")
        // A link that leads nowhere is something, too.
        try FileManager.default.createSymbolicLink(
            atPath: folder.file(NewReport.name).path, withDestinationPath: folder.file("target.md").path)
        #expect(throws: FileError.self) { try report.write(in: folder.url) }
        #expect(!FileManager.default.fileExists(atPath: folder.file("target.md").path))
    }

    // MARK: Where files lie

    @Test func asksForFoldersElsewhere() throws {
        let folder = try TemporaryFolder()
        for name in ["here", "there", "there/deep", "own"] {
            try FileManager.default.createDirectory(at: folder.file(name), withIntermediateDirectories: false)
        }
        let text = "v\n" + (0..<300).map { "\(Double($0) / 7)\n" }.joined()
        for name in ["here/a.csv", "there/b.csv", "there/deep/c.csv", "own/d.csv"] { _ = try folder.file(name, text) }
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("own/link.csv").path, withDestinationPath: "../here/a.csv")
        var request = NewReportRequest()
        try request.add(simulation: "a=\(folder.file("own/link.csv").path)")
        try request.add(simulation: "b=\(folder.file("there/b.csv").path)")
        try request.add(simulation: "c=\(folder.file("there/deep/c.csv").path)")
        request.data = [folder.file("own/d.csv").path]
        let report = try report(request, in: folder.file("own"))
        #expect(report.text.contains("file: link.csv}") && report.text.contains("file: ../there/deep/c.csv}"))
        #expect(report.text.contains("file: d.csv}"))
        #expect(
            report.allowedFolders.map { URL(fileURLWithPath: $0).lastPathComponent } == ["here", "there"],
            "\(report.allowedFolders)")
        // The report says so itself, and without leave it is refused.
        #expect(report.text.contains("fiducial render report.md --allow-path "))
        #expect(throws: InvalidDocument.self) {
            try DocumentReader(directives: Self.directives).read(
                text: report.text, file: "report.md", folder: folder.file("own"))
        }
    }

    @Test(arguments: [
        ("/a/b", "/a/b/c.csv", "c.csv"), ("/a/b", "/a/c.csv", "../c.csv"), ("/a/b/", "/a/b/../d/c.csv", "../d/c.csv"),
        ("/a/b", "/x/c.csv", "/x/c.csv"), ("/a/b", "/a/bc/c.csv", "../bc/c.csv"), ("/", "/a/c.csv", "a/c.csv"),
    ]) func namesFilesFromTheReportsFolder(folder: String, file: String, expected: String) {
        #expect(ReportPaths(folder: URL(fileURLWithPath: folder)).relative(file) == expected)
    }

    // MARK: Without files

    @Test func writesAReportOnTheBenchmark() async throws {
        let workplace = try Workplace()
        let report = try report(NewReportRequest(), in: workplace.folder)
        #expect(report.remarks.isEmpty && report.allowedFolders.isEmpty)
        // In small: that it renders, not that it is right.
        let small = report.text.replacing("400_000", with: "4000").replacing("200_000", with: "3000")
            .replacing("{steps: 3000}", with: "{steps: 20}").replacing("events: 5000", with: "events: 300")
        #expect(small != report.text)
        let outcome = try await workplace.render(small)
        #expect(outcome.run?.results.values.allSatisfy { $0.outcome == .ran } == true, "\(outcome.messages)")
    }
}
