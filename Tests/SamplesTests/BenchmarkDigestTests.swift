import FlowKernels
import Foundation
import Samples
import SyntheticBenchmark
import Testing

@testable import Training

/// The benchmark's events, batches, densities and likelihoods are those of every report so far, to the last bit.
///
/// Provenance: computed at 39ee1ac by the sample of `FitDirectives`, before it moved here (its `BenchmarkSample`,
/// `BenchmarkEventSource` and `ToyExperiment`), on x86-64 with glibc 2.36 and fused multiply-add. Other
/// mathematical libraries round sines and exponentials differently in the last bit: there, the digests say nothing.
@Suite(.enabled(if: MathematicalLibrary.isThatOfTheDigests))
struct BenchmarkDigestTests {
    enum Recipe: Sendable {
        case templates, rotated

        var sample: BenchmarkSample {
            switch self {
            case .templates:
                BenchmarkSample(
                    points: [
                        .nominal, NuisancePoint(["shift": 1]), NuisancePoint(["shift": -1]),
                        NuisancePoint(["squeeze": 1]), NuisancePoint(["squeeze": -1]),
                    ], events: 1000, distorted: false, seed: 11)
            case .rotated:
                BenchmarkSample(
                    settings: BenchmarkSettings(rotScale: 0.2, distShift: 0.1, distSqueeze: 0.2),
                    points: [
                        NuisancePoint(["shift": 0.5, "squeeze": -0.5, "rotation": 0.3]),
                        NuisancePoint(["shift": -1, "rotation": 1]),
                    ], events: 3000, distorted: true, seed: .max - 5)
            }
        }
    }

    struct Batches: Sendable {
        let recipe: Recipe
        let density: ConditionalDensity
        let split: EventSplit
        let batches: UInt64
        let logDensities: UInt64
        /// The bits of the mean.
        let entropy: UInt64

        init(
            _ recipe: Recipe, _ density: ConditionalDensity, _ split: EventSplit, _ batches: UInt64,
            _ logDensities: UInt64, _ entropy: UInt64
        ) {
            self.recipe = recipe
            self.density = density
            self.split = split
            self.batches = batches
            self.logDensities = logDensities
            self.entropy = entropy
        }
    }

    static let batches = [
        Batches(
            .templates, .features, .training, 0x9fe8_8557_acc1_efb4, 0x79a5_d9ca_0a7c_690f,
            0x3ffc_8f24_abe2_29e7),
        Batches(
            .templates, .features, .selection, 0x61c7_5657_69d6_bc96, 0x1d31_4ba5_4fee_e4ee,
            0x3ffd_18c0_4baa_e2ff),
        Batches(
            .templates, .features, .validation, 0x6874_dade_de1c_a7ec, 0xc232_33a4_10e7_58d0,
            0x3ffd_4833_c08e_ff81),
        Batches(
            .templates, .scores, .training, 0x4a1c_3981_b63e_12a1, 0xb301_2060_2731_4105,
            0x4003_023d_166f_7573),
        Batches(
            .templates, .scores, .selection, 0xebc5_3db3_7e8e_35a2, 0x0c97_edad_42e1_13a8,
            0x4002_ea80_f883_1e14),
        Batches(
            .templates, .scores, .validation, 0xc051_5649_7272_363b, 0x4b0f_b3df_4c40_7436,
            0x4002_fecb_d536_62e1),
        Batches(
            .rotated, .features, .training, 0x0630_0e18_fd28_ea14, 0x885b_aced_1d4d_1066,
            0x3ffd_4833_c08e_ff81),
        Batches(
            .rotated, .features, .selection, 0x29ad_0da0_33d4_1e46, 0xdb89_7f40_ab0e_883c,
            0x3ffc_c815_9e8d_7f52),
        Batches(
            .rotated, .features, .validation, 0x1d73_c309_13aa_3118, 0x2915_5a61_0cef_0d62,
            0x3ffc_8f24_abe2_29e7),
        Batches(
            .rotated, .scores, .training, 0xac9d_3bd9_1251_d2ef, 0xb8dc_328f_8077_c33b,
            0x4002_c52a_623d_6b5b),
        Batches(
            .rotated, .scores, .selection, 0xd793_b165_080e_46d2, 0xf63f_1085_234a_4cba,
            0x4002_ef15_4998_a90f),
        Batches(
            .rotated, .scores, .validation, 0xfb0a_5bd7_1b1b_2e75, 0x1b4b_dc04_a9b4_9c88,
            0x4003_034a_7288_92f7),
    ]

    @Test(arguments: batches) func batchesAndTheirTruthAreUnchanged(_ expected: Batches) throws {
        let sample = expected.recipe.sample
        let names = sample.schema.nuisanceNames
        let batches = sample.batches(of: expected.density, nuisances: names, split: expected.split, size: 700)
        var digest = Digest()
        for (step, positions) in [(0, 0..<700), (3, 0..<351), (3, 351..<700), (25, 13..<699)] {
            let arena = Arena()
            let chunk = EventChunk(
                features: 2, context: sample.schema.contextCount(of: expected.density), nuisances: names.count,
                columns: positions.count, arena: arena)
            batches.fill(chunk, step: step, positions: positions)
            for matrix in [chunk.features, chunk.context, try #require(chunk.nuisances), chunk.weights] {
                for row in 0..<matrix.rows { digest.add(matrix.row(row).array()) }
            }
        }
        #expect(digest.value == expected.batches)
        let truth = try #require(sample.truth)
        #expect(Digest.of(truth.logDensities(of: batches, events: 700)) == expected.logDensities)
        #expect(truth.meanEntropy(of: batches, events: 700).bitPattern == expected.entropy)
    }

