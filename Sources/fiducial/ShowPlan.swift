import ArgumentParser
import Files
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
              fiducial plan closure.md --graph cells.svg  which cell uses which; .mmd for Mermaid
              fiducial plan closure.md --cores 1,2,16,64  how long all of it would take there, and what is in the way
            """)

    @ArgumentParser.OptionGroup var arguments: ReportArguments
    @ArgumentParser.OptionGroup var store: StoreArguments

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("How many threads the render would use. (default: all cores)", valueName: "n"))
    var jobs: Int?

    @Flag(help: "Prints the plan as JSON ('fiducial schema plan').") var json = false

    @Option(
        help: ArgumentHelp(
            "Draws which cell uses which, and what is stale: .svg for a picture, .mmd for Mermaid.", valueName: "file"),
        completion: .file(extensions: ["svg", "mmd"]))
    var graph: String?

    @Option(
        help: ArgumentHelp(
            "How long all cells would take on so many cores, by what they took when they last ran; nothing else is shown.",
            valueName: "1,2,16"))
    var cores: String?

    @Option(
        help: ArgumentHelp(
            "With --cores: a store with the same results, computed on another number of threads (--jobs). It tells what more "
                + "threads do not shorten.", valueName: "folder"), completion: .directory)
    var compareThreads: String?

    /// Of --cores.
    private func numbersOfCores() throws -> [Int]? {
        guard let cores else { return nil }
        let numbers = cores.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        guard !numbers.contains(where: { $0.map { !(1...4096).contains($0) } ?? true }) else {
            throw ValidationError("--cores wants numbers from 1 to 4096 with commas between them, not '\(cores)'.")
        }
        return Set(numbers.compactMap { $0 }).sorted()
    }

    func validate() throws {
        if try numbersOfCores() != nil {
            if json || graph != nil { throw ValidationError("--cores shows a table; leave out --json and --graph.") }
        } else if compareThreads != nil {
            throw ValidationError("--compare-threads needs --cores.")
        }
        if let jobs, jobs < 1 { throw ValidationError("--jobs must be at least 1.") }
        if let graph, GraphFormat(of: graph) == nil {
            throw ValidationError("--graph: '\(graph)' must end in .svg or .mmd.")
        }
    }

    private enum GraphFormat {
        case svg, mermaid

        init?(of path: String) {
            switch URL(fileURLWithPath: path).pathExtension.lowercased() {
            case "svg": self = .svg
            case "mmd", "mermaid": self = .mermaid
            default: return nil
            }
        }

        func text(_ graph: CellGraph) -> String {
            switch self {
            case .svg: graph.svg
            case .mermaid: graph.mermaid
            }
        }
    }

    func run() throws {
        var session = arguments.session
        store.apply(to: &session)
        if let jobs { session.jobs = jobs }
        try reportingFailures(of: arguments.report) {
            if let cores = try numbersOfCores() {
                let other = try compareThreads.map { path in
                    let store = Store(URL(fileURLWithPath: path, isDirectory: true))
                    guard (try? StoreCatalogue(store)) != nil else {
                        throw ValidationError("--compare-threads: there is no store at '\(path)'.")
                    }
                    return store
                }
                return try give(session.coreModel(besides: other).text(cores))
            }
            let plan = try session.plan()
            if let graph, let format = GraphFormat(of: graph) {
                let place = try outputPlace(graph, as: nil, for: "--graph", besides: [("the report", arguments.report)])
                if let what = try session.inputs().name(of: place) {
                    throw ValidationError("--graph: '\(graph)' would take the place of \(what); give another file.")
                }
                do {
                    try place.write(Data(format.text(CellGraph(plan)).utf8))
                } catch {
                    complain(["error: \(error)"])
                    throw ExitCode.failure
                }
            }
            try give(json ? PlanDocument(plan, of: arguments.report).json : plan.description.printable)
        }
    }
}
