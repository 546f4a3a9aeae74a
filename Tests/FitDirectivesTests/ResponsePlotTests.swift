import Foundation
import Report
import SyntheticBenchmark
import Testing

@testable import FitDirectives

/// Responses of residuals, their displacements and cross terms, and T: what the figures must contain.
@Suite struct ResponsePlotTests {
    private static let classA = "A, x = (−0.5, 0)"

    /// Class A is stretched along x₁ by e^{0.2 ν}, so that the way back to nominal is e^{−0.2 ν}.
    @Test func drawsTheTrueResponseOfTheKinematics() async throws {
        let figures = try await RenderedFigures.shared
        let nu = try figures.column("responses-x", "1 exp(s_1)", "ν_squeeze")
        let scale = try figures.column("responses-x", "1 exp(s_1)", "\(Self.classA) truth")
        let translation = try figures.column("responses-x", "2 t_1", "\(Self.classA) truth")
        #expect(nu.first == -1 && nu.last == 1)
        for (nu, (scale, translation)) in zip(nu, zip(scale, translation)) {
            #expect(abs(scale - exp(-0.2 * nu)) < 1e-12)
            // About the centroid −0.5.
            #expect(abs(translation + 0.5 * (1 - exp(-0.2 * nu))) < 1e-12)
        }
    }

    @Test func passesTheIdentityAtTheAnchor() async throws {
        let figures = try await RenderedFigures.shared
        for (label, nuisance) in [("responses-x", "ν_squeeze"), ("responses-y", "ν_shift")] {
            for table in try figures.tables(label) where table != "templates" {
                let nu = try figures.column(label, table, nuisance)
                let middle = try #require(nu.firstIndex(of: 0))
                let name = label == "responses-x" ? Self.classA : "B, x = (−1, 0.5), y = (−0.847, −0.66)"
                let value = try figures.column(label, table, name)[middle]
                #expect(value == (table.contains("exp") ? 1 : 0), "\(label) \(table)")
            }
        }
    }

    /// The shift moves class A by −0.3 along x₁, class B by +0.3, wherever an event lies.
    @Test func drawsTheTrueDisplacementOfTheShift() async throws {
        let figures = try await RenderedFigures.shared
        let panels = try figures.result("displacement", "panels").decoded(as: [FieldPanel].self)
        #expect(panels.map(\.heading).map { $0.hasPrefix("class A") } == [true, true, false, false])
        for (panel, step) in zip(panels, [-0.3, 0.3, 0.3, -0.3]) {
            let truth = try #require(panel.fields.first { $0.kind == .truth })
            #expect(panel.tails.count > 40)
            for (tail, head) in zip(panel.tails, truth.heads) {
                #expect(abs(head.x - tail.x - step) < 1e-12 && abs(head.y - tail.y) < 1e-12)
            }
            // Sixty steps of training have begun to learn it.
            let error = try #require(panel.error)
            #expect(panel.length > 0.05 && error < 0.28, "\(panel.length) \(error)")
        }
        #expect(
            try figures.alternativeText("displacement").contains("distance between model and truth: mean "))
    }

    @Test func takesAJointDisplacementApart() async throws {
        let figures = try await RenderedFigures.shared
        let panels = try figures.result("cross", "panels").decoded(as: [FieldPanel].self)
        #expect(panels.count == 6)
        for start in [0, 3] {
            let (full, additive, cross) = (panels[start], panels[start + 1], panels[start + 2])
            for index in full.tails.indices {
                let whole = full.fields[0].heads[index] - full.tails[index]
                let parts =
                    additive.fields[0].heads[index] - full.tails[index] + cross.fields[0].heads[index]
                    - full.tails[index]
                // Below the rounding of float32 nothing is drawn.
                #expect(abs(whole.x - parts.x) < 1e-5 && abs(whole.y - parts.y) < 1e-5)
            }
            #expect(cross.length > 1e-4 * full.length && cross.length < full.length)
            #expect(cross.magnification * cross.length <= full.length)
        }
        #expect(try figures.result("cross", "point") == "shift +1, squeeze +1")
    }

    /// The distortion leads from the heads back to the tails.
    @Test func drawsTheInverseOfTheTrueDistortion() async throws {
        let figures = try await RenderedFigures.shared
        let panels = try figures.result("transfer", "panels").decoded(as: [FieldPanel].self)
        let model = BenchmarkModel()
        for (panel, kind) in zip(panels, BenchmarkClass.allCases) {
            let distortion = model.distortion(kind.centroid, kind, at: .paperTruth)
            let truth = try #require(panel.fields.first { $0.kind == .truth })
            for (tail, head) in zip(panel.tails, truth.heads) {
                let back = distortion.forward(head) - tail
                #expect(abs(back.x) < 1e-12 && abs(back.y) < 1e-12)
            }
        }
    }
}
