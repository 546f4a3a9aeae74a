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
    @Option(help: "How often own work and comparisons take turns.")
    var rounds = 3

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
        for (name, value) in [("threads", threads), ("repeats", repeats), ("rounds", rounds), ("passes", passes)]
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
        try MatrixProduct.verifyLibrary()
        let workers = Workers(threads: threads)
        var record = Record(threads: threads, clock: Timing.clock.rawValue)
        let rate = MatrixRate.measure(workers: workers, repeats: 4 * repeats).scaled(by: 1e-9)
        record.matrixRate = rate
        say(String(format: "sgemm 1024x128x128, %d threads: %.0f ± %.0f GFLOP/s", threads, rate.median, rate.spread))

        let work = Work(model: PaperModel(), workers: workers, repeats: repeats)
        let all = Kind.all(of: work)
        try check("only", only, among: all.map(\.name) + ["none"])
        let kinds = all.filter { kind in only.map { Self.words($0).contains(kind.name) } ?? true }
        let peers = peer ? Peer.available(threads: threads, python: python) : []
        let rounds = peers.isEmpty ? 1 : rounds
        for kind in kinds {
            PeakMemory.reset()
            var (time, theirs) = (Timing(seconds: []), peers.map { _ in [(seconds: Double, ratio: Double)]() })
            for _ in 0..<rounds {
                let own = try kind.measure()
                time = Timing(seconds: time.seconds + own.seconds)
                // In turn, so that all see the same load of the machine, and again, because it changes.
                for (index, peer) in peers.enumerated() {
                    guard let name = kind.peer, let seconds = try peer.measure([name], repeats: repeats)[name] else {
                        continue
                    }
                    theirs[index].append((seconds, seconds / own.median))
                }
            }
            var row = Row(
                name: kind.name, work: kind.work, unit: kind.unit, time: time.scaled(by: kind.factor),
                peakMemory: PeakMemory.megabytes)
            if let products = kind.products {
                row.fractionOfMatrixRate = 2e-9 * Double(products) / time.median / rate.median
            }
            say(row.text)
            record.rows.append(row)
            for (peer, theirs) in zip(peers, theirs) where !theirs.isEmpty {
                let (seconds, ratio) = (Timing(seconds: theirs.map(\.seconds)), Timing(seconds: theirs.map(\.ratio)))
                say(
                    String(
                        format: "    %@ %.3f ± %.3f %@: %.1f times as long (%.1f to %.1f)", peer.name,
                        seconds.median * kind.factor, seconds.spread * kind.factor, kind.unit, ratio.median,
                        ratio.least, ratio.seconds.max() ?? .nan))
                record.peers.append(
                    PeerRow(
                        name: kind.name, peer: peer.name, seconds: seconds.median, ratio: ratio.median,
                        ratioSpread: ratio.spread))
            }
        }
        try save(record)
        if let scaling {
            try Scaling(threads: threads, repeats: max(1, repeats / 2), largest: events) {
                say($0.text)
                record.scaling.append($0)
            }.run(Self.words(scaling).contains("all") ? Scaling.axes : Self.words(scaling))
        }
        try save(record)
        if let folder = trained {
            let model = try TrainedModel(folder: folder, members: 8, events: eventsOfSurface)
            try surface("the paper report", model.mixtures, model.data, model.center, workers, &record)
        } else {
            say(
                "--trained FOLDER with the networks of the paper report (fiducial extract) measures a surface of theirs"
            )
        }
        try save(record)
        if let folder = reference {
            let model = try PublishedModel(folder: folder, events: eventsOfSurface)
            let mixtures = try model.transfers(8).map { model.mixture.preceded(by: $0) }
            try surface("as published", mixtures, model.data, [0.5, -0.5], workers, &record)
            try profiles(folder: folder, workers: workers, record: &record)
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

    /// A comparison's time is that of its step or point, times as many of them.
    private func compare(
        _ name: String, with kind: String, times count: Double, to seconds: Double, _ record: inout Record
    ) {
        for peer in record.peers where peer.name == kind {
            let total = peer.seconds * count
            say(String(format: "    %@ %.0f s: %.0f times as long", peer.peer, total, total / seconds))
            record.peers.append(
                PeerRow(
                    name: name, peer: peer.peer, seconds: total, ratio: total / seconds,
                    ratioSpread: peer.ratioSpread / peer.ratio * total / seconds))
        }
    }

    private func surface(
        _ networks: String, _ mixtures: [Mixture], _ data: Dataset, _ center: [Double], _ workers: Workers,
        _ record: inout Record
    ) throws {
        let result = try SurfaceStudy(
            networks: networks, mixtures: mixtures, data: data, window: center.map { $0 - halfWidth...$0 + halfWidth }
        ).run(checks: 64, workers: workers)
        record.surfaces.append(result)
        say(
            String(
                format: "surface of 8 members, networks of %@, %d events, ±%.3f: %.1f s, %d evaluations of a member, "
                    + "%d nodes; largest error of -2 ln L %.4f, typical %.4f", networks, result.events, halfWidth,
                result.seconds, result.evaluations, result.nodes, result.largest, result.typical))
        compare("surface, \(networks)", with: "scan-point", times: result.eventsOfGrid, to: result.seconds, &record)
    }

    /// The amortized profiling of the published networks, at many nodes an event and at few.
    private func profiles(folder: String, workers: Workers, record: inout Record) throws {
        let study = ProfileStudy(model: try PublishedModel(folder: folder, events: 24_576), seeds: seeds)
        let schemes = [
            ProfileStudy.Scheme(name: "quadrature", nodes: .quadrature(perNuisance: 6), passes: passes),
            ProfileStudy.Scheme(name: "stratified", nodes: .stratified(perEvent: 4), passes: passes),
            ProfileStudy.Scheme(name: "stratified, more steps", nodes: .stratified(perEvent: 4), passes: passes + 1),
        ]
        try study.run(schemes, workers: workers) { result in
            record.profiles.append(result)
            say(
                String(
                    format:
                        "profiling, %@, %d nodes: %d steps in %.1f s, held-out NLL %.5f (identity %.5f), %.5f ± %.5f "
                        + "above that of the first, %d seeds", result.name, result.nodes, result.steps, result.seconds,
                    result.heldOut, result.identity, result.behind, result.behindError, result.seeds))
            // They would take as many steps as the quadrature.
            compare(
                "profiling, \(result.name)", with: "profile-step-36", times: Double(record.profiles[0].steps),
                to: result.seconds, &record)
        }
    }
}
