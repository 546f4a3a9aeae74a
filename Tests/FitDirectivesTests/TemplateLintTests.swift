import RandomStreams
import Report
import Samples
import Testing

@testable import FitDirectives

/// What `load` finds wrong with templates and classes, each beside a case that is nearly so and is not.
@Suite struct TemplateLintTests {
    @Test func findsNothingWrongWithASoundSample() async throws {
        let outcome = try await LintSample().render()
        #expect(outcome.findings() == [])
        #expect(outcome.findings("data") == [])
        let page = try outcome.workplace.section("simulation")
        #expect(page.contains("nominal, moved") && !page.contains("one-sided") && page.contains("Templates"))
    }

    /// By what the sample was made with: p moves by 0.2 σ, yields by 5 %, and the errors are those of the same events.
    @Test func measuresWhatTemplatesDo() async throws {
        let outcome = try await LintSample().render()
        func number(_ path: String) throws -> Double { try #require(outcome.value(path)?.double) }
        // The templates of a class stand together, the nominal one first.
        for (place, sign) in [(1, 1.0), (2, -1.0)] {
            let template = "templates.\(place)"
            #expect(try abs(number("\(template).factor") - (1 + 0.05 * sign)) < 1e-6)
            #expect(try abs(number("\(template).factor-error")) < 1e-6)
            #expect(try abs(number("\(template).shape.features.p.shift") - 0.2 * sign) < 0.02)
            #expect(try number("\(template).shape.features.p.shift-error") < 0.01)
            #expect(try number("\(template).shape.features.r.distance") < 1e-6)
            #expect(outcome.value("\(template).shape.shares-events") == true)
            #expect(try number("\(template).shape.probability") < 1e-6)
        }
        #expect(outcome.value("templates.0.shape") == nil && outcome.value("templates.0.repeated-ids") == 0)
        #expect(try number("separations.0.distance") > 1 && number("separations.0.probability") < 1e-6)
        #expect(outcome.value("separations.0.feature") == "p")
        #expect(outcome.value("ranges.q.outside.below", "data") == 0)
    }

    /// Without ids, rows tell which events are the same, and values whether that is so.
    @Test func pairsRowsWhereTheyAreTheSameEvents() async throws {
        var sample = LintSample()
        sample.options = "weight: w"
        var outcome = try await sample.render()
        #expect(outcome.value("templates.1.shape.shares-events") == true)
        #expect(outcome.value("templates.1.repeated-ids") == nil)
        // Other events in the same rows.
        sample.files["up"] = LintSample.events(3000, seed: 9)
        outcome = try await sample.render()
        #expect(outcome.value("templates.1.shape.shares-events") == false)
        let error = try #require(outcome.value("templates.1.shape.features.p.shift-error")?.double)
        // Of Σw = N and Σw² = 2N both times: √(2·2/N).
        #expect(abs(error / (4.0 / 3000).squareRoot() - 1) < 0.1)
    }

    // MARK: No effect

    @Test func findsTemplatesThatAreEqual() async throws {
        var sample = LintSample()
        sample.files["down"] = sample.files["up"]
        let outcome = try await sample.render()
        #expect(outcome.findings().contains("equal-template"))
        #expect(outcome.sentence("equal-template").contains("a at jes −1 (as a at jes +1)"))
        sample.files["down"]?[5].w += 0.01
        #expect(try await !sample.findings().contains("equal-template"))
        // As the nominal one, in another order.
        sample = LintSample()
        sample.files["down"] = sample.files["a"]?.reversed()
        let findings = try await sample.findings()
        #expect(findings.contains("equal-template") && !findings.contains("no-effect"))
    }

    @Test func findsTemplatesWithoutEffect() async throws {
        var sample = LintSample()
        sample.vary("down") { event, index in if index == 5 { event.p += 0.01 } }
        let outcome = try await sample.render()
        #expect(outcome.findings() == ["no-effect"])
        #expect(outcome.sentence("no-effect").contains("a at jes −1"))
        // A yield of 0.5 % of the same events is an effect.
        sample.vary("down") { event, _ in event.w *= 0.995 }
        #expect(try await sample.findings() == [])
        // As is a shift of 0.01 σ.
        sample.vary("down") { event, _ in event.p -= 0.01 }
        #expect(try await sample.findings() == [])
    }

    @Test func findsNoEffectOfManyEventsOfTheirOwn() async throws {
        var sample = LintSample(20_000)
        sample.files["down"] = LintSample.events(20_000, seed: 8)
        sample.options = "id: event"
        #expect(try await sample.findings() == ["no-effect"])
        sample.vary("down", from: "down") { event, _ in event.p -= 0.1 }
        #expect(try await sample.findings() == [])
    }

    @Test func findsEffectsThatOwnEventsDoNotResolve() async throws {
        var sample = LintSample()
        sample.files["down"] = LintSample.events(3000, seed: 8)
        let outcome = try await sample.render()
        #expect(outcome.findings() == ["unresolved-shape"])
        #expect(outcome.sentence("unresolved-shape").contains("σ"))
        // An effect of eight errors is seen.
        sample.vary("down", from: "down") { event, _ in event.p -= 0.4 }
        #expect(try await sample.findings() == [])
        // The same events show one of 0.02 σ.
        sample.vary("down") { event, _ in event.p -= 0.02 }
        #expect(try await sample.findings() == [])
    }

    // MARK: Sides

    @Test func findsYieldsThatMoveToOneSide() async throws {
        var sample = LintSample()
        sample.vary("down") { event, _ in
            event.p -= 0.2
            event.w *= 1.04
        }
        let outcome = try await sample.render()
        #expect(outcome.findings() == ["same-side"])
        #expect(outcome.sentence("same-side").contains("the yield of a by jes (× 1.04, × 1.05)"))
        // Down by less than a quarter of up.
        sample.vary("down") { event, _ in
            event.p -= 0.2
            event.w *= 1.011
        }
        #expect(try await sample.findings() == [])
    }

    @Test func findsFeaturesThatMoveToOneSide() async throws {
        var sample = LintSample()
        sample.vary("down") { event, _ in event.p += 0.15 }
        let outcome = try await sample.render()
        #expect(outcome.findings() == ["same-side"])
        #expect(outcome.sentence("same-side").contains("p of a by jes"))
        sample.vary("down") { event, _ in event.p += 0.015 }
        #expect(try await sample.findings() == [])
    }

    @Test func saysWhatIsOneSided() async throws {
        var sample = LintSample()
        sample.further = ["{at: {btag: 1}, class: b, file: tagged.safetensors}"]
        sample.vary("tagged", from: "b") { event, _ in event.w *= event.r > 0 ? 1.1 : 0.9 }
        let outcome = try await sample.render()
        #expect(outcome.findings() == [])
        #expect(try outcome.workplace.section("simulation").contains("+1, one-sided"))
    }

    // MARK: Yields

    @Test(arguments: [(1.6, ["large-yield-effect"]), (1.45, [])] as [(Double, [String])])
    func findsYieldsThatMoveFar(_ factor: Double, _ names: [String]) async throws {
        var sample = LintSample()
        sample.vary("up") { event, _ in
            event.p += 0.2
            event.w *= factor
        }
        #expect(try await sample.findings() == names)
    }

    @Test(arguments: [(1.2, ["joint-yield"]), (1.075, [])] as [(Double, [String])])
    func findsJointYieldsThatAreNoProduct(_ factor: Double, _ names: [String]) async throws {
        var sample = LintSample()
        sample.further = [
            "{at: {btag: 1}, class: a, file: tagged.safetensors}",
            "{at: {btag: 1, jes: 1}, class: a, file: both.safetensors}",
        ]
        sample.vary("tagged") { event, _ in event.w *= event.r > 0 ? 1.04 : 1 }
        sample.vary("both", from: "up") { event, _ in event.w *= factor / 1.05 }
        #expect(try await sample.findings() == names)
    }

    // MARK: Classes

    @Test func findsClassesThatAreAlike() async throws {
        var sample = LintSample()
        sample.files["b"] = LintSample.events(3000, seed: 1, first: 1e6)
        let outcome = try await sample.render()
        #expect(outcome.findings() == ["alike-classes"])
        #expect(outcome.sentence("alike-classes").contains("a and b"))
        // A correlation tells them apart.
        sample.files["b"] = LintSample.events(3000, seed: 1, first: 1e6, correlation: 0.5)
        #expect(try await sample.findings() == [])
        // And so does a feature.
        sample.vary("b") { event, _ in event.p += 0.4 }
        #expect(try await sample.findings() == [])
    }

    // MARK: Repeated events

    @Test func findsEventsThatStandTwice() async throws {
        var sample = LintSample()
        let repeated = (sample.files["a"] ?? []).prefix(30)
        sample.files["a"]? += repeated
        let outcome = try await sample.render()
        #expect(outcome.findings() == ["repeated-events"])
        #expect(outcome.value("templates.0.repeated-rows") == 30 && outcome.value("templates.0.repeated-ids") == 30)
        #expect(try outcome.workplace.section("simulation").contains("Ids that an earlier event has"))
        // A few may be chance.
        sample = LintSample()
        let few = (sample.files["a"] ?? []).prefix(2)
        sample.files["a"]? += few
        #expect(try await sample.findings() == [])
        // Ids that files share are told, and are no fault.
        sample = LintSample()
        for index in 0..<30 { sample.files["a"]?[index].id = 100 }
        let renamed = try await sample.render()
        #expect(renamed.findings() == [] && renamed.value("templates.0.repeated-ids") == 30)
    }

    /// A template without 'at' is read as further nominal events.
    @Test func findsVariationsAmongNominalEvents() async throws {
        var sample = LintSample()
        sample.further = ["{class: a, file: varied.safetensors}"]
        sample.vary("varied") { event, _ in event.p += 0.2 }
        let outcome = try await sample.render()
        #expect(outcome.findings().contains("mixed-variations"), "\(outcome.findings())")
        #expect(outcome.sentence("mixed-variations").contains("a at nominal"))
        #expect(outcome.value("templates.0.related-ids") == 3000)
    }

    /// Few different values make equal rows by chance.
    @Test func takesNoChanceForARepetition() async throws {
        var sample = LintSample(12_000)
        for name in ["a", "b", "up", "down"] {
            sample.vary(name, from: name) { event, _ in
                event.p = (40 * event.p).rounded() / 40
                event.q = (100 * event.q).rounded() / 100
                event.r = (40 * event.r).rounded() / 40
            }
        }
        let outcome = try await sample.render()
        #expect(outcome.findings() == [])
        // More than a thousandth of all, as are the rows that are found.
        #expect(try #require(outcome.value("templates.3.chance-rows")?.double) > 14)
        #expect(try #require(outcome.value("templates.3.repeated-rows")?.double) > 12)
    }

    // MARK: The fit

    /// What a template of one side does not show is beyond it as well.
    @Test func oneSidedTemplatesReachToOneSide() throws {
        let reach = TemplateReach([.nominal, NuisancePoint(["jes": 1])], of: ["jes"])
        let range = try #require(reach.nuisances["jes"])
        #expect((range.lowest, range.highest) == (0, 1))
        #expect(range.excess(of: 0.7) == 0)
        // Doubtful from a tenth, unsound from the whole of half the range.
        #expect(abs(range.excess(of: -0.2) - 0.4) < 1e-12 && abs(range.excess(of: 1.5) - 1) < 1e-12)
    }
}
