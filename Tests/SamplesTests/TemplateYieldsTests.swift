import Foundation
import Samples
import Testing

@Suite struct TemplateYieldsTests {
    private static func entry(_ name: String, _ values: [String: Double], _ sum: Double) -> TemplateYields.Entry {
        .init(name: name, point: NuisancePoint(values), sum: sum)
    }

    private static let yields = TemplateYields(
        classes: ["signal", "background"], nuisances: ["jes", "btag"], isWeighted: true,
        templates: [
            entry("signal", [:], 100), entry("background", [:], 1000), entry("signal", ["jes": 1], 110),
            entry("signal", ["jes": -2], 80), entry("background", ["btag": 1], 900),
            entry("signal", ["jes": 1, "btag": 1], 120),
        ])

    @Test func tellFactorsOfTemplatesThatMoveOneNuisance() {
        #expect(Self.yields.nominal == [100, 1000])
        let jes = Self.yields.logFactors(of: "jes")
        #expect(jes[0].keys.sorted() == [-2, 1] && jes[1].isEmpty)
        #expect(abs((jes[0][1] ?? 0) - log(1.1)) < 1e-12 && abs((jes[0][-2] ?? 0) - log(0.8)) < 1e-12)
        let btag = Self.yields.logFactors(of: "btag")
        #expect(btag[0].isEmpty && abs((btag[1][1] ?? 0) - log(0.9)) < 1e-12)
    }

    @Test func twoCellsAreOne() {
        let first = TemplateYields(
            classes: ["signal", "background"], nuisances: ["jes"], isWeighted: true,
            templates: [Self.entry("signal", ["jes": 1], 110)])
        #expect(first.nominal == nil)
        let both = first.merging(Self.yields)
        #expect(both.nominal == [100, 1000] && both.nuisances == ["jes", "btag"])
        #expect(both.templates.count == Self.yields.templates.count)
    }
}
