import Foundation
import RandomStreams
import Report
import Safetensors
import Testing

@testable import FitDirectives

/// Sound samples of many seeds: checks that weigh an effect against its error must not alarm.
@Suite struct LintFalseAlarmTests {
    /// Uniform, normal, exponential and, of Student's law, with three degrees of freedom, in two classes; the same
    /// events moved, and events of their own moved far.
    private static func write(_ count: Int, seed: UInt64, into folder: URL) throws {
        let key = RandomKey(seed: seed, purpose: "false alarms")
        func events(_ name: String, first: Int, normal: Double = 0, scale: Double = 1, weight: Double = 1) throws {
            var columns: [[Double]] = Array(repeating: [], count: 6)
            for index in first..<first + count {
                var stream = key.stream(UInt64(index))
                let squares = (0..<3).reduce(0.0) { sum, _ in
                    let normal = stream.normal()
                    return sum + normal * normal
                }
                let values = [
                    stream.uniform(), normal + stream.normal(), -log(1 - stream.uniform()) * scale,
                    0.5 * normal + stream.normal() / (squares / 3).squareRoot(), Double(index),
                    weight * (stream.uniform() < 0.2 ? -1 : 1.5),
                ]
                for (column, value) in values.enumerated() { columns[column].append(value) }
            }
            var writer = SafetensorsWriter()
            for (name, values) in zip(["u", "n", "e", "t", "event", "w"], columns) {
                try writer.add(name, shape: [count], values)
            }
            try writer.data().write(to: folder.appendingPathComponent("\(name).safetensors"))
        }
        let far = 1 << 24
        try events("a", first: 0)
        try events("up", first: 0, normal: 0.2, scale: 1.1, weight: 1.05)
        try events("down", first: 0, normal: -0.2, scale: 0.9, weight: 0.95)
        try events("more", first: 2 * far, normal: 1)
        try events("less", first: 3 * far, normal: -1)
        try events("b", first: far, normal: 1, scale: 2)
        try events("data", first: 4 * far, normal: 0.1)
    }

    private static func cells(_ name: String, options: String) -> String {
        """
        ```{load} s\(name)
        x: [u, n, e, t]
        \(options)
        samples:
          - {class: a, file: \(name)/a.safetensors}
          - {class: b, file: \(name)/b.safetensors}
          - {class: a, file: \(name)/up.safetensors, at: {jes: 1}}
          - {class: a, file: \(name)/down.safetensors, at: {jes: -1}}
          - {class: a, file: \(name)/more.safetensors, at: {scale: 1}}
          - {class: a, file: \(name)/less.safetensors, at: {scale: -1}}
        ```

        ```{load} d\(name)
        like: s\(name)
        samples: [{file: \(name)/data.safetensors}]
        ```


        """
    }

    /// Few events of either sign, few without weights, and many of either sign.
    @Test(arguments: [(200, 50, "weight: w\nid: event"), (200, 20, ""), (100_000, 2, "weight: w\nid: event")])
    func soundSamplesRaiseNone(_ count: Int, _ seeds: Int, _ options: String) async throws {
        let workplace = try Workplace()
        var text = ""
        for seed in 0..<seeds {
            let folder = workplace.folder.appendingPathComponent("\(seed)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Self.write(count, seed: UInt64(seed), into: folder)
            text += Self.cells("\(seed)", options: options)
        }
        let outcome = try await workplace.render(text)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        let cells = try #require(outcome.health).cells
        #expect(cells.count == 2 * seeds)
        // That 200 events are few is no matter of chance.
        let alarms = cells.flatMap(\.findings).filter { $0.name != "few-effective-events" }
        #expect(alarms.isEmpty, "\(alarms.map { "\($0.name): \($0.sentence)" })")
    }

    /// What `fit` and others are tested with: the same events, moved, a seventh of all weight negative.
    @Test func theFilesOfOtherTestsRaiseNone() async throws {
        let workplace = try Workplace()
        _ = try LoadedFiles(in: workplace.folder)
        let outcome = try await workplace.render(LoadedFiles.simulationCell("weight: w"))
        let findings = try #require(outcome.health).cells.flatMap(\.findings)
        #expect(findings.isEmpty, "\(findings.map { "\($0.name): \($0.sentence)" })")
    }
}
