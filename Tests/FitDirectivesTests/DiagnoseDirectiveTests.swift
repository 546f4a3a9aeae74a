import FlowKernels
import Flows
import RandomStreams
import Report
import Samples
import SyntheticSamples
import Testing

@testable import FitDirectives

/// Densities that are right, and others that are wrong in one way: what held-out events say of both.
@Suite struct DiagnoseDirectiveTests {
    // MARK: Of a density that is known

    /// Two normal features of one class, correlated; with weights of both signs that do not depend on them.
    private struct PlaneSample: EventSample {
        var shift = 0.0
        var correlation = 0.0
        var isWeighted = false
        var events = 4000

        var schema: SampleSchema {
            SampleSchema(
                features: [.init("first"), .init("second")], scores: [], classes: [.init("all")], nuisances: [])
        }
        var points: [NuisancePoint] { [.nominal] }
        func count(point: Int, split: EventSplit) -> Int { events }

        func events(_ range: Range<Int>, point: Int, split: EventSplit) -> SampleEvents {
            let key = RandomKey(seed: 21, purpose: split.purpose)
            var (x, weights): ([[Float]], [Float]) = ([[], []], [])
            for index in range {
                var stream = key.stream(UInt64(index))
                let first = stream.normal()
                let second = correlation * first + (1 - correlation * correlation).squareRoot() * stream.normal()
                x[0].append(Float(0.5 + 2 * (first + shift)))
                x[1].append(Float(-1 + 0.25 * second))
                weights.append(stream.uniform() < 0.2 ? -1 : 1.5)
            }
            return SampleEvents(x: x, y: [], classes: range.map { _ in 0 }, weights: isWeighted ? weights : nil)
        }

        /// The density of the sample without shift and correlation.
        static let trained = TrainedFlow(
            flow: Flow([
                TransportMap(
                    Standardization(means: [0.5, -1], scales: [2, 0.25]), parameters: ParameterBuffer(count: 0))
            ]), density: .features, nuisances: [], inputs: nil)

        func diagnosis(threads: Int = 2) -> DensityDiagnosis {
            DensityDiagnosis(
                trained: Self.trained, sample: self, limit: 1_000_000, seed: 4, workers: Workers(threads: threads))
        }

        func result(threads: Int = 2) -> DiagnoseDirective.Result {
            let classes = diagnosis(threads: threads).classes(at: 0) { _ in }
            let point = DiagnoseDirective.Point(
                at: ResultsByName(NuisancePoint.nominal, of: schema), classes: ResultsByName([("all", classes[0])]),
                calibration: diagnosis(threads: threads).calibrations(at: 0).map { ResultsByName([("all", $0[0])]) })
            return DiagnoseDirective.Result(.features, [point], of: schema)
        }
    }

    /// The names of what a result finds wrong.
    private static func found(_ result: DiagnoseDirective.Result) throws -> [String] {
        let text = TinyReport().densities + "```{diagnose} checked\nof: kinematics\n```\n"
        let cell = try #require(try Workplace().document(text).cell("checked"))
        let findings = DiagnoseDirective.health(cell.options, result)
        for finding in findings {
            for sentence in [finding.sentence, finding.remedy] {
                #expect(sentence.count > 15 && sentence.hasSuffix(".") && !sentence.contains("nil"), "\(sentence)")
            }
        }
        return findings.map(\.check.name)
    }

    @Test(arguments: [false, true]) func findsNothingWrongWithARightDensity(isWeighted: Bool) throws {
        let result = PlaneSample(isWeighted: isWeighted).result()
        #expect(try Self.found(result) == [])
        // z₀, z₁, |z|², two marginals, a pair and the AUC.
        #expect(result.worst.tests == 7 && result.worst.pValue > 0.001, "\(result.worst)")
        let found = try #require(result.points.values[0].classes["all"])
        #expect(found.events == 4000 && found.notFinite == 0 && found.gap == nil && result.gap == nil)
        #expect(abs(found.effective / (isWeighted ? 2000 : 4000) - 1) < 0.07)
        #expect(abs(found.auc.value - 0.5) < 4 * found.auc.error)
        #expect(found.z.values.count == 2 && found.pairs.count == 1)
        let scatter = LawDistance.scatter(effective: found.effective)
        for law in found.z.values + [found.radius] {
            #expect(law.histogram.count == LawDistance.bins)
            #expect(law.histogram.allSatisfy { abs($0 - 1) < 5 * scatter })
            #expect(abs(law.histogram.reduce(0, +) - Double(LawDistance.bins)) < 1e-9)
        }
    }

