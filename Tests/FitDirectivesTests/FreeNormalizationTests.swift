import Foundation
import Testing

@testable import FitDirectives

/// Factors on yields that no prior holds.
@Suite struct FreeNormalizationTests {
    /// A free factor on all classes takes up the number of events, whatever the densities: N(θ) = N, and σ = 1/√N.
    @Test func aFreeFactorHasNoPrior() async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(
            TinyReport().densities + """
                ```{fit} measurement
                data: data
                kinematics: kinematics-response
                transfer: none
                yields: [200, 100]
                normalization:
                  mix: {uncertainty: 0.2, response: [1, -1]}
                  rate: {free: true}
                ```

                ```{scan} curve
                fit: measurement
                nuisances: [rate]
                method: newton
                ```

                """)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        let events = try #require(outcome.value("data", "events")?.double)
        func number(_ label: String, _ path: String) throws -> Double {
            try #require(outcome.value(label, path)?.double, "\(label).\(path)")
        }
        let (rate, mix) = (try number("measurement", "rate.best"), try number("measurement", "mix.best"))
        // Ten times the simulation: a prior of σ = 1 would pull by more than 2.
        let total = rate * (200 * pow(1.2, mix) + 100 * pow(1.2, -mix))
        #expect(abs(total / events - 1) < 1e-3, "\(total) of \(events)")
        let classes = try ["a", "b"].map { try number("measurement", "classes.\($0).fitted") }
        #expect(abs(classes[0] + classes[1] - total) < 1e-6 * total)
        // Where the shares move too, the factor is known no better than the total.
        #expect(try number("measurement", "rate.sigma") / rate > 0.99 / events.squareRoot())
        #expect(try abs(number("curve", "rate.sigma") / number("measurement", "rate.sigma") - 1) < 0.1)
        #expect(try abs(number("curve", "rate.from-fit")) < 0.1)
    }

    /// The factor itself and its logarithm are two names of one fit: the same yields with the same errors.
    @Test func aFactorIsTheExponentialOfItsLogarithm() async throws {
        let workplace = try Workplace()
        func fit(_ label: String, _ more: String) -> String {
            """
            ```{fit} \(label)
            data: data
            kinematics: kinematics-response
            transfer: none
            yields: [200, 100]
            normalization: {mu: {free: true\(more), response: [0, 1]}}
            fixed: {shift: 0.5, squeeze: -0.5}
            ```


            """
        }
        let scan = "```{scan} curve\nfit: factor\nnuisances: [mu]\n```\n\n"
        let outcome = try await workplace.render(
            TinyReport().densities + fit("factor", "") + fit("logarithm", ", logarithm: true") + scan)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        func number(_ label: String, _ path: String) throws -> Double {
            try #require(outcome.value(label, path)?.double, "\(label).\(path)")
        }
        let mu = try number("factor", "mu.best")
        #expect(try abs(mu - exp(number("logarithm", "mu.best"))) < 1e-3 * mu)
        #expect(try abs(number("factor", "mu.sigma") / mu / number("logarithm", "mu.sigma") - 1) < 0.02)
        for path in ["classes.b.fitted", "classes.b.sigma"] {
            #expect(try abs(number("factor", path) / number("logarithm", path) - 1) < 0.02)
        }
        #expect(try number("factor", "classes.b.before") == 100 && number("factor", "classes.a.fitted") == 200)
        // No yield of the other class is moved, and so the density of an event ends the likelihood below 0.
        let lowest = try number("factor", "mu.positive.lowest")
        #expect(lowest < 0 && outcome.value("logarithm", "mu.positive") == nil)
        #expect(outcome.value("curve", "method")?.string == "newton")
        #expect(try abs(number("curve", "mu.best") - mu) < 0.05 * number("factor", "mu.sigma"))
        #expect(try number("curve", "window.mu.lower") > lowest)
    }

    /// Three thousand times too many expected events: the factor has a maximum, at which nobody should trust the simulation.
    @Test func aFreeFactorThatRunsAwayIsFound() async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(
            TinyReport().densities + """
                ```{fit} measurement
                data: data
                kinematics: kinematics-response
                transfer: none
                yields: [4e6, 2e6]
                normalization: {rate: {free: true, logarithm: true}}
                ```

                """)
        let events = try #require(outcome.value("data", "events")?.double)
        let rate = try #require(outcome.value("measurement", "rate.best")?.double)
        #expect(abs(rate - log(events / 6e6)) < 0.01)
        #expect(outcome.remarks.contains { $0.contains("runaway-factor") }, "\(outcome.remarks)")
    }

    @Test func aFreeFactorHasNoPullAgainstAPrior() throws {
        let text =
            TinyReport().densities + """
                ```{fit} a
                data: data
                kinematics: kinematics-response
                transfer: none
                normalization: {rate: {free: true}}
                ```

                ```{scan} b
                fit: a
                nuisances: [shift, rate]
                ```

                ```{plot} c
                kind: pulls
                of: [b]
                against: prior
                ```

                ```{plot} d
                kind: pulls
                of: [b]
                nuisances: [shift]
                against: prior
                ```

                """
        let messages = try Workplace().messages(text)
        #expect(messages.count == 1 && messages[0].contains("'rate' of 'a' is free and has no prior"), "\(messages)")
    }

    @Test(arguments: [
        ("normalization: {rate: {response: [1, 0]}}", "the normalization 'rate' needs an 'uncertainty'"),
        ("normalization: {rate: {free: true, uncertainty: 0.1}}", "'rate' is free and has an uncertainty"),
        (
            "normalization: {rate: {free: true, logarithm: true, response: [0, 0]}}",
            "nothing constrains the normalization 'rate'"
        ),
        ("normalization: {rate: {free: true}}", "the free factor 'rate' may become negative, and no T can be fitted"),
        (
            "normalization: {rate: {uncertainty: 0.1, logarithm: true}}",
            "the normalization 'rate' is log-normal already"
        ),
    ]) func mistakesAreNamed(_ option: String, _ words: String) throws {
        let text =
            TinyReport().densities
            + "```{fit} a\ndata: data\nkinematics: kinematics\nscore: score\n\(option)\n```\n"
        let messages = try Workplace().messages(text)
        #expect(messages.count == 1 && messages[0].contains(words), "\(messages)")
    }
}
