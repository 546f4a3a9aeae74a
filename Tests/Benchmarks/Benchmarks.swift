import ArgumentParser
import FlowKernels
import Foundation
import Inference

/// `make bench`: times the work of the numeric core at the paper's sizes.
@main
struct Benchmarks: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "Benchmarks", abstract: "Times the work of the numeric core at the paper's sizes.")

    @Option(help: "Threads of the work and of the comparisons.")
    var threads = 2
    @Option(help: "Timed runs of every kind of work.")
    var repeats = 5
    @Option(help: "Time these kinds of work only, separated by commas; none for none.")
    var only: String?
    @Option(help: "What to measure: time as it passes, or that of the processor.")
    var clock = Timing.Clock.wall
    @Option(help: "Write the results here.", completion: .file())
    var json: String?

    @Flag(help: "Run the comparisons that are installed in turn with the own work.")
    var peer = false
    @Option(help: "The Python of the comparisons (default: .venv/bin/python, or python3).", completion: .file())
    var python: String?
    @Option(help: "How often own work and comparisons take turns; surfaces at most twice, profilings once a seed.")
    var rounds = 3
    @Option(help: "How often a measurement is tried while other programs take from the machine.")
    var attempts = 2

    @Option(help: "Time how the work grows along \(Scaling.axes.joined(separator: ", ")), or all of them.")
    var scaling: String?
    @Option(help: "The most events of the scaling along events.")
    var events = 100_000

    @Option(help: "Measure a surface and the profiling of the published networks in this folder.")
    var reference: String?
    @Option(help: "Measure a surface of the paper report's networks (fiducial extract) in this folder.")
    var trained: String?
    @Option(help: "Passes of the profiling over its events, of 20 steps each.")
    var passes = 6
    @Option(help: "How often every profiling is repeated, with other seeds.")
    var seeds = 3
    @Option(help: "Events of a surface.")
    var eventsOfSurface = 100_000
    @Option(help: "Half the width of a surface's window in ν.")
    var halfWidth = 0.04

    func validate() throws {
        for (name, value) in [
            ("threads", threads), ("repeats", repeats), ("rounds", rounds), ("attempts", attempts), ("passes", passes),
        ]
        where value < 1 {
            throw ValidationError("--\(name) is \(value); it must be at least 1")
        }
        if seeds < 2 { throw ValidationError("--seeds is \(seeds); a standard error takes at least 2") }
        try check("scaling", scaling, among: Scaling.axes + ["all"])
    }

    private func check(_ option: String, _ words: String?, among known: [String]) throws {
        for word in words.map(Self.words) ?? [] where !known.contains(word) {
            throw ValidationError("--\(option) does not know '\(word)'; it knows \(known.joined(separator: ", "))")
        }
    }

    private static func words(_ text: String) -> [String] { text.split(separator: ",").map(String.init) }

    func run() throws { try Timing.$clock.withValue(clock) { try measure() } }

    private func measure() throws {
        let workers = Workers(threads: threads)
        var record = Record(threads: threads, clock: Timing.clock.rawValue)
        let load = Load(workers: workers)
        let rate = load.look(repeats: 4 * repeats)
        record.matrixRate = rate
        say("sgemm 1024x128x128, \(threads) threads: \(rate.text) GFLOP/s")

        let work = Work(model: PaperModel(), workers: workers, repeats: repeats)
        let all = Kind.all(of: work)
        try check("only", only, among: all.map(\.name) + ["none"])
        let kinds = all.filter { kind in only.map { Self.words($0).contains(kind.name) } ?? true }
        let peers = peer ? Peer.available(threads: threads, python: python) : []
        let table = Table(
            peers: peers, rounds: peers.isEmpty ? 1 : rounds, attempts: attempts,
            repeats: repeats, load: load, say: say)
        for kind in kinds { try table.add(kind, to: &record) }
        try save(record)
        if let scaling {
            try Scaling(
                threads: threads, repeats: max(1, repeats / 2), largest: events, attempts: attempts, load: load
            ) {
                say($0.text)
                record.scaling.append($0)
            }.run(Self.words(scaling).contains("all") ? Scaling.axes : Self.words(scaling))
        }
        try save(record)
        if let folder = trained {
            let model = try TrainedModel(folder: folder, members: 8, events: eventsOfSurface)
            try surface("the paper report", model.mixtures, model.data, model.center, tolerance: 0.01, table, &record)
        } else {
            say(
                "--trained FOLDER with the networks of the paper report (fiducial extract) measures a surface of theirs"
            )
        }
        try save(record)
        if let folder = reference {
            let model = try PublishedModel(folder: folder, events: eventsOfSurface)
            let mixtures = try model.transfers(8).map { model.mixture.preceded(by: $0) }
            // Most events are rough: a tenth of this would take about as many evaluations as the whole grid.
            try surface("as published", mixtures, model.data, [0.5, -0.5], tolerance: 0.1, table, &record)
            try profiles(folder: folder, table, &record)
        } else {
            say("--reference FOLDER with the published networks measures the surface and the profiling of theirs")
        }
        try save(record)
        if let json { say("written to \(json)") }
    }

    /// Prints a line at once, also where the output is a file.
    private func say(_ line: String) {
        print(line)
        fflush(nil)
    }

    /// Writes what has been measured so far, so that a run that is stopped leaves it.
    private func save(_ record: Record) throws {
        if let json { try record.write(to: json) }
    }

    private func surface(
        _ networks: String, _ mixtures: [Mixture], _ data: Dataset, _ center: [Double], tolerance: Double,
        _ table: Table, _ record: inout Record
    ) throws {
        let study = SurfaceStudy(
            networks: networks, mixtures: mixtures, data: data, window: center.map { $0 - halfWidth...$0 + halfWidth },
            tolerance: tolerance)
        var results: [SurfaceStudy.Result] = []
        let kind = Kind(
            name: "surface, \(networks)", work: "surface of \(mixtures.count) members, networks: \(networks)",
            unit: "s", factor: 1, peer: "scan-point", peerUnits: study.eventsOfGrid
        ) {
            results.append(try study.run(checks: 64, workers: table.load.workers))
            return Timing(seconds: results.suffix(1).map(\.seconds))
        }
        let time = try table.add(kind, rounds: min(table.rounds, 2), to: &record)
        // Attempts and rounds differ in their times alone.
        var result = results[0]
        result.seconds = time.median
        record.surfaces.append(result)
        say(result.text)
    }

    /// The amortized profiling of the published networks, at many nodes an event and at few.
    private func profiles(folder: String, _ table: Table, _ record: inout Record) throws {
        let study = ProfileStudy(
            model: try PublishedModel(folder: folder, events: 24_576), workers: table.load.workers)
        let schemes = [
            ProfileStudy.Scheme(name: "quadrature", nodes: .quadrature(perNuisance: 6), passes: passes),
            ProfileStudy.Scheme(name: "stratified", nodes: .stratified(perEvent: 4), passes: passes),
            ProfileStudy.Scheme(name: "stratified, more steps", nodes: .stratified(perEvent: 4), passes: passes + 1),
        ]
        var first: [ProfileStudy.Run] = []
        for scheme in schemes {
            // A seed in every round.
            var runs: [ProfileStudy.Run] = []
            let seconds = try table.add(rounds: seeds, to: &record) { seed in
                try Kind(
                    name: "profiling, \(scheme.name)", work: "amortized profiling, \(scheme.name)", unit: "s",
                    factor: 1, peer: "profile-step",
                    // The comparisons would take as many steps as the quadrature.
                    peerUnits: Double(study.steps(schemes[0]))
                ) {
                    let run = try study.run(scheme, seed: UInt64(seed + 1))
                    // Another attempt differs in its time alone.
                    if runs.count == seed { runs.append(run) }
                    return Timing(seconds: [run.seconds])
                }
            }
            if first.isEmpty { first = runs }
            let result = study.result(scheme, runs, first: first, seconds: seconds.median)
            record.profiles.append(result)
            say(result.text)
        }
    }
}
