import Foundation
import Report
import TestSupport
import Testing

@testable import FitDirectives

private let python = ["/usr/bin/python3", "/usr/local/bin/python3"].first(where: FileManager.default.isExecutableFile)

/// `reports/guide`: every page of it, with those that the program writes by itself, as `make guide` puts them together.
@Suite(.enabled(if: python != nil, "there is no python3")) struct GuideTests {
    private static let folder = PackageFolder.url.appendingPathComponent("reports/guide")

    /// The texts that are written by hand, by the names of their files.
    private static func texts() throws -> [String: String] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".md") }
        return Dictionary(
            uniqueKeysWithValues: try names.map {
                ($0, try String(contentsOf: folder.appendingPathComponent($0), encoding: .utf8))
            })
    }

    /// All pages, made by the script of the guide: paths in the site's folder of texts.
    private static func pages(_ folder: TemporaryFolder) throws -> [String] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(python))
        // No compiled scripts in the source tree.
        process.arguments = [
            "-B", Self.folder.appendingPathComponent("making/make.py").path, try ProcessRunner.builtProgram().path,
            folder.url.path, "--pages-only",
        ]
        let pipe = Pipe()
        (process.standardOutput, process.standardError) = (pipe, pipe)
        try process.run()
        let told = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(String(decoding: told, as: UTF8.self))")
        let all = try FileManager.default.subpathsOfDirectory(atPath: folder.file("guide").path)
        return all.filter { $0.hasSuffix(".md") }.sorted()
    }

    /// Pages are right as reports, their links lead to pages, and there to cells, and every finding has a cure; the script itself
    /// fails where a message has none.
    @Test func everyPageIsAReportWithLiveLinks() throws {
        let folder = try TemporaryFolder()
        let pages = try Self.pages(folder)
        let registry = DirectiveRegistry(FitDirectives.all)
        #expect(pages.count > 30 && Set(registry.verbs.map { "reference/verb-\($0).md" }).isSubset(of: pages))
        var labels: [String: Set<String>] = [:]
        var links: [(from: String, to: String)] = []
        for page in pages {
            let place = folder.file("guide/\(page)")
            do {
                let document = try DocumentReader(directives: registry).read(place, as: page)
                labels[page] = Set(document.cells.map(\.label))
            } catch {
                Issue.record("\(error.diagnostics.map(\.description).joined(separator: "\n"))")
            }
            let text = try String(contentsOf: place, encoding: .utf8)
            links += text.matches(of: /\]\(([^)\s:]+\.md(#[^)\s]*)?)\)/).map { (page, String($0.1)) }
        }
        #expect(links.count > 60)
        for link in links {
            let parts = link.to.split(separator: "#", maxSplits: 1).map(String.init)
            // Of the text that shows how a link is written, too: it names a page that is there.
            let target = URL(fileURLWithPath: "/" + link.from).deletingLastPathComponent()
                .appendingPathComponent(parts[0]).standardizedFileURL.path.dropFirst()
            #expect(pages.contains(String(target)), "\(link.from): '\(link.to)' leads nowhere")
            if parts.count > 1 {
                #expect(labels[String(target)]?.contains(parts[1]) ?? false, "\(link.from): no cell '\(link.to)'")
            }
        }
        for directive in FitDirectives.all {
            let page = folder.file("guide/reference/verb-\(directive.verb).md")
            let rows = try String(contentsOf: page, encoding: .utf8).split(separator: "\n")
            for check in directive.healthChecks {
                // What to do comes from the sources; a row without it says so.
                let row = rows.first { $0.hasPrefix("| `\(check.name)` |") }
                let isCured = row.map { !$0.contains("see the sentence of the finding") } ?? false
                #expect(isCured, "\(directive.verb) does not say what to do about '\(check.name)'")
            }
        }
    }

    /// The report that is there to be copied is right as it stands, where its files are.
    @Test func theReportToCopyIsRight() throws {
        let text = try #require(try Self.texts()["03-own-events.md"])
        let block = try #require(text.firstMatch(of: /(?ms)^````markdown\n(.*?)^````$/)).1
        let folder = try TemporaryFolder()
        for name in Set(block.matches(of: /file: ([\w.]+)/).map { String($0.1) }) {
            _ = try folder.file(name, "events")
        }
        let report = try folder.file("report.md", String(block))
        do {
            let document = try DocumentReader(directives: DirectiveRegistry(FitDirectives.all)).read(
                report, as: "report.md")
            #expect(document.cells.count == 10)
        } catch {
            Issue.record("\(error.diagnostics.map(\.description).joined(separator: "\n"))")
        }
    }

    @Test func theReportOfTheReadmeIsRight() throws {
        let readme = try String(contentsOf: PackageFolder.url.appendingPathComponent("README.md"), encoding: .utf8)
        let block = try #require(readme.firstMatch(of: /(?ms)^````markdown\n(.*?)^````$/)).1
        let folder = try TemporaryFolder()
        let report = try folder.file("closure.md", String(block))
        do {
            let document = try DocumentReader(directives: DirectiveRegistry(FitDirectives.all)).read(
                report, as: "closure.md")
            #expect(document.cells.count == 11)
        } catch {
            Issue.record("\(error.diagnostics.map(\.description).joined(separator: "\n"))")
        }
    }

    /// Every verb, and every kind of figure, stands in a cell that runs.
    @Test func showsEveryVerbAndEveryKindOfFigure() throws {
        let texts = try Self.texts().values
        let cells = texts.flatMap { $0.matches(of: /(?m)^```\{(\w+)\} [a-z][a-z0-9-]*$/).map { String($0.1) } }
        let kinds = texts.flatMap { $0.matches(of: /(?m)^kind: ([\w-]+)$/).map { String($0.1) } }
        for verb in DirectiveRegistry(FitDirectives.all).verbs { #expect(cells.contains(verb), "no cell of '\(verb)'") }
        for kind in PlotDirective.kinds { #expect(kinds.contains(kind.name), "no figure of the kind '\(kind.name)'") }
    }

    /// A command as the program declares it.
    private struct Command: Decodable {
        struct Argument: Decodable {
            struct Name: Decodable { let name: String }
            let names: [Name]?
        }

        let commandName: String
        let shouldDisplay: Bool?
        let subcommands: [Command]?
        let arguments: [Argument]?

        /// Those that people call: with the words in front of them.
        func all(_ words: [String] = []) -> [(words: [String], command: Command)] {
            (subcommands ?? []).filter { $0.commandName != "help" && $0.shouldDisplay ?? true }.flatMap { inner in
                [(words + [inner.commandName], inner)] + inner.all(words + [inner.commandName])
            }
        }
    }

    private struct Program: Decodable { let command: Command }

    private static func commands() throws -> [(words: [String], command: Command)] {
        let told = try ShellRun("\"$FIDUCIAL\" --experimental-dump-help", in: try TemporaryFolder())
        return try JSONDecoder().decode(Program.self, from: Data(told.output.utf8)).command.all()
    }

    /// What stands in the blocks of code of the guide behind 'fiducial', word by word.
    private static func calls() throws -> [[String]] {
        try texts().values.flatMap { text in
            text.matches(of: /(?ms)^```(?:console|sh)\n(.*?)^```$/).flatMap { block in
                block.1.replacing("\\\n", with: " ").split(separator: "\n").flatMap { line in
                    line.matches(of: /\bfiducial ((?:[^|"'#\n;&]|'[^']*'|"[^"]*")+)/).map { call in
                        call.1.split(separator: " ").map(String.init)
                    }
                }
            }
        }
    }

    /// Every command is shown, and what is shown has no option that there is not.
    @Test func showsEveryCommandAsItIs() throws {
        let (commands, calls) = (try Self.commands(), try Self.calls())
        #expect(commands.count > 20)
        for (words, command) in commands where command.subcommands?.isEmpty ?? true {
            let isShown = calls.contains { $0.starts(with: words) }
            #expect(isShown, "the guide does not show 'fiducial \(words.joined(separator: " "))'")
        }
        for call in calls {
            let line = "fiducial " + call.joined(separator: " ")
            let known = commands.filter { call.starts(with: $0.words) }.max { $0.words.count < $1.words.count }
            guard let known else {
                #expect(["help", "--version"].contains(call.first), "there is no command '\(line)'")
                continue
            }
            let names = Set((known.command.arguments ?? []).flatMap { $0.names ?? [] }.map(\.name))
            for option in call.filter({ $0.hasPrefix("--") }).map({ $0.dropFirst(2).prefix { $0 != "=" } }) {
                #expect(names.contains(String(option)), "there is no --\(option): '\(line)'")
            }
        }
    }
}