    @Test(arguments: [false, true]) func findsAShift(isWeighted: Bool) throws {
        let result = PlaneSample(shift: isWeighted ? 0.25 : 0.2, isWeighted: isWeighted).result()
        #expect(try Self.found(result) == ["not-normal", "other-marginals", "told-apart"], "\(result.worst)")
        #expect(result.worst.pValue < 1e-4 && result.worst.ks.place == "z[0] of all at nominal")
        let found = try #require(result.points.values[0].classes["all"])
        // The other feature is right, and does not give it away.
        let (first, second) = (try #require(found.features["first"]), try #require(found.features["second"]))
        #expect(first.auc.pValue < 1e-4 && second.auc.pValue > 0.001)
        #expect(first.marginal.pValue < 1e-4 && second.marginal.pValue > 0.001)
        #expect(found.z.values[0].pValue < 1e-4 && found.z.values[1].pValue > 0.001)
    }

    @Test func findsACorrelationThatNoSingleFeatureShows() throws {
        let result = PlaneSample(correlation: 0.25).result()
        #expect(try Self.found(result) == ["other-marginals", "told-apart"], "\(result.worst)")
        #expect(result.worst.divergence.place == "first and second of all at nominal")
        let found = try #require(result.points.values[0].classes["all"])
        for law in found.z.values { #expect(law.pValue > 0.001) }
        for feature in found.features.values.values {
            #expect(feature.auc.pValue > 0.001 && feature.marginal.pValue > 0.001)
        }
    }

    /// A tenth of a standard deviation, with events enough for it.
    @Test func findsASmallShift() throws {
        let found = PlaneSample(shift: 0.1, events: 40_000).diagnosis().heldOut(at: 0)[0]
        let laws = found.laws()
        // φ(0)·0.1 = 0.0399.
        #expect(abs(laws[0].ks - 0.0398) < 0.01 && laws[0].ks - laws[0].chance > DiagnosisLimit.ks)
        #expect(laws[1].ks < 2 * laws[1].chance && laws[0].pValue < 1e-12)
        // δ²/2, as far as 20 bins hold it.
        let marginal = found.marginals()[0]
        #expect(abs(marginal.divergence - 0.005) < 4 * marginal.error, "\(marginal)")
    }

    @Test func saysWhereEventsAreTooFew() throws {
        let few = PlaneSample(events: 120).result()
        #expect(try Self.found(few) == ["few-held-out"] && few.fewest == 120 && few.fewestPlace == "all at nominal")
        let none = PlaneSample(events: 20).result()
        let found = try #require(none.points.values[0].classes["all"])
        #expect(found.effective == 0 && found.auc.value.isNaN && found.z.values[0].ks.isNaN)
        #expect(try Self.found(none) == ["few-held-out"] && none.worst.tests == 0)
    }

    @Test func isTheSameForAnyNumberOfThreads() throws {
        let sample = PlaneSample(shift: 0.1, isWeighted: true, events: 500)
        let one = try Value(encoding: sample.result(threads: 1)).canonicalJSON
        #expect(try Value(encoding: sample.result(threads: 3)).canonicalJSON == one)
    }

    // MARK: Of classes

    /// One normal feature, at −1 in one class and at +1 in the other, which has a third of the events.
    private struct TwoClasses: EventSample {
        var isWeighted = false

        var schema: SampleSchema {
            SampleSchema(features: [.init("x")], scores: [], classes: [.init("a"), .init("b")], nuisances: [])
        }
        var points: [NuisancePoint] { [.nominal] }
        func count(point: Int, split: EventSplit) -> Int { 20_000 }

        func events(_ range: Range<Int>, point: Int, split: EventSplit) -> SampleEvents {
            let key = RandomKey(seed: 33, purpose: split.purpose)
            var (x, classes, weights): ([Float], [UInt8], [Float]) = ([], [], [])
            for index in range {
                var stream = key.stream(UInt64(index))
                let kind: UInt8 = stream.uniform() < 1.0 / 3 ? 1 : 0
                x.append(Float(stream.normal() + (kind == 0 ? -1 : 1)))
                classes.append(kind)
                weights.append(stream.uniform() < 0.2 ? -1 : 1.5)
            }
            return SampleEvents(x: [x], y: [], classes: classes, weights: isWeighted ? weights : nil)
        }

        /// The density of the sample with its classes at ±`mean`.
        static func trained(mean: Float) throws -> TrainedFlow {
            let map = MaskedAutoregressiveAffine(order: [0], contextCount: 2, hidden: [2])
            let layers = map.layout.slots.filter { $0.columns == 2 }
            var parameters = [Float](repeating: 0, count: map.layout.count)
            try #require(layers.count == 2 && layers.allSatisfy { $0.rows == 2 })
            // A hidden unit a class, and their difference as the shift.
            for place in [0, 3] { parameters[layers[0].offset + place] = 1 }
            parameters[layers[1].offset] = mean
            parameters[layers[1].offset + 1] = -mean
            return TrainedFlow(
                flow: Flow([TransportMap(map, parameters: ParameterBuffer(parameters))]), density: .features,
                nuisances: [], inputs: nil)
        }

        func result(mean: Float) throws -> DiagnoseDirective.Result {
            let diagnosis = DensityDiagnosis(
                trained: try Self.trained(mean: mean), sample: self, limit: 1_000_000, seed: 4,
                workers: Workers(threads: 2))
            let names = ["a", "b"]
            let point = DiagnoseDirective.Point(
                at: ResultsByName(NuisancePoint.nominal, of: schema),
                classes: ResultsByName(zip(names, diagnosis.classes(at: 0) { _ in })),
                calibration: diagnosis.calibrations(at: 0).map { ResultsByName(zip(names, $0)) })
            return DiagnoseDirective.Result(.features, [point], of: schema)
        }
    }

    @Test(arguments: [false, true]) func findsNothingWrongWithRightProbabilities(isWeighted: Bool) throws {
        let result = try TwoClasses(isWeighted: isWeighted).result(mean: 1)
        #expect(try Self.found(result) == [], "\(result.worst)")
        let calibration = try #require(result.points.values[0].calibration)
        let (a, b) = (try #require(calibration["a"]), try #require(calibration["b"]))
        #expect(a.pValue > 0.001 && a.predicted.count == 20)
        // With two classes both say the same, up to events at the edges of bins.
        #expect(abs(a.pValue - b.pValue) < 0.1 && abs(a.divergence - b.divergence) < 0.2 * a.error)
        // z, |z|², a marginal and the AUC of both classes, and one calibration.
        #expect(result.worst.tests == 2 * 4 + 1)
        #expect(result.worst.calibration.place == "a at nominal" && !result.worst.calibration.sure.isNaN)
    }

    /// Log odds of 2·1.15·x in place of 2x.
    @Test func findsProbabilitiesThatAreTooSure() throws {
        let result = try TwoClasses().result(mean: 1.15)
        #expect(try Self.found(result).contains("miscalibrated"), "\(result.worst)")
        let found = try #require(result.points.values[0].calibration?["b"])
        #expect(found.pValue < 1e-8)
        // Where a class is predicted more often than it is, and less often, on either side of one half.
        #expect(found.observed[1] > found.predicted[1] && found.observed[18] < found.predicted[18])
        #expect(try Self.found(try TwoClasses().result(mean: 2)).contains("far-miscalibrated"))
    }

    @Test func probabilitiesOfOneClassAreNone() {
        #expect(PlaneSample().diagnosis().calibrations(at: 0) == nil)
        #expect(PlaneSample().result().worst.calibration.value.isNaN)
    }

    // MARK: Beside the truth

    /// The density of ``LineSample``, with a slope that is too small by a part of it.
    private static func line(slopeError: Double) throws -> TrainedFlow {
        let residual = PolynomialResidual(
            order: [0], contextCount: 1, centers: [0], scales: [1], damping: 0.01, hidden: [4])
        let slot = try #require(residual.layout.slots.first { $0.name == "nuisance.0.1.bias" })
        var parameters = [Float](repeating: 0, count: residual.layout.count)
        parameters[slot.offset + 2] = Float(-LineSample.linear * (1 - slopeError))
        parameters[slot.offset + 3] = Float(-LineSample.quadratic / 0.01)
        return TrainedFlow(
            flow: Flow([TransportMap(residual, parameters: ParameterBuffer(parameters))]), density: .features,
            nuisances: ["slope"], inputs: nil)
    }

    /// Where the density is wrong the gap is δ²/2, and the AUC, in nats, follows it.
    @Test func followsTheGapToTheTruth() throws {
        let sample = LineSample(
            points: [0.0, 1, -1].map { NuisancePoint(["slope": $0]) }, events: 100, seed: 6)
        let diagnosis = DensityDiagnosis(
            trained: try Self.line(slopeError: 0.6), sample: sample, limit: 3000, seed: 1, workers: Workers(threads: 2))
        for (place, gap) in [0, 0.045, 0.045].enumerated() {
            let classes = diagnosis.classes(at: place) { _ in }
            let found = classes[0]
            #expect(found.events == 3000)
            let exact = try #require(found.gap)
            #expect(abs(exact.value - gap) < 4 * exact.error + 1e-5)
            // Φ(0.3/√2) = 0.584.
            #expect(abs(found.auc.value - Separation.area(ofGap: gap)) < 4 * found.auc.error + 0.005)
            #expect(gap > 0 ? found.auc.nats > 0.02 && found.auc.nats < 0.08 : found.auc.nats < 0.003)
            #expect(gap > 0 ? found.z.values[0].pValue < 1e-6 : found.z.values[0].pValue > 0.001)
        }
        #expect(abs(Separation.area(ofGap: 0.045) - 0.58400) < 1e-4 && Separation.area(ofGap: -1) == 0.5)
    }
}
