import Flows
import Foundation
import Samples
import SyntheticBenchmark
import SyntheticSamples
import Testing

@Suite struct SampleSchemaTests {
    @Test func theBenchmarksModelsAreNamedAsBefore() {
        let schema = SampleSchema.benchmark(.paper)
        #expect(
            schema.names(of: .features)
                == ModelNames(features: ["x0", "x1"], context: ["a", "b"], nuisances: []))
        #expect(
            schema.names(of: .scores, nuisances: schema.nuisanceNames)
                == ModelNames(
                    features: ["y0", "y1"], context: ["a", "b", "x0", "x1"], nuisances: ["shift", "squeeze"]))
        #expect(ConditionalDensity.allCases.map(\.rawValue) == ["kinematics", "score"])
        #expect(schema.classes.map(\.label) == ["A", "B"])
    }

    @Test func rotationIsANuisanceWhereItActs() {
        let schema = SampleSchema.benchmark(BenchmarkSettings(rotScale: 0.2))
        #expect(schema.nuisanceNames == ["shift", "squeeze", "rotation"])
        #expect(SampleSchema.benchmark(.paper).unknownNames(in: NuisancePoint(["rotation": 1])) == ["rotation"])
        #expect(schema.unknownNames(in: NuisancePoint(["rotation": 1, "slope": 0, "scale": 2])) == ["scale"])
    }

    @Test func contextsAndFeaturesAreThoseOfTheSchema() {
        let schema = ThreeClassSample(events: 1, seed: 0).schema
        #expect(ConditionalDensity.allCases.map(schema.contextCount) == [3, 6])
        #expect(ConditionalDensity.allCases.map { schema.quantities(of: $0).count } == [3, 1])
        #expect(schema.index(ofNuisance: "slope") == 2 && schema.index(ofClass: "flat") == 2)
        #expect(schema.index(ofNuisance: "signal") == nil && schema.index(ofClass: "slope") == nil)
        #expect(schema.nominal == .nominal && schema.nominal.values(of: schema.nuisanceNames) == [0, 0, 0, 0])
    }

    @Test func comesBackFromJSON() throws {
        let schema = ThreeClassSample(events: 1, seed: 0).schema
        let copy = try JSONDecoder().decode(SampleSchema.self, from: JSONEncoder().encode(schema))
        #expect(copy == schema && copy.features[0].unit == "GeV" && copy.features[1].unit == nil)
    }
}
