import FlowKernels
import Flows
import Inference
import Testing

@testable import FitDirectives
@testable import Report

/// From the members of a fit through the amortized residual to the scan, with the real verbs.
@Suite struct ProfileTests {
    static let report = TinyReport(members: 2)
    static var text: String { report.densities + report.fit + report.profile }

    /// What a directive that uses a cell is given.
    private static func context(
        _ outcome: RenderSession.Outcome, _ document: Document
    ) throws -> RunContext {
        var inputs: [String: CellInput] = [:]
        for cell in document.cells {
            if let artifact = outcome.run?.artifact(cell.label) {
                inputs[cell.label] = document.input(cell, artifact)
            }
        }
        return RunContext(label: "test", seed: 1, threads: ThreadGrant(fixed: 2), inputs: inputs)
    }

    private static func ensemble(
        _ label: String, _ context: RunContext, _ document: Document
    ) throws -> EvaluatedEnsemble {
        let scan = try #require(document.cell(label)).options
        return try EvaluatedEnsemble.read(LikelihoodSource(scan[ScanDirective.fit], context), context)
    }

    @Test func trainsOneResidualForAllMembersAndScansThroughIt() async throws {
        let workplace = try Workplace()
        let plots = """
            ```{plot} contours
            kind: contours
            of: [followed]
            ```

            ```{plot} curves
            kind: curves
            of: [followed]
            nuisances: [squeeze]
            ```

            ```{hessian} bends
            of: followed
            ```

            ```{coverage} toys
            of: followed
            toys: 1
            tolerance: 1
            ```

            ```{plot} course
            kind: losses
            of: [amortized]
            ```

            ```{plot} fit-course
            kind: losses
            of: [measurement]
            ```

            Gain `{value} amortized.gain | .5`, at the first corner `{value} amortized.off-grid.points.0.gain | .5`.

            """
        let outcome = try await workplace.render(Self.text + plots)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        #expect(outcome.messages.isEmpty)
        let section = try workplace.section("amortized")
        #expect(section.contains("after every T of the fit"))
        #expect(section.contains("a scan through it trains nothing again"))
        #expect(try workplace.section("followed").contains("T follows ν by the residual of"))
        #expect(outcome.value("followed", "outside-profile") == [])
        #expect(outcome.value("fixed", "outside-profile") == nil)
        #expect(try workplace.alternativeText("contours").contains("x alone, exact"))
        #expect(outcome.value("bends", "shift.sigma") != nil)
        #expect(outcome.value("toys", "shift") != nil)
        #expect(try workplace.alternativeText("course").contains("Held-out loss above that with T fixed"))
        #expect(try workplace.alternativeText("fit-course").contains("training loss"))
        let points = try #require(outcome.value("amortized", "off-grid.points")?.array)
        #expect(points.count { $0[path: "corner"] == .bool(true) } == 4)
        let gain = try #require(outcome.value("amortized", "gain")?.double)
        #expect(outcome.value("amortized", "held-out.gain")?.double == gain)
        #expect(try workplace.html.contains("amortized.off-grid.points.0.gain"))
    }

