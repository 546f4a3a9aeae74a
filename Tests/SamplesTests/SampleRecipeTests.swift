import Foundation
import Samples
import SyntheticBenchmark
import SyntheticSamples
import Testing

@Suite struct SampleRecipeTests {
    private static func decoder(_ kinds: SampleKinds) throws -> JSONDecoder {
        let decoder = JSONDecoder()
        decoder.userInfo[try #require(CodingUserInfoKey.sampleKinds)] = kinds
        return decoder
    }

    @Test(arguments: CataloguedSample.all) func aSampleComesBackFromItsRecipe(_ entry: CataloguedSample) throws {
        let decoder = try Self.decoder(SampleKinds.standard.adding([ThreeClassSample.self]))
        let recipe = try decoder.decode(SampleRecipe.self, from: JSONEncoder().encode(SampleRecipe(entry.sample)))
        let copy = try #require(recipe.sample as? any GeneratedSample)
        #expect(copy.seed == entry.sample.seed && copy.points == entry.sample.points)
        #expect(copy.truth?.isDistorted == entry.sample.truth?.isDistorted)
        #expect(copy.schema == entry.sample.schema)
        #expect(copy.labelled(point: 1) == entry.sample.labelled(point: 1))
    }

    /// Written by `generate` at 39ee1ac.
    @Test func aRecipeWithoutAKindIsTheBenchmarks() throws {
        let json = """
            {"events":3000,"settings":{"strength":0.2,"squeezeScale":0.2,"yShiftScale":0.3,"shiftScale":0.3,
            "ySqueezeScale":0.2,"rotScale":0.2,"distSqueeze":0.2,"distShift":0.1,"shiftDir":[1,0]},"distorted":true,
            "points":[{"rotation":0.3,"squeeze":-0.5,"shift":0.5},{"rotation":1,"squeeze":0,"shift":-1}],
            "seedDigits":"18446744073709551610"}
            """
        let recipe = try JSONDecoder().decode(SampleRecipe.self, from: Data(json.utf8))
        let sample = try #require(recipe.sample as? BenchmarkSample)
        let expected = BenchmarkDigestTests.Recipe.rotated.sample
        #expect(sample.settings == expected.settings && sample.points == expected.points)
        #expect(sample.seed == .max - 5 && sample.distorted && sample.labelled() == expected.labelled())
    }

    @Test func anUnknownKindIsAnErrorThatNamesTheKnownOnes() throws {
        let data = try JSONEncoder().encode(SampleRecipe(ThreeClassSample(events: 5, seed: 1)))
        let decoder = try Self.decoder(SampleKinds([BenchmarkSample.self]))
        let error = #expect(throws: DecodingError.self) { try decoder.decode(SampleRecipe.self, from: data) }
        guard case .dataCorrupted(let context) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(context.debugDescription == "there is no kind of sample 'three-classes', only benchmark")
    }

    @Test func aSeedThatIsNoNumberIsAnError() {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(SeedDigits.self, from: Data(#""-1""#.utf8))
        }
    }
}
