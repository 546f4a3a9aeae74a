import Foundation
import Statistics

/// Estimates the time of all cells of a report on other numbers of cores, from the times of their last runs and
/// Amdahl's law.
///
/// Independent cells run in parallel and share the cores; a cell that cannot use its share leaves it to the others. The
/// model does not include limits of shared memory and of clock rates.
public struct CoreModel: Sendable {
    /// In the order of running.
    let loads: [CoreLoad]
    /// Cells of which the store knows no run.
    let unknown: [String]
    /// The part of a verb's time that more threads do not shorten, where that was measured.
    let serial: [String: Double]

    init(_ loads: [CoreLoad], unknown: [String] = [], serial: [String: Double] = [:]) {
        self.loads = loads
        self.unknown = unknown
        self.serial = serial
    }

    /// - Parameters:
    ///   - document: the report; its cells need not be up to date.
    ///   - store: the store with their last results, or those of other reports with the same verbs.
    ///   - other: a store with the same results, computed on another number of threads; nil without one.
    init(of document: Document, store: Store, besides other: Store?) {
        let runs = EarlierRuns(in: store)
        serial = other.map { runs.serial(document, store, besides: $0) } ?? [:]
        var loads: [CoreLoad] = []
        var unknown: [String] = []
        for cell in document.graph.order.compactMap(document.cell) {
            let load = runs.load(of: cell, in: document, store, serial: serial[cell.verb] ?? 0)
            if let load { loads.append(load) } else { unknown.append(cell.label) }
        }
        self.loads = loads
        self.unknown = unknown
    }

    /// Wall time of all cells on so many cores.
    func seconds(on cores: Int) -> Double {
        var left = Dictionary(loads.map { ($0.label, 1.0) }, uniquingKeysWith: { first, _ in first })
        var time = 0.0
        while !left.isEmpty {
            let ready = loads.filter { load in left[load.label] != nil && load.uses.allSatisfy { left[$0] == nil } }
                .prefix(cores)
            let times = zip(ready, Self.shares(cores, among: ready.map(\.most))).map { $0.seconds(on: $1) }
            // Until the first of them is done.
            let step = zip(ready, times).map { (left[$0.label] ?? 0) * $1 }.min() ?? 0
            guard !ready.isEmpty else { break }
            time += step
            for (load, seconds) in zip(ready, times) {
                let rest = seconds > 0 ? (left[load.label] ?? 0) - step / seconds : 0
                left[load.label] = rest > 1e-12 ? rest : nil
            }
        }
        return time
    }

    /// Shares of the cores: one for each, and the rest one by one to those that can use more.
    static func shares(_ cores: Int, among most: [Int?]) -> [Int] {
        var shares = most.map { _ in 1 }
        var free = cores - shares.count
        while free > 0 {
            let hungry = shares.indices.filter { index in most[index].map { shares[index] < $0 } ?? true }
            if hungry.isEmpty { break }
            for index in hungry where free > 0 {
                shares[index] += 1
                free -= 1
            }
        }
        return shares
    }

    /// The longest chain of cells that wait for each other, each with so many cores: its time is the minimum for any
    /// number of machines.
    func chain(on cores: Int) -> (labels: [String], seconds: Double) {
        var ends: [String: (labels: [String], seconds: Double)] = [:]
        for load in loads {
            let before = load.uses.compactMap { ends[$0] }.max { $0.seconds < $1.seconds } ?? ([], 0)
            ends[load.label] = (before.labels + [load.label], before.seconds + load.seconds(on: cores))
        }
        return ends.values.max { ($0.seconds, $1.labels.count) < ($1.seconds, $0.labels.count) } ?? ([], 0)
    }

    /// A table of the cells that take the most time, of all cells, and of the longest chain.
    ///
    /// - Parameter cores: the numbers of cores.
    public func text(_ cores: [Int]) -> String {
        guard !loads.isEmpty else { return "The store knows no run of these cells.\n" }
        let work = loads.reduce(0) { $0 + $1.work }
        let chain = chain(on: cores.last ?? 1)
        let shown = loads.filter { $0.work >= 0.005 * work || chain.labels.contains($0.label) && $0.work >= 0.05 }
        let rest = loads.filter { load in !shown.contains { $0.label == load.label } }
        func row(_ name: String, _ most: String, _ time: (Int) -> Double) -> [String] {
            [name] + cores.map { DurationText.coarse(time($0)) } + [most]
        }
        var rows = shown.map { load in
            row(load.label, load.most.map { "\($0)" } ?? "any") { load.seconds(on: $0) }
        }
        if !rest.isEmpty {
            rows.append(
                row(NumberText.counted(rest.count, "other"), "") { cores in
                    rest.reduce(0) { $0 + $1.seconds(on: cores) }
                })
        }
        rows.append(row("all cells", "") { seconds(on: $0) })
        let one = seconds(on: 1)
        rows.append(
            ["times as fast"] + cores.map { String(format: "%.1f", one / max(1e-9, seconds(on: $0))) } + [""])
        rows.append(row("longest chain", "") { self.chain(on: $0).seconds })
        let columns = cores.map { "\($0) \($0 == 1 ? "core" : "cores")" }
        let table = TextTable(
            ["cell"] + columns + ["cores that it can use"], rows, right: Set(1...cores.count + 1))
        return table.text + "\n" + notes(chain.labels, cores.last ?? 1)
    }

    private func notes(_ chain: [String], _ cores: Int) -> String {
        var lines = ["Longest chain on \(cores) \(cores == 1 ? "core" : "cores"): \(chain.joined(separator: " → "))."]
        if serial.isEmpty {
            lines.append("What more threads do not shorten within a cell was not measured, and is taken as nothing.")
        } else {
            let parts = serial.sorted { $0.key < $1.key }.map { String(format: "%@ %.0f %%", $0.key, 100 * $0.value) }
            lines.append(
                "Not shortened by more threads: \(parts.joined(separator: ", ")); of other verbs taken as nothing.")
        }
        if !unknown.isEmpty { lines.append("Not counted, because they never ran: \(NearMiss.list(unknown)).") }
        return lines.joined(separator: "\n") + "\n"
    }
}
