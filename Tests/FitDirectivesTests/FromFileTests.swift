import Flows
import Foundation
import Report
import Testing

@testable import FitDirectives

/// Cells that take a density or a T from a file in place of a training or a fit.
@Suite struct FromFileTests {
    /// The cells of ``TinyReport`` that everything here takes files from.
    private static let trained = TinyReport().densities + TinyReport().fit

    /// Densities and T, each written to a file of its cell's name.
    private func files(of outcome: RenderSession.Outcome, in workplace: Workplace) throws {
        for label in ["kinematics", "kinematics-response", "score", "score-response", "measurement"] {
            let artifact = try #require(outcome.run?.artifact(label))
            let data = try #require(
                artifact.attachments[label == "measurement" ? "transfer.safetensors" : "model.safetensors"])
            try data.write(to: workplace.folder.appendingPathComponent("\(label).safetensors"))
        }
    }

    private static func train(_ label: String, _ options: String, sample: String = "templates") -> String {
        "```{train} \(label)\nsample: \(sample)\n\(options)\n```\n\n"
    }

    private static func failure(_ outcome: RenderSession.Outcome, _ label: String) -> String {
        guard case .failed(let message, let advice)? = outcome.run?.results[label]?.outcome else {
            return "\(label) did not fail: \(outcome.messages)"
        }
        return message + "; " + (advice ?? "")
    }

    @Test func measuresADensityFromAFileAsTheOneThatWasTrained() async throws {
        let workplace = try Workplace()
        let first = try await workplace.render(Self.trained)
        #expect(first.exitStatus == 0, "\(first.messages)")
        try files(of: first, in: workplace)
        let cells =
            Self.train("taken", "density: kinematics\nfrom: kinematics-response.safetensors")
            + Self.train("base-taken", "density: score\nfrom: score.safetensors", sample: "nominal")
                + """
                ```{train} on-top
                base: base-taken
                sample: templates
                ```

                ```{fit} fitted
                data: data
                kinematics: taken
                score: score-response
                from: measurement.safetensors
                ```

                ```{scan} plane
                fit: fitted
                nuisances: [shift, squeeze]
                half-width: 0.4
                tolerance: 1
                ```

                """
        let outcome = try await workplace.render(Self.trained + cells)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        #expect(outcome.value("taken", "gaps") == outcome.value("kinematics-response", "gaps"))
        #expect(outcome.value("taken", "nuisances") == outcome.value("kinematics-response", "nuisances"))
        #expect(outcome.value("taken", "entropy") == outcome.value("kinematics-response", "entropy"))
        #expect(outcome.value("taken", "steps")?.int == 0)
        #expect(outcome.value("base-taken", "validation") == outcome.value("score", "validation"))
        #expect(outcome.value("on-top", "steps")?.int == 60)
        for path in ["shift.best", "squeeze.best", "shift.truth", "shift.from-truth", "transfer", "order"] {
            #expect(outcome.value("fitted", path) == outcome.value("measurement", path), "\(path)")
        }
        #expect(outcome.value("fitted", "shift.distance") == nil)
        #expect(outcome.value("plane", "shift.best")?.double != nil)
        #expect(outcome.value("plane", "shift.from-fit") == nil)
        #expect(try workplace.section("taken").contains("taken from kinematics-response.safetensors"))
        #expect(try workplace.section("fitted").contains("taken from measurement.safetensors"))
    }

    @Test func scansTheMembersOfAnEnsembleFromFiles() async throws {
        let workplace = try Workplace()
        var report = TinyReport()
        report.members = 2
        let fit = report.fit
        let scan = """
            ```{scan} NAME-plane
            fit: NAME
            nuisances: [shift, squeeze]
            window: {shift: [0, 1], squeeze: [-1, 0]}
            tolerance: 1
            ```


            """
        let own = TinyReport().densities + fit + scan.replacing("NAME", with: "measurement")
        let first = try await workplace.render(own)
        #expect(first.exitStatus == 0, "\(first.messages)")
        let artifact = try #require(first.run?.artifact("measurement"))
        for (name, data) in artifact.attachments {
            try data.write(to: workplace.folder.appendingPathComponent(name))
        }
        let taken = """
            ```{fit} taken
            data: data
            kinematics: kinematics-response
            score: score-response
            from: [member-0.safetensors, member-1.safetensors]
            nominal: transfer.safetensors
            ```

            ```{fit} members-alone
            data: data
            kinematics: kinematics-response
            score: score-response
            from: [member-0.safetensors, member-1.safetensors]
            ```


            """
        let outcome = try await workplace.render(own + taken + scan.replacing("NAME", with: "taken"))
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        #expect(outcome.value("taken", "shift.best") == outcome.value("measurement", "shift.best"))
        for path in ["shift.members", "members.1.squeeze.best", "shift.best"] {
            #expect(outcome.value("taken", path) != nil)
            #expect(outcome.value("taken", path) == outcome.value("measurement", path), "\(path)")
        }
        // A fit from files knows no σ, so that its scan has no distance from it.
        for path in ["bma.shift.best", "bma.shift.sigma", "envelope.squeeze.best", "rebased-bma.effective-members"] {
            let taken = outcome.value("taken-plane", "combinations.\(path)")
            #expect(taken != nil && taken == outcome.value("measurement-plane", "combinations.\(path)"), "\(path)")
        }
        #expect(outcome.value("members-alone", "shift.best") == outcome.value("measurement", "members.0.shift.best"))
        #expect(try workplace.section("members-alone").contains("the first of the members"))
    }

    @Test func runsAgainWhereTheFileHasChanged() async throws {
        let workplace = try Workplace()
        let first = try await workplace.render(TinyReport().densities)
        let models = try ["kinematics", "kinematics-response"].map {
            try #require(first.run?.artifact($0)?.attachments["model.safetensors"])
        }
        let url = workplace.folder.appendingPathComponent("kinematics.safetensors")
        let report =
            TinyReport().densities + Self.train("taken", "density: kinematics\nfrom: kinematics.safetensors")
        try models[0].write(to: url)
        #expect(try await workplace.render(report).ran == ["taken"])
        #expect(try await workplace.render(report).ran == [])
        try models[1].write(to: url)
        #expect(try await workplace.render(report).ran == ["taken"])
    }

    /// Before anything runs.
    @Test(arguments: [
        ("no tensors at all", "begins with 'no tensors at all'"),
        ("version https://git-lfs.github.com/spec/v1\n", "Git LFS"),
        ("PK\u{3}\u{4}archive/data.pkl", "checkpoint of PyTorch"), ("<!DOCTYPE html><p>404", "an HTML page"),
        ("", "holds no model"),
        ("{\"a\": 5, \"bcdefgh\": 6}", "holds no model"),
    ]) func saysWhatIsNoModel(_ content: String, _ words: String) throws {
        let workplace = try Workplace()
        try Data(content.utf8).write(to: workplace.folder.appendingPathComponent("broken.safetensors"))
        let report =
            "```{generate} nominal\nevents: 100\n```\n\n"
            + Self.train("broken", "density: score\nfrom: broken.safetensors", sample: "nominal")
        let error = #expect(throws: InvalidDocument.self) { try workplace.document(report) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    /// Whole files of tensors: none of them is a model, and that too is said before anything runs.
    @Test(arguments: [
        ("layer.weight", "no tensor is named as those of a flow"),
        ("module.transforms.0.hyper.0.weight", "there is no tensor 'transforms.0.nuisance_scales'"),
    ]) func saysWhichTensorsAreNone(_ name: String, _ words: String) throws {
        let workplace = try Workplace()
        let header = Data(#"{"\#(name)": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}"#.utf8)
        let length = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) }
        try (length + header + Data(count: 4)).write(to: workplace.folder.appendingPathComponent("other.safetensors"))
        let report =
            "```{generate} nominal\nevents: 100\n```\n\n"
            + Self.train("other", "density: score\nfrom: other.safetensors", sample: "nominal")
        let error = #expect(throws: InvalidDocument.self) { try workplace.document(report) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    @Test func saysHowAFileDiffersFromWhatTheCellSays() async throws {
        let workplace = try Workplace()
        let first = try await workplace.render(Self.trained)
        try files(of: first, in: workplace)
        let fit = "```{fit} NAME\ndata: data\nkinematics: kinematics-response\nscore: score-response\n"
        let cells =
            Self.train("other-density", "density: score\nfrom: kinematics.safetensors")
            + Self.train("a-map", "density: score\nfrom: measurement.safetensors")
            + Self.train("too-many", "density: score\nfrom: score.safetensors\nnuisances: [shift]")
            + Self.train("swapped", "density: score\nfrom: score-response.safetensors\nnuisances: [squeeze, shift]")
            + Self.train("told-twice", "density: score\nfrom: score.safetensors\nimport: {activation: elu}")
            + fit.replacing("NAME", with: "a-density") + "from: score.safetensors\n```\n\n"
            + fit.replacing("NAME", with: "best-twice")
            + "from: measurement.safetensors\nbest-fit: {shift: 1}\n```\n\n"
        let outcome = try await workplace.render(Self.trained + cells)
        #expect(outcome.exitStatus == 1)
        let words: [(label: String, words: [String])] = [
            ("other-density", ["2 context inputs", "p(y|x,c)", "a, b, x0, x1"]),
            ("a-map", ["a map of events to events", "'fit' cell"]),
            ("too-many", ["0 nuisances", "Remove 'nuisances'"]),
            ("swapped", ["calls its nuisances shift, squeeze"]),
            ("told-twice", ["Remove 'import'"]),
            ("a-density", ["is a density", "'train' cell"]),
            ("best-twice", ["itself has the best fit of 'shift'"]),
        ]
        #expect(outcome.messages.count == words.count)
        for (label, words) in words {
            for word in words {
                let message = Self.failure(outcome, label)
                #expect(message.lowercased().contains(word.lowercased()), "\(label): \(message)")
            }
        }
    }
}
