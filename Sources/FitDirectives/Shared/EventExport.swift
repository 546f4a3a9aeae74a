import Foundation
import Report
import Safetensors
import Samples
import Statistics

/// The events of a sample as a file: a column each for features, scores, weight, class and, of several points, nuisances.
///
/// It holds the events that are used for training or as data, point after point. A generated sample shows their classes too,
/// which data do not.
enum EventExport {
    static let name = "events.safetensors"

    /// So many are still made in memory.
    private static let mostEvents = 20_000_000

    /// - Throws: `CellFailure` where there are too many events for one file.
    static func table(_ sample: any EventSample) throws -> Data {
        let schema = sample.schema
        let counts = sample.points.indices.map { sample.count(point: $0, split: .training) }
        let total = counts.reduce(0, +)
        guard total <= mostEvents else {
            throw CellFailure(
                "\(NumberText.count(total)) events are more than the \(NumberText.count(mostEvents)) that one file takes",
                advice: "Export a cell of fewer 'events' or points.")
        }
        let parts = sample.points.indices.map { sample.labelled(point: $0) }
        var writer = SafetensorsWriter(metadata: [
            "classes": schema.classes.map(\.name).joined(separator: ","),
            "points": sample.points.map(\.words).joined(separator: "; "),
        ])
        func add(_ name: String, _ column: (SampleEvents) -> [Float]) throws {
            try writer.add(name, shape: [total], parts.flatMap(column))
        }
        for (index, feature) in schema.features.enumerated() { try add(feature.name) { $0.x[index] } }
        for (index, score) in schema.scores.enumerated() { try add(score.name) { $0.y[index] } }
        if let weight = schema.weight {
            try add(weight.name) { $0.weights ?? Array(repeating: 1, count: $0.count) }
        }
        let classes = parts.compactMap(\.classes)
        if classes.count == parts.count { try writer.add("class", shape: [total], classes.flatMap { $0 }) }
        if sample.points.count > 1 {
            for name in schema.nuisanceNames {
                let values = zip(sample.points, counts).flatMap { Array(repeating: Float($0[name]), count: $1) }
                try writer.add(name, shape: [total], values)
            }
        }
        return writer.data()
    }
}
