import Report
import Testing

@testable import FitDirectives

/// Fits of data that hold some of the classes only that the densities were trained on.
@Suite struct NamedClassesTests {
    /// Data of the first class, but for one event in 10⁹.
    private static var densities: String {
        TinyReport().densities.replacing("distorted: true", with: "distorted: true\nfractions: [1, 1e-9]")
    }

    private static func fit(_ label: String, _ options: String) -> String {
        """
        ```{fit} \(label)
        data: data
        kinematics: kinematics-response
        score: score-response
        transforms: 1
        bins: 4
        hidden: [8]
        epochs: 2
        \(options)
        ```


        """
    }

    @Test func leaveTheOthersOutOfTheMixture() async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(
            Self.densities + Self.fit("named", "classes: [a]\nnormalization: {lumi: {uncertainty: 0.1, response: [1]}}")
                + Self.fit(
                    "vanishing", "yields: [2000, 2e-9]\nnormalization: {lumi: {uncertainty: 0.1, response: [1, 0]}}")
                + Self.fit("given", "classes: [b, a]\nyields: [2e-9, 2000]")
                    + """
                    ```{scan} free
                    fit: named
                    nuisances: [shift]
                    transfer: free
                    tolerance: 0.5
                    ```

                    ```{plot} densities
                    kind: post-fit
                    of: [held]
                    ```

                    ```{scan} held
                    fit: named
                    nuisances: [shift]
                    half-width: 0.4
                    tolerance: 1
                    ```

                    `{value} named.classes.a.fitted`

                    """)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        #expect(outcome.value("named", "class-order") == ["a"])
        #expect(outcome.value("named", "classes.a.before")?.double == 2000)
        #expect(outcome.value("named", "classes.b") == nil)
        #expect(outcome.value("given", "class-order") == ["b", "a"])
        for name in ["shift", "squeeze", "lumi"] {
            let named = try #require(outcome.value("named", "\(name).best")?.double)
            let vanishing = try #require(outcome.value("vanishing", "\(name).best")?.double)
            let sigma = try #require(outcome.value("named", "\(name).sigma")?.double)
            #expect(abs(named - vanishing) < 1e-3 * sigma)
        }
        let best = try #require(outcome.value("named", "shift.best")?.double)
        let scanned = try #require(outcome.value("free", "shift.best")?.double)
        let sigma = try #require(outcome.value("free", "shift.sigma")?.double)
        #expect(abs(best - scanned) < 0.05 * sigma)
    }

    @Test func areClassesOfTheData() async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(
            Self.densities + Self.fit("wrong", "classes: [a, c, a]")
                + Self.fit("many", "classes: [a]\nyields: [1000, 1000]"))
        #expect(outcome.exitStatus == 2)
        let words = outcome.messages.joined(separator: "\n")
        #expect(words.contains("error: 'data' has no class 'c'"))
        #expect(words.contains("error: the class 'a' stands here twice"))
        #expect(words.contains("'yields' must list a number for each of the 1 classes, not 2; the classes are a"))
        let named = try await workplace.render(
            Self.densities + Self.fit("named", "classes: [a]") + "`{value} named.classes.b.fitted`\n")
        #expect(named.messages.joined().contains("'named' has no value 'classes.b.fitted'"), "\(named.messages)")
    }
}
