import Report

/// The arrays that would be submitted first, as far as that is known without doing anything.
package struct DryWave: Sendable {
    package private(set) var arrays: [(limits: Limits, places: [TaskArray.Place])] = []

    /// - Parameter entries: jobs that can start.
    package init(_ entries: [JobList.Entry], grouping: JobGrouping, rule: LimitRule) {
        var order: [String] = []
        var byCell: [String: [JobList.Entry]] = [:]
        for entry in entries {
            if byCell[entry.item.label] == nil { order.append(entry.item.label) }
            byCell[entry.item.label, default: []].append(entry)
        }
        for cell in order {
            guard let jobs = byCell[cell] else { continue }
            let seconds = jobs.compactMap(\.cost?.seconds)
            let each = seconds.count == jobs.count ? seconds.reduce(0, +) / Double(seconds.count) : nil
            for (task, range) in grouping.tasks(of: jobs.count, each: each).enumerated() {
                let cost = each.map { each in
                    PastWork.Cost(
                        seconds: each * Double(range.count) / Double(max(1, rule.unknown.threads)),
                        memory: jobs[range].compactMap(\.cost?.memory).max())
                }
                let limits = rule.limits(cost)
                let place = TaskArray.Place(bundle: "\(cell).bundle", task: task)
                if let index = arrays.firstIndex(where: { $0.limits == limits }) {
                    arrays[index].places.append(place)
                } else {
                    arrays.append((limits, [place]))
                }
            }
        }
    }
}
