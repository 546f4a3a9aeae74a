import FlowKernels
import Foundation
import Inference

/// `make bench`: times the work of the numeric core at the paper's sizes.
///
///     Benchmarks [--threads 2] [--repeats 5] [--only NAME,…] [--scaling [threads,events,…]] [--events 1000000]
///                [--peer [--python PATH] [--rounds 3]] [--clock wall|cpu] [--json PATH]
///                [--trained FOLDER] [--reference FOLDER [--steps 120]]
///                [--events-of-surface 100000] [--half-width 0.04]
@main
struct Benchmarks {
    static func main() throws {
        try MatrixProduct.verifyLibrary()
        let threads = Arguments.integer("--threads", default: 2)
        let repeats = Arguments.integer("--repeats", default: 5)
        let only = Arguments.value("--only").map { Set($0.split(separator: ",").map(String.init)) }
        let workers = Workers(threads: threads)
        var record = Record(threads: threads, clock: Timing.clock.rawValue)
        let rate = MatrixRate.measure(workers: workers, repeats: 4 * repeats).scaled(by: 1e-9)
        record.matrixRate = rate
        say(String(format: "sgemm 1024x128x128, %d threads: %.0f ± %.0f GFLOP/s", threads, rate.median, rate.spread))

        let work = Work(model: PaperModel(), workers: workers, repeats: repeats)
        let kinds = kinds(of: work).filter { only?.contains($0.name) ?? true }
        let peers = Arguments.has("--peer") ? Peer.available(threads: threads) : []
        let rounds = peers.isEmpty ? 1 : Arguments.integer("--rounds", default: 3)
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
        if Arguments.has("--scaling") {
            let along = Arguments.value("--scaling").flatMap {
                $0.hasPrefix("--") ? nil : Set($0.split(separator: ",").map(String.init))
            }
            try Scaling(
                threads: threads, repeats: max(1, repeats / 2), largest: Arguments.integer("--events", default: 100_000)
            ) {
                say($0.text)
                record.scaling.append($0)
            }.run(along)
        }
        try save(record)
        if let folder = Arguments.value("--trained") {
            let model = try TrainedModel(folder: folder, members: 8, events: eventsOfSurface)
            try surface("the paper report", model.mixtures, model.data, model.center, workers, &record)
        } else {
            say(
                "--trained FOLDER with the networks of the paper report (fiducial extract) measures a surface of theirs"
            )
        }
        try save(record)
        if let folder = Arguments.value("--reference") {
            let model = try PublishedModel(folder: folder, events: eventsOfSurface)
            let mixtures = try model.transfers(8).map { model.mixture.preceded(by: $0) }
            try surface("as published", mixtures, model.data, [0.5, -0.5], workers, &record)
            try profiles(folder: folder, workers: workers, record: &record)
        } else {
            say("--reference FOLDER with the published networks measures the surface and the profiling of theirs")
        }
        try save(record)
        if let path = Arguments.value("--json") { say("written to \(path)") }
    }

    /// Prints a line at once, also where the output is a file.
    private static func say(_ line: String) {
        print(line)
        fflush(nil)
    }

    /// Writes what has been measured so far, so that a run that is stopped leaves it.
    private static func save(_ record: Record) throws {
        if let path = Arguments.value("--json") { try record.write(to: path) }
    }

    private static var eventsOfSurface: Int { Arguments.integer("--events-of-surface", default: 100_000) }

    /// A comparison's time is that of its step or point, times as many of them.
    private static func compare(
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

    private static func surface(
        _ networks: String, _ mixtures: [Mixture], _ data: Dataset, _ center: [Double], _ workers: Workers,
        _ record: inout Record
    ) throws {
        let halfWidth = Arguments.value("--half-width").flatMap(Double.init) ?? 0.04
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
    private static func profiles(folder: String, workers: Workers, record: inout Record) throws {
        let model = try PublishedModel(folder: folder, events: 24_576)
        let steps = Arguments.integer("--steps", default: 120)
        for (name, scheme, more) in [
            ("quadrature", NodeScheme.quadrature(perNuisance: 6), 1.0), ("stratified", .stratified(perEvent: 2), 1),
            ("stratified, more steps", .stratified(perEvent: 2), 1.4),
        ] {
            let study = ProfileStudy(model: model, steps: Int(more * Double(steps)))
            let result = try study.run(name, scheme, workers: workers)
            record.profiles.append(result)
            say(
                String(
                    format:
                        "profiling, %@, %d nodes: %d steps in %.1f s, held-out NLL %.5f (identity %.5f, error %.5f)",
                    name, result.nodes, result.steps, result.seconds, result.heldOut, result.identity, result.error))
            // They would take as many steps as the quadrature.
            compare("profiling, \(name)", with: "profile-step-36", times: Double(steps), to: result.seconds, &record)
        }
    }

    struct Kind {
        let name: String
        let work: String
        let unit: String
        let factor: Double
        /// What the comparisons call it.
        let peer: String?
        /// Multiplications in its matrix products, where they are most of the work.
        let products: Int?
        let measure: () throws -> Timing
    }

    private static func kinds(of work: Work) -> [Kind] {
        func step(
            _ name: String, _ text: String, peer: String? = nil, products: Int? = nil,
            _ measure: @escaping () throws -> Timing
        ) -> Kind {
            Kind(name: name, work: text, unit: "ms", factor: 1e3, peer: peer, products: products, measure: measure)
        }
        func event(_ name: String, _ text: String, peer: String?, _ measure: @escaping () throws -> Timing) -> Kind {
            Kind(name: name, work: text, unit: "µs/event", factor: 1e6, peer: peer, products: nil, measure: measure)
        }
        return [
            step(
                "base-step", "base-flow training step, batch 1024", peer: "base-step",
                products: work.batch * Products.training(work.model.score.bijection)
            ) { try work.baseStep() },
            step("residual-step", "residual training step, every nuisance moved in every event", peer: "residual-step")
            {
                try work.residualStep()
            },
            step(
                "residual-templates", "residual training step on templates of one nuisance each", peer: "residual-step"
            ) {
                try work.residualStep(templates: true)
            },
            step("fit-step", "global-fit step", peer: "fit-step") { try work.fitStep() },
            step("profile-step", "amortized-profiling step, 4 stratified nodes an event") {
                try work.profileStep(nodes: .stratified(perEvent: 4))
            },
            step("profile-step-36", "amortized-profiling step, 36 quadrature nodes an event", peer: "profile-step") {
                try work.profileStep(nodes: .quadrature(perNuisance: 6))
            },
            event("scan-point", "one more scan point, same events and member", peer: "scan-point") {
                work.scanPoint(events: 20_000)
            },
            event("scan-point-of-8", "one more scan point of one of eight members", peer: "scan-point") {
                work.ensembleScanPoint(members: 8, events: 5000)
            },
            event("sample", "sampling", peer: "sample") { work.sampling(events: 100_000) },
        ]
    }
}
