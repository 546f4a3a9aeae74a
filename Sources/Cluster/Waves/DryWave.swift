import Report

/// The arrays that would be submitted first, as far as they are known without computing anything.
package struct DryWave: Sendable {
    package private(set) var arrays: [(limits: Limits, places: [TaskArray.Place])] = []

    /// - Parameter entries: jobs that can start.
    package init(_ entries: [JobList.Entry], grouping: JobGrouping, rule: LimitRule) {
        for jobs in entries.grouped(by: \.item.label) {
            for (task, range) in grouping.tasks(of: jobs.map(\.cost)).enumerated() {
                let limits = rule.limits(of: jobs[range].map(\.cost))
                let place = TaskArray.Place(bundle: "\(jobs[0].item.label).bundle", task: task)
                if let index = arrays.firstIndex(where: { $0.limits == limits }) {
                    arrays[index].places.append(place)
                } else {
                    arrays.append((limits, [place]))
                }
            }
        }
    }
}
