import ArgumentParser
import Cluster
import Files
import Foundation
import Report

struct Jobs: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lists the missing work of a report, part by part, or writes it into a bundle.",
        discussion: """
            Parts, such as members and toys, are known once the results are there that they build upon. What each takes is told \
            from earlier runs of the same or of alike work in the store, grown with events and steps. Short parts go together into \
            tasks of ten minutes or more. What is quick is computed where the report is.

            EXAMPLES:
              fiducial jobs closure.md
              fiducial jobs closure.md --json
              fiducial jobs closure.md --cell kinematics --bundle kinematics.bundle
              fiducial jobs closure.md --cell toys --group toys --bundle toys.bundle      prints how many tasks there are
              fiducial work toys.bundle --task 0 -o result-0.bundle                       on any machine
              fiducial store import result-0.bundle
            """)

    @ArgumentParser.OptionGroup var arguments: ReportArguments
    @ArgumentParser.OptionGroup var store: StoreArguments

    @Flag(help: "Prints JSON ('fiducial schema jobs').") var json = false

    @Option(help: ArgumentHelp("Writes the jobs of this cell into --bundle.", valueName: "label"))
    var cell: String?

    @Option(help: ArgumentHelp("Only the parts of this group of the cell.", valueName: "name"))
    var group: String?

    @Option(
        help: ArgumentHelp("Where to write the jobs of --cell; prints the number of tasks.", valueName: "file"),
        completion: .file(extensions: ["bundle"]))
    var bundle: String?

    @Option(help: ArgumentHelp("Threads of each task.", valueName: "n"))
    var threads = 1

    func validate() throws {
        if (cell == nil) != (bundle == nil) { throw ValidationError("--cell and --bundle need each other.") }
        if group != nil, cell == nil { throw ValidationError("--group needs --cell.") }
        if json, cell != nil { throw ValidationError("--json lists all work; leave out --cell.") }
        if threads < 1 { throw ValidationError("--threads must be at least 1.") }
        if let bundle {
            _ = try outputPlace(bundle, as: .bundle, for: "--bundle", besides: [("the report", arguments.report)])
        }
    }

    func run() throws {
        var session = arguments.session
        store.apply(to: &session)
        try reportingFailures(of: arguments.report) {
            let work = try session.missingWork()
            let list = JobList(work, past: PastWork(session.store))
            if let cell, let bundle {
                guard let known = work.cells.first(where: { $0.label == cell }) else {
                    complain([
                        "error: there is no cell '\(cell)'; "
                            + NearMiss.remedy(for: cell, among: work.cells.map(\.label))
                    ])
                    throw ExitCode(2)
                }
                if let group, !known.groups.contains(group) {
                    complain([
                        "error: '\(cell)' has no group '\(group)'; it has \(known.groups.joined(separator: ", "))"
                    ])
                    throw ExitCode(2)
                }
                let count = try list.write(
                    cell: cell, group: group, threads: threads, of: session.read(), store: session.store,
                    engine: Version.text,
                    to: outputPlace(bundle, as: .bundle, for: "--bundle", besides: [("the report", arguments.report)]))
                try give("\(count)\n")
            } else {
                try give(json ? list.json : list.text)
            }
        }
    }
}

struct Compute: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Computes cells of a report and what they use; writes no page.",
        discussion: """
            EXAMPLES:
              fiducial compute closure.md kinematics score
              fiducial compute closure.md                     every cell

            EXIT STATUS:
              0    all of them are in the store
              1    one of them failed
              2    the report is wrong, or has no such cell
              130  stopped
            """)

    @ArgumentParser.OptionGroup var arguments: ReportArguments
    @Argument(help: "Labels of cells. (default: all)") var cells: [String] = []
    @ArgumentParser.OptionGroup var store: StoreArguments

    @Option(name: .shortAndLong, help: ArgumentHelp("How many threads to use. (default: all cores)", valueName: "n"))
    var jobs: Int?

    @Flag(name: .shortAndLong, help: "Prints errors only.")
    var quiet = false

    func validate() throws {
        if let jobs, jobs < 1 { throw ValidationError("--jobs must be at least 1.") }
    }

    func run() async throws {
        var session = arguments.session
        store.apply(to: &session)
        if let jobs { session.jobs = jobs }
        let cancellation = session.cancellation
        session.progress =
            quiet ? SilentProgress() : StandardProgress.display(nobodyReads: { cancellation.cancel() })
        session.patience = Interrupts.patience
        let interrupts = Interrupts(session.cancellation)
        let outcome: RenderSession.Computed
        do {
            outcome = try await cells.isEmpty ? session.compute() : session.compute(only: cells)
        } catch let error as InvalidDocument {
            outcome = .refused(error.diagnostics)
        }
        withExtendedLifetime(interrupts) {}
        switch outcome {
        case .ended(let report):
            complain(report.warnings.map { "\(session.name): warning: \($0)" })
            var hasFailed = false
            for (label, result) in report.results.sorted(by: { $0.key < $1.key }) {
                switch result.outcome {
                case .failed(let message, let advice):
                    hasFailed = true
                    complain(["\(session.name): '\(label)' failed: \(message)" + (advice.map { "; \($0)" } ?? "")])
                case .blocked: hasFailed = true
                default: break
                }
            }
            if hasFailed { throw ExitCode.failure }
        case .stopped(let warnings):
            complain(warnings.map { "\(session.name): warning: \($0)" })
            Interrupts.leave()
        case .refused(let diagnostics):
            complain(diagnostics.map(\.description))
            throw ExitCode(2)
        case .impossible(let why):
            complain(["error: \(why)"])
            throw ExitCode.failure
        }
    }
}