    @Test func holdsNothingThatItDidNotDeclare() async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(Self.text)
        let document = try workplace.document(Self.text)
        let declared = try #require(document.shapes["amortized"])
        let found = try #require(outcome.run?.artifact("amortized")).result.leaves
        #expect(found.count > 40)
        for path in found {
            guard case .found = declared.resolve(path) else {
                Issue.record("\(path) is not declared")
                continue
            }
        }
    }

    /// T_ψ is the identity at ν⁰, whatever its weights, for every member.
    @Test func leavesEveryMemberAsItIsAtTheBestFit() async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(Self.text)
        let document = try workplace.document(Self.text)
        let context = try Self.context(outcome, document)
        let fixed = try Self.ensemble("fixed", context, document)
        let followed = try Self.ensemble("followed", context, document)
        #expect(fixed.mixtures.count == 2 && followed.mixtures.count == 2)
        #expect(fixed.profileWindow == nil && followed.profileWindow?.count == 2)
        let workers = Workers(threads: 2)
        func value(_ ensemble: EvaluatedEnsemble, _ member: Int, _ point: [Double]) -> Double {
            ExtendedLikelihood(
                mixture: ensemble.mixtures[member], space: ensemble.space, data: ensemble.sample.dataset,
                workers: workers
            ).value(at: point, workers: workers)
        }
        let away = fixed.center.map { $0 + 0.3 }
        for member in 0..<2 {
            // A log density is a sum of a few float32 terms, which are added in another order behind a residual.
            let rounding = Double(fixed.sample.dataCount) * 8 * 0x1p-24
            #expect(abs(value(fixed, member, fixed.center) - value(followed, member, fixed.center)) < rounding)
            #expect(abs(value(fixed, member, away) - value(followed, member, away)) > 10 * rounding)
        }
        // The scans say the same, up to their interpolation.
        for member in 0..<2 {
            let surfaces = try ["fixed", "followed"].map { label in
                let scanned = try #require(outcome.value(label, "surfaces")).decoded(as: StoredSurfaces.self)
                return (
                    ChebyshevSurface(
                        window: scanned.window, nodes: scanned.members.values[member].nodes,
                        coefficients: scanned.members.values[member].coefficients
                    ).value(at: fixed.center), scanned.members.values[member].error
                )
            }
            #expect(abs(surfaces[0].0 - surfaces[1].0) <= surfaces[0].1 + surfaces[1].1)
        }
    }

    @Test func profilesNowhereAboveTheSlice() async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(Self.text)
        let scanned = try #require(outcome.value("followed", "surfaces")).decoded(as: StoredSurfaces.self)
        for combination in EnsembleCombination.allCases {
            let scan = SurfaceLikelihood(members: scanned.surfaces(without: nil), combination: combination)
            for index in 0..<2 {
                let window = scan.members.window[index]
                for step in 0...12 {
                    let value = window.lowerBound + (window.upperBound - window.lowerBound) * Double(step) / 12
                    let (profiled, slice) = (scan.profiled(index, at: value), scan.slice(index, at: value))
                    #expect(profiled <= slice + 1e-6, "\(combination) \(index) at \(value)")
                    #expect(profiled >= -1e-6)
                }
            }
        }
    }

    @Test(arguments: ["sobol", "quadrature\nnodes-per-event: 4"]) func takesOtherNodes(_ nodes: String) async throws {
        let workplace = try Workplace()
        var report = TinyReport()
        report.nodes = nodes
        let outcome = try await workplace.render(report.densities + report.fit + report.profile)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        #expect(try workplace.section("amortized").contains("after every T of the fit"))
    }

    /// A window given in numbers may leave the profile's, which is about a best fit that is not known before.
    @Test func saysThatAScanReachesBeyondTheProfile() async throws {
        let workplace = try Workplace()
        let text =
            Self.text + """
                ```{scan} beyond
                fit: amortized
                nuisances: [shift]
                window: {shift: [2, 2.5]}
                half-width: 0.4
                tolerance: 1
                ```

                """
        let outcome = try await workplace.render(text)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        #expect(outcome.value("beyond", "outside-profile") == ["shift"])
        #expect(try workplace.section("beyond").contains("The window of shift reaches beyond the one that"))
    }

    /// A residual without a training step stays the identity, and the page states no gain.
    @Test func saysPlainlyThatNothingWasGained() async throws {
        let workplace = try Workplace()
        let text = Self.text.replacing(
            "epochs: 4\nbatch: 200", with: "response: learned\nepochs: 4\nbatch: 200\nlearning-rate: 0.3\npatience: 2")
        let outcome = try await workplace.render(text)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        let best = try #require(outcome.value("amortized", "best-step")?.int)
        let gain = try #require(outcome.value("amortized", "gain")?.double)
        #expect(best == 0, "else this test shows nothing")
        #expect(gain == 0)
        #expect(outcome.value("amortized", "end") == "plateau")
        #expect(try workplace.section("amortized").contains("No step made the held-out events more likely"))
    }
}

extension Value {
    /// The paths of all that is neither an object nor a list.
    fileprivate var leaves: [String] {
        func join(_ key: String, _ value: Value) -> [String] {
            value.object == nil && value.array == nil ? [key] : value.leaves.map { "\(key).\($0)" }
        }
        if let object { return object.sorted { $0.key < $1.key }.flatMap(join) }
        return (array ?? []).enumerated().flatMap { join(String($0), $1) }
    }
}
