import Foundation
import Samples
import SyntheticBenchmark
import SyntheticSamples
import Testing

@Suite struct SampleRecipeTests {
    @Test(arguments: CataloguedSample.all) func aSampleComesBackFromItsRecipe(_ entry: CataloguedSample) throws {
        func recoded<S: GeneratedSample>(_ sample: S) throws -> any GeneratedSample {
            try JSONDecoder().decode(S.self, from: JSONEncoder().encode(sample))
        }
        let copy = try recoded(entry.sample)
        #expect(copy.seed == entry.sample.seed && copy.points == entry.sample.points)
        #expect(copy.truth?.isDistorted == entry.sample.truth?.isDistorted)
        #expect(copy.schema == entry.sample.schema)
        #expect(copy.labelled(point: 1) == entry.sample.labelled(point: 1))
    }

    /// Written by `generate` at 39ee1ac.
    @Test func theBenchmarkComesBackFromAnOlderRecipe() throws {
        let json = """
            {"events":3000,"settings":{"strength":0.2,"squeezeScale":0.2,"yShiftScale":0.3,"shiftScale":0.3,
            "ySqueezeScale":0.2,"rotScale":0.2,"distSqueeze":0.2,"distShift":0.1,"shiftDir":[1,0]},"distorted":true,
            "points":[{"rotation":0.3,"squeeze":-0.5,"shift":0.5},{"rotation":1,"squeeze":0,"shift":-1}],
            "seedDigits":"18446744073709551610"}
            """
        let sample = try JSONDecoder().decode(BenchmarkSample.self, from: Data(json.utf8))
        let expected = BenchmarkDigestTests.Recipe.rotated.sample
        #expect(sample.settings == expected.settings && sample.points == expected.points)
        #expect(sample.seed == .max - 5 && sample.distorted && sample.labelled() == expected.labelled())
    }

    @Test func aSeedThatIsNoNumberIsAnError() {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(SeedDigits.self, from: Data(#""-1""#.utf8))
        }
    }
}
