import Foundation
import Report
import Testing

@testable import FitDirectives

/// What comparisons make of results of real verbs.
@Suite struct ComparedResultsTests {
    /// "nuisances.*.best: sigma", for every value that has an error.
    private func errors(_ shape: ResultShape, _ path: [String] = []) -> [String] {
        switch shape {
        case .leaf, .any: []
        case .group(let members):
            members.flatMap { member in
                let path = path + [member.name]
                let own = member.error.map { ["\(path.joined(separator: ".")): \($0)"] } ?? []
                return own + errors(member.shape, path)
            }
        case .named(_, _, let inner), .list(_, _, let inner): errors(inner, path + ["*"])
        }
    }

    @Test(arguments: [
        ("fit", "nuisances.*.best: sigma"), ("fit", "nuisances.*.bias: bias-error"),
        ("fit", "nuisances.*.score-pull: score-pull-error"), ("fit", "classes.*.fitted: sigma"),
        ("fit", "nuisances.*.members.mean: mean-error"), ("fit", "members.*.nuisances.*.best: sigma"),
        ("scan", "nuisances.*.best: sigma"), ("coverage", "nuisances.*.pull.mean: mean-error"),
        ("coverage", "nuisances.*.pull.width: width-error"), ("profile", "held-out.gain: gain-error"),
        ("diagnose", "points.*.classes.*.auc.value: error"),
        ("generate", "information.x-alone.nuisances.*.best: sigma"),
        ("load", "templates.*.factor: factor-error"),
    ]) func verbsSayWhichValueHasWhichError(verb: String, pair: String) throws {
        let directive = try #require(FitDirectives.all.first { $0.verb == verb })
        #expect(errors(directive.resultShape).contains(pair), "\(errors(directive.resultShape))")
    }

    @Test func tellsBestFitsInTheirSigmas() async throws {
        func text(_ seed: Int) -> String {
            """
            ```{generate} data
            events: 500
            at: {shift: 0.5, squeeze: -0.5}
            information: true
            seed: \(seed)
            ```

            ```{check} close
            claims:
              - claim: The exact fit is close
                value: data.information.x-alone.shift.best
                minus: data.truth.shift
                over: data.information.x-alone.shift.sigma
                abs-below: 5
            ```

            """
        }
        let workplace = try Workplace()
        var pages: [String] = []
        var best: [Double] = []
        var sigma: [Double] = []
        for seed in [1, 2] {
            let outcome = try await workplace.render(text(seed))
            best.append(try #require(outcome.value("data", "information.x-alone.shift.best")?.double))
            sigma.append(try #require(outcome.value("data", "information.x-alone.shift.sigma")?.double))
            let page = workplace.folder.appendingPathComponent("\(seed).html")
            try Data(try workplace.html.utf8).write(to: page)
            pages.append(page.path)
        }
        let session = CompareSession(pages[0], pages[1], directives: DirectiveRegistry(FitDirectives.all))
        let found = try session.compare().comparison
        let data = try #require(found.cells.first { $0.label == "data" })
        #expect(data.reasons == ["the seed: 1 → 2"] && data.options.isEmpty && data.notCompared.isEmpty)
        let moved = try #require(data.values.first { $0.path == "information.x-alone.shift.best" })
        #expect(moved.old?.double == best[0] && moved.new?.double == best[1])
        let expected = abs(best[1] - best[0]) / max(sigma[0], sigma[1])
        let sigmas = try #require(moved.sigmas)
        #expect(expected > 0 && abs(sigmas - expected) < 1e-12)
        // The page and the store tell the same.
        var both = CompareSession(
            pages[1], workplace.folder.appendingPathComponent("report.md").path,
            directives: DirectiveRegistry(FitDirectives.all))
        both.store = Store(workplace.folder.appendingPathComponent("store"))
        #expect(try both.compare().comparison.cells.allSatisfy { $0.kind == .same })
    }
}
