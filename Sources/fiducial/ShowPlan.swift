import ArgumentParser
import Foundation
import Report

struct ShowPlan: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Shows which cells a render would run, why, and how long that may take.",
        discussion: """
            Of every cell: what the store holds (fresh, stale, missing, damaged), what a render would do with it, what of it \
            changed from what to what since its last result, and which other cells may have to run for that. Results are \
            read whole to see whether they are damaged. Times are those of earlier runs of the same verb, scaled by their \
            steps, events and threads.

            EXAMPLES:
              fiducial plan closure.md
              fiducial plan closure.md -p events=20000    what another parameter would cost
              fiducial plan closure.md --json
            """)

    @ArgumentParser.OptionGroup var arguments: ReportArguments
    @ArgumentParser.OptionGroup var store: StoreArguments

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("How many threads the render would use. (default: all cores)", valueName: "n"))
    var jobs: Int?

    @Flag(help: "Prints the plan as JSON ('fiducial schema plan').") var json = false

    func validate() throws {
        if let jobs, jobs < 1 { throw ValidationError("--jobs must be at least 1.") }
    }

    func run() throws {
        var session = arguments.session
        store.apply(to: &session)
        if let jobs { session.jobs = jobs }
        try explaining(arguments.report) {
            let plan = try session.plan()
            try give(json ? PlanDocument(plan, of: arguments.report).json : plan.description.printable)
        }
    }
}
