import Foundation
import Report
import Testing

@testable import FitDirectives
@testable import Samples

/// What a fit states of the statistics of its simulation, against trainings on other simulations.
@Suite struct SimulationStatisticsTests {
    private static let head = """
        ---
        seed: 5
        defaults:
          train: {hidden: [8], transforms: 1, bins: 6, batch: 256, steps: 300, validation: 1000, learning-rate: 5e-3, affine: true, activation: elu}
        ---

        ```{generate} data
        events: 10000
        at: {shift: 0.5, squeeze: -0.5}
        information: true
        ```


        """

    /// A simulation, its densities, and the fit with them.
    private static func measurement(_ index: Int) -> String {
        """
        ```{generate} nominal-\(index)
        events: 2000
        ```

        ```{generate} templates-\(index)
        events: 2000
        at: [{shift: 1}, {shift: -1}, {squeeze: 1}, {squeeze: -1}]
        ```

        ```{train} features-\(index)
        density: kinematics
        sample: nominal-\(index)
        ```

        ```{train} response-\(index)
        base: features-\(index)
        sample: templates-\(index)
        ```

        ```{fit} fit-\(index)
        data: data
        kinematics: response-\(index)
        transfer: none
        ```


        """
    }

    /// The same data, six simulations: ν̂ scatters by what each fit states.
    @Test func theErrorIsTheScatterOverSimulations() async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(Self.head + (0..<6).map(Self.measurement).joined())
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        var squares: [Double] = []
        for name in ["shift", "squeeze"] {
            let best = try (0..<6).map { try #require(outcome.value("fit-\($0)", "\(name).best")?.double) }
            let errors = try (0..<6).map {
                try #require(outcome.value("fit-\($0)", "simulation.\(name).error")?.double)
            }
            let sigmas = try (0..<6).map { try #require(outcome.value("fit-\($0)", "\(name).sigma")?.double) }
            let shares = try (0..<6).map {
                try #require(outcome.value("fit-\($0)", "simulation.\(name).share")?.double)
            }
            for (index, share) in shares.enumerated() { #expect(abs(share - errors[index] / sigmas[index]) < 1e-9) }
            let mean = best.reduce(0, +) / 6
            let scatter = best.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 5
            let stated = errors.reduce(0) { $0 + $1 * $1 } / 6
            squares.append(scatter / stated)
            // σ·√(N/N_sim) times the root of Σ L² = 0.56, as far as classes and the prior do not matter.
            let expected = sigmas[0] * (5 * 0.5625).squareRoot()
            #expect(abs(stated.squareRoot() / expected - 1) < 0.3, "\(name): \(stated.squareRoot()), \(expected)")
        }
        // Of ten differences the scatter is known to 22 %.
        let ratio = ((squares[0] + squares[1]) / 2).squareRoot()
        #expect(ratio > 1 / 1.6 && ratio < 1.6, "\(ratio)")
        // Two classes at five points; what each counts is one together.
        let samples = try #require(outcome.value("fit-0", "simulation.samples")?.array)
        #expect(samples.count == 10)
        for name in ["a", "b"] {
            let own = samples.filter { $0[path: "event-class"]?.string == name }
            #expect(abs(own.reduce(0) { $0 + ($1[path: "weight"]?.double ?? .nan) } - 1) < 1e-9)
            #expect(own.allSatisfy { $0[path: "events"]?.double == $0[path: "effective"]?.double })
        }
        #expect(outcome.remarks.contains { $0.contains("simulation-error") })
        let section = try workplace.section("fit-0")
        #expect(section.contains("Not in σ") && section.contains("weakest template"))
        #expect(outcome.value("fit-0", "simulation-missing") == nil)
    }

    /// Templates that are the nominal events, moved, know their ids; those of another simulation do not share theirs.
    @Test func sharedEventsAreFoundInFiles() async throws {
        let workplace = try Workplace()
        _ = try LoadedFiles(in: workplace.folder, events: 3000, data: 800)
        let text =
            LoadedFiles.simulationCell("weight: w", y: false) + """
                ```{train} features
                density: kinematics
                sample: simulation
                hidden: [8]
                transforms: 1
                steps: 60
                ```

                ```{train} response
                base: features
                sample: simulation
                hidden: [8]
                steps: 60
                ```

                ```{fit} measurement
                data: data
                kinematics: response
                transfer: none
                ```

                """
        let outcome = try await workplace.render("---\nseed: 5\n---\n\n" + text)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        let stored = try #require(outcome.run?.artifact("simulation")?.attachments[StoredEvents.name])
        let sample = try StoredEvents.sample(stored)
        let templates = sample.blocks.filter { $0.point != .nominal }
        #expect(templates.count == 12)
        for block in sample.blocks {
            #expect(!block.identities.isEmpty, "class \(block.eventClass ?? -1) at \(block.point)")
            #expect(block.identities == block.identities.sorted() && block.identities.count <= block.counts[0])
        }
        let samples = try #require(outcome.value("measurement", "simulation.samples")?.array)
        // Three classes, nominal and at four templates.
        #expect(samples.count == 15)
        for one in samples {
            let (events, effective) = try (
                #require(one[path: "events"]?.double), #require(one[path: "effective"]?.double)
            )
            // One of five weighs −1, four 1.5: (Σw)²/Σw² is half of the events.
            #expect(abs(effective / events - 0.5) < 0.15)
        }
        for name in LoadedFiles.nuisances {
            let error = try #require(outcome.value("measurement", "simulation.\(name).error")?.double)
            #expect(error > 0 && error.isFinite)
        }
    }

    /// The same events of all that share them, whatever number is looked at.
    @Test func fewOfSharedEventsAreTheSame() throws {
        func taught(_ identities: [UInt64], source: Int, seen: Int, cell: String = "a") -> TaughtSimulation.Taught {
            let values = identities.map { Float($0) }
            return TaughtSimulation.Taught(
                source: TaughtSimulation.Source(cell: cell, number: source), at: .nominal,
                events: TaughtEvents(
                    eventClass: 0, source: source,
                    events: SampleEvents(x: [values], y: [], classes: values.map { _ in 0 }), identities: identities,
                    available: 100, total: 120, share: 1), seen: seen, uses: [])
        }
        let all = (0..<50).map { UInt64(2 * $0) }
        let some = all.filter { $0 % 10 != 0 }
        let shared = SharedSources([
            taught(all, source: 0, seen: 100), taught(some, source: 1, seen: 20),
            taught(all, source: 2, seen: 10, cell: "b"),
        ])
        #expect(shared.groups == [[0, 1], [2]])
        // The first twenty of the second source end at 48.
        #expect(shared.given == [25, 20, 10])
        #expect(Array(all.prefix(25)).filter { $0 % 10 != 0 } == Array(some.prefix(20)))
    }

    @Test(arguments: [
        "kinematics: taken\ntransfer: none", "kinematics: kinematics-response\nscore: taken\ntransfer: none",
        "kinematics: on-top\ntransfer: none",
    ]) func isNotKnownOfDensitiesFromFiles(_ options: String) async throws {
        let workplace = try Workplace()
        let trained = try await workplace.render(TinyReport().densities)
        for label in ["kinematics", "kinematics-response", "score-response"] {
            try trained.run?.artifact(label)?.attachments["model.safetensors"]?.write(
                to: workplace.folder.appendingPathComponent("\(label).safetensors"))
        }
        let density = options.contains("score") ? "score" : "kinematics"
        let cells = """
            ```{train} taken
            sample: templates
            density: \(density)
            from: \(density)-response.safetensors
            ```

            ```{train} base-taken
            sample: nominal
            density: kinematics
            from: kinematics.safetensors
            ```

            ```{train} on-top
            base: base-taken
            sample: templates
            ```

            ```{fit} taught
            data: data
            \(options)
            ```

            `{value} taught.simulation.per-expected`

            """
        let messages = try workplace.messages(TinyReport().densities + cells)
        #expect(messages.contains { $0.contains("per-expected") || $0.contains("'simulation'") }, "\(messages)")
    }
}
