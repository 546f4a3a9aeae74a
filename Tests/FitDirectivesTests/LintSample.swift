import Foundation
import RandomStreams
import Report
import Safetensors
import Testing

@testable import FitDirectives

/// Two classes, a nuisance with templates of one of them, and data, with nothing wrong until a test makes it so.
struct LintSample {
    /// p is standard normal, q exponential, r normal and, of class b, correlated with p.
    struct Event {
        var id: Double
        var p: Double
        var q: Double
        var r: Double
        var w: Double

        func values(_ names: [String]) -> [Double] {
            names.map { ["event": id, "p": p, "q": q, "r": r, "w": w][$0] ?? .nan }
        }
    }

    /// Files and what 'samples' says of them.
    var samples = [
        ("a", "class: a, "), ("b", "class: b, "), ("up", "at: {jes: 1}, class: a, "),
        ("down", "at: {jes: -1}, class: a, "),
    ]
    /// By file.
    var files: [String: [Event]] = [:]
    /// Further entries of 'samples'.
    var further: [String] = []
    /// Further options of simulation.
    var options = "weight: w\nid: event"

    init(_ count: Int = 3000, seed: UInt64 = 1) {
        files["a"] = Self.events(count, seed: seed)
        files["b"] = Self.events(count, seed: seed, first: 1e6, correlation: 0.5).map { event in
            var event = event
            event.p += 2
            return event
        }
        files["data"] =
            Self.events(count / 2, seed: seed, first: 2e6)
            + Self.events(
                count / 2, seed: seed, first: 3e6, correlation: 0.5
            ).map { event in
                var event = event
                event.p += 2
                return event
            }
        for (name, sign) in [("up", 1.0), ("down", -1.0)] {
            vary(name) { event, _ in
                event.p += 0.2 * sign
                event.q *= 1 + 0.1 * sign
                event.w *= 1 + 0.05 * sign
            }
        }
    }

    /// - Parameter first: id of the first one; what an event is follows from its id.
    static func events(_ count: Int, seed: UInt64, first: Double = 0, correlation: Double = 0) -> [Event] {
        let key = RandomKey(seed: seed, purpose: "lint sample")
        return (0..<count).map { index in
            let id = first + Double(index)
            var stream = key.stream(UInt64(id))
            let p = stream.normal()
            let other = (1 - correlation * correlation).squareRoot() * stream.normal()
            return Event(
                id: id, p: p, q: -log(1 - stream.uniform()), r: correlation * p + other,
                w: stream.uniform() < 0.2 ? -1 : 1.5)
        }
    }

    /// Makes a file of the nominal events of class a.
    ///
    /// - Parameter change: is told of every event and its place.
    mutating func vary(_ file: String, from source: String = "a", _ change: (inout Event, Int) -> Void) {
        files[file] = files[source]?.enumerated().map { index, event in
            var event = event
            change(&event, index)
            return event
        }
    }

    /// The cells, and files beside them.
    func write(into folder: URL) throws -> String {
        let columns = ["event", "p", "q", "r", "w"]
        for (name, events) in files {
            var writer = SafetensorsWriter()
            let rows = events.map { $0.values(columns) }
            for (index, column) in columns.enumerated() {
                try writer.add(column, shape: [rows.count], rows.map { $0[index] })
            }
            try writer.data().write(to: folder.appendingPathComponent("\(name).safetensors"))
        }
        let entries = samples.map { "{\($0.1)file: \($0.0).safetensors}" } + further
        return """
            ```{load} simulation
            x: [p, q, r]
            \(options)
            samples:
            \(entries.map { "  - \($0)" }.joined(separator: "\n"))
            ```

            ```{load} data
            like: simulation
            samples: [{file: data.safetensors}]
            ```


            """
    }

    /// What a render says.
    struct Outcome {
        let workplace: Workplace
        let rendered: RenderSession.Outcome

        /// Names of findings, sorted.
        func findings(_ label: String = "simulation") -> [String] {
            rendered.health?.cells.first { $0.label == label }?.findings.map(\.name).sorted() ?? ["no result"]
        }

        func sentence(_ name: String, _ label: String = "simulation") -> String {
            rendered.health?.cells.first { $0.label == label }?.findings.first { $0.name == name }?.sentence ?? ""
        }

        func value(_ path: String, _ label: String = "simulation") -> Value? { rendered.value(label, path) }
    }

    func render() async throws -> Outcome {
        let workplace = try Workplace()
        let rendered = try await workplace.render(write(into: workplace.folder))
        #expect(rendered.exitStatus == 0, "\(rendered.messages)")
        return Outcome(workplace: workplace, rendered: rendered)
    }

    func findings(_ label: String = "simulation") async throws -> [String] { try await render().findings(label) }
}