    @Test func standardizationsAreUnchanged() {
        let expected: [(Recipe, ConditionalDensity, UInt64)] = [
            (.templates, .features, 0x625c_1922_517e_c018), (.templates, .scores, 0x56d1_1be3_9c06_e373),
            (.rotated, .features, 0xca5b_a5b7_15ac_82ce), (.rotated, .scores, 0x0a3f_6eab_11b3_29c2),
        ]
        for (recipe, density, digest) in expected {
            let found = recipe.sample.standardization(of: density)
            #expect(Digest.of(found.means + found.scales) == digest, "\(recipe) \(density)")
        }
        // More events than a standardization looks at.
        let large = BenchmarkSample(
            points: [.nominal, NuisancePoint(["shift": 1])], events: 200_000, distorted: false, seed: 3)
        let (features, scores) = (large.standardization(of: .features), large.standardization(of: .scores))
        #expect(Digest.of(features.means + features.scales) == 0xf281_226a_fbaa_cfd8)
        #expect(Digest.of(scores.means + scores.scales) == 0x8c35_f75a_1a04_cbf9)
    }

    @Test func eventsAreUnchanged() {
        let expected: [(Recipe, Int, UInt64)] = [
            (.templates, 0, 0x5b18_b09f_a45e_68ca), (.templates, 1, 0x0a53_ab41_e898_6677),
            (.templates, 2, 0xd9a7_f0d7_1053_250e), (.templates, 3, 0xa807_8003_cebb_a0d6),
            (.templates, 4, 0x3e57_d541_8278_376e), (.rotated, 0, 0x969a_7f25_189d_6505),
            (.rotated, 1, 0xc07b_1092_8eff_deb1),
        ]
        for (recipe, point, digest) in expected {
            #expect(Self.digest(recipe.sample.labelled(point: point)) == digest, "\(recipe) at point \(point)")
        }
    }

    @Test(arguments: [(Recipe.templates, 0x42b1_6243_a8fe_5567 as UInt64), (.rotated, 0x94b9_10f0_81c5_e20c)])
    func eventsOfFiguresAreUnchanged(_ recipe: Recipe, _ digest: UInt64) {
        let sample = recipe.sample
        let events = sample.events(500, at: sample.points[1], seed: 77, purpose: "closure truth")
        #expect(Self.digest(events) == digest)
    }

    @Test func toysAreUnchanged() {
        let expected: [(Recipe, Bool, Int, UInt64)] = [
            (.templates, false, 1000, 0xdf36_1477_0240_4d3a), (.templates, true, 1005, 0x916a_83cf_1626_fd01),
            (.rotated, false, 3000, 0x3931_001a_467d_111c), (.rotated, true, 2979, 0xe1d5_6c0e_641a_96eb),
        ]
        for (recipe, isPoisson, count, digest) in expected {
            let toy = recipe.sample.toy(seed: 0xdead_beef_0123_4567, isPoisson: isPoisson)
            #expect(toy.events == count)
            #expect(Digest.of((toy.data.x + toy.data.y).flatMap(\.self)) == digest)
        }
    }

    @Test func exactLikelihoodsAreUnchanged() throws {
        let expected: [(Recipe, ExactObservables, UInt64)] = [
            (.templates, .distortionKnown, 0x0a5f_8172_a773_7f76), (.templates, .featuresAlone, 0x7990_806a_6d16_7fa3),
            (.rotated, .distortionKnown, 0x89d8_e7b8_83bf_dff8), (.rotated, .featuresAlone, 0x42b2_d05e_890b_f525),
        ]
        for (recipe, observables, digest) in expected {
            let sample = recipe.sample
            let found = try #require(sample.truth).likelihood(observables, of: sample.data)
                .information(from: sample.points[0])
            let numbers = found.bestFit + found.sigma + found.correlation.flatMap(\.self) + [found.logLikelihood]
            #expect(Digest.of(numbers) == digest, "\(recipe) \(observables)")
        }
    }

    private static func digest(_ events: SampleEvents) -> UInt64 {
        Digest.of((events.x + events.y).flatMap(\.self) + (events.classes ?? []).map(Float.init))
    }
}

/// Whether this machine's elementary functions round as those do that the digests were computed with.
enum MathematicalLibrary {
    static let isThatOfTheDigests: Bool = {
        let values: [Double] = (0..<2000).flatMap { index -> [Double] in
            let place: Double = -5 + 0.005 * Double(index)
            return [sin(place), cos(place), exp(place), tanh(place), log1p(exp(-place.magnitude)), log(5.5 + place)]
        }
        return Digest.of(values) == digest
    }()

    private static let digest: UInt64 = 0x4fc8_c684_c206_72b0
}
