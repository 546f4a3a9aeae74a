import FlowKernels
import Flows
import Inference
import Training

/// How the work grows with threads, events, nuisances, features and members.
struct Scaling {
    let threads: Int
    let repeats: Int
    /// The largest number of events.
    let largest: Int
    let attempts: Int
    let load: Load
    let add: (ScalingPoint) -> Void

    private func point(
        _ work: String, _ along: String, _ size: Int, unit: (name: String, factor: Double), _ body: () throws -> Timing
    ) rethrows {
        PeakMemory.reset()
        // Long work sees both a quiet and a busy machine in any case.
        let (time, rate) = try load.quietest(of: attempts, limit: 20, body)
        add(
            ScalingPoint(
                work: work, along: along, size: size, unit: unit.name, time: time.scaled(by: unit.factor),
                peakMemory: PeakMemory.megabytes, matrixRate: rate))
    }

    private let step = (name: "ms/step", factor: 1e3)
    private let event = (name: "µs/event", factor: 1e6)

    static let axes = ["threads", "events", "nuisances", "features", "members"]

    func run(_ along: [String]) throws {
        if along.contains("threads") { try overThreads() }
        if along.contains("events") { try overEvents() }
        if along.contains("nuisances") { try overNuisances() }
        if along.contains("features") { try overFeatures() }
        if along.contains("members") { overMembers() }
    }

    private func overThreads() throws {
        for count in 1...max(threads, 1) {
            let work = Work(model: PaperModel(), workers: Workers(threads: count), repeats: repeats)
            try point("base step", "threads", count, unit: step) { try work.baseStep() }
            try point("residual step", "threads", count, unit: step) { try work.residualStep() }
            try point("fit step", "threads", count, unit: step) { try work.fitStep() }
            try point("profile step", "threads", count, unit: step) {
                try work.profileStep(nodes: .stratified(perEvent: 4))
            }
            point("scan point", "threads", count, unit: event) { work.scanPoint(events: 10_000) }
            point("sample", "threads", count, unit: event) { work.sampling(events: 10_000) }
        }
    }

    private func overEvents() throws {
        let work = Work(model: PaperModel(), workers: Workers(threads: threads), repeats: repeats)
        var events = 1000
        while events <= largest {
            let few = events > 100_000
            let scaled = Work(model: work.model, workers: work.workers, repeats: few ? 1 : repeats)
            point("scan of 5 points", "events", events, unit: event) { scaled.streamedScan(events: events, points: 5) }
            point("sample", "events", events, unit: event) { scaled.sampling(events: events) }
            // A fit holds its events.
            if events <= 1_000_000 {
                try point("fit, one pass", "events", events, unit: event) { try scaled.fitEpoch(events: events) }
            }
            events *= 10
        }
    }

    private func overNuisances() throws {
        for count in [2, 4, 8, 16, 32] {
            let work = Work(
                model: PaperModel(nuisances: count), workers: Workers(threads: threads), repeats: max(1, repeats / 2))
            try point("residual step, all moved", "nuisances", count, unit: step) { try work.residualStep() }
            try point("residual step, templates", "nuisances", count, unit: step) {
                try work.residualStep(templates: true)
            }
            try point("fit step", "nuisances", count, unit: step) { try work.fitStep() }
            point("scan point", "nuisances", count, unit: event) { work.scanPoint(events: 4000, points: 9) }
        }
    }

    private func overFeatures() throws {
        for count in [2, 4, 8] {
            let work = Work(
                model: PaperModel(features: count), workers: Workers(threads: threads), repeats: max(1, repeats / 2))
            try point("base step", "features", count, unit: step) { try work.baseStep() }
            try point("fit step", "features", count, unit: step) { try work.fitStep() }
            point("scan point", "features", count, unit: event) { work.scanPoint(events: 4000, points: 9) }
            point("sample", "features", count, unit: event) { work.sampling(events: 4000) }
        }
    }

    private func overMembers() {
        for count in [1, 2, 4, 8, 16] {
            let work = Work(
                model: PaperModel(members: count), workers: Workers(threads: threads), repeats: max(1, repeats / 2))
            point("scan of 9 points", "members", count, unit: event) { work.ensembleScan(events: 4000, points: 9) }
        }
    }
}
