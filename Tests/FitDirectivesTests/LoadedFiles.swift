import Foundation
import Samples
import SyntheticSamples

/// Events of the second synthetic sample in CSV files, a file for every class and template: its law is known, and
/// what reads the files does not know it.
struct LoadedFiles {
    let folder: URL
    let data: ThreeClassSample

    static let nuisances = ["scale", "width"]
    static let templates = nuisances.flatMap { name in [-1.0, 1].map { NuisancePoint([name: $0]) } }
    static let expected = 3000.0

    /// - Parameter events: of all classes together, nominal ones and those of every template: the same events, moved.
    init(
        in folder: URL, events: Int = 12_000, data: Int = 3000, at point: NuisancePoint = NuisancePoint(["scale": 0.4])
    ) throws {
        self.folder = folder
        self.data = ThreeClassSample(points: [point], events: data, seed: 32)
        for (place, point) in ([.nominal] + Self.templates).enumerated() {
            let simulation = ThreeClassSample(points: [point], events: events, seed: 31)
            let all = simulation.labelled()
            for (index, name) in simulation.schema.classes.map(\.name).enumerated() {
                let own = all.classes?.indices.filter { all.classes?[$0] == UInt8(index) } ?? []
                try write(all, own, to: Self.file(name, place), weight: Self.expected / Double(events))
            }
        }
        let measured = self.data.data
        try write(measured, Array(0..<measured.count), to: "data.csv", weight: 1)
    }

    static func file(_ name: String, _ place: Int) -> String { "\(name)-\(place).csv" }

    private func write(_ events: SampleEvents, _ own: [Int], to name: String, weight: Double) throws {
        var text = "event,energy_mev,angle,mass,tag,w\n"
        for index in own {
            // One of five has a negative weight and four a larger one, the same in the mean.
            let sign = index % 5 == 0 ? -1.0 : 1.5
            let numbers = [
                Double(index), 1000 * Double(events.x[0][index]), Double(events.x[1][index]),
                Double(events.x[2][index]), Double(events.y[0][index]), weight * sign,
            ]
            text += numbers.map { "\($0)" }.joined(separator: ",") + "\n"
        }
        try Data(text.utf8).write(to: folder.appendingPathComponent(name))
    }

    /// The cell that loads simulation.
    ///
    /// - Parameter options: further ones.
    static func simulationCell(_ options: String, y: Bool = true) -> String {
        var samples = ""
        for (place, point) in ([.nominal] + templates).enumerated() {
            for name in ["signal", "peak", "flat"] {
                let at = point.movedNames.map { "\($0): \(point[$0])" }.joined(separator: ", ")
                samples += "  - {class: \(name), file: \(file(name, place))\(at.isEmpty ? "" : ", at: {\(at)}")}\n"
            }
        }
        return """
            ```{load} simulation
            x: [energy, angle, mass]
            \(y ? "y: [tag]" : "")
            define: {energy: energy_mev / 1000}
            id: event
            units: {energy: GeV}
            labels: {energy: $E_T$, signal: the signal}
            \(options)
            samples:
            \(samples)
            ```

            ```{load} data
            like: simulation
            samples: [{file: data.csv}]
            ```


            """
    }
}
