import FlowKernels
import Flows
import Report
import Samples
import SyntheticSamples
import Testing

@testable import FitDirectives

/// What a density does to ν̂: measured on a density whose bias is known, and told by cells and pages.
@Suite struct ResponseBiasTests {
    private static let workers = Workers(threads: 2)

    // MARK: Where

    private static func points(_ values: [[Double]], of nuisances: [String]) -> [NuisancePoint] {
        values.map { NuisancePoint($0, of: nuisances) }
    }

    private static let single: [[Double]] = [[1, 0], [-1, 0], [0, 1], [0, -1]]
    private static let joint: [[Double]] = [[1, 1], [1, -1], [-1, 1], [-1, -1]]
    private static let halves: [[Double]] = [[0.5, 0.5], [0.5, -0.5], [-0.5, 0.5], [-0.5, -0.5]]

    @Test(arguments: [single, single + joint, single + halves, [[0, 0]] + joint])
    func ofTwoNuisancesAreTheGridAndThePointsHalfWay(_ templates: [[Double]]) {
        let names = ["shift", "squeeze"]
        let found = BiasPoints.generated(Self.points(templates, of: names), of: names)
        let expected = Self.points([[0, 0]] + Self.single + Self.joint + Self.halves, of: names)
        #expect(found.count == 13 && Set(found) == Set(expected))
    }

    @Test func includeEveryTemplateAsFarAsThereIsRoom() {
        let one = BiasPoints.generated(Self.points([[1], [-1]], of: ["a"]), of: ["a"])
        #expect(Set(one) == Set(Self.points([[0], [1], [-1], [0.5], [-0.5]], of: ["a"])) && one.count == 5)
        let names = (0..<12).map { "n\($0)" }
        let single = names.flatMap { [NuisancePoint([$0: 1]), NuisancePoint([$0: -1])] }
        let many = BiasPoints.generated(single, of: names)
        #expect(many == [.nominal] + single.prefix(15))
        let four = BiasPoints.generated(Array(single.prefix(8)), of: Array(names.prefix(4)))
        #expect(four.count == 16 && Set(single.prefix(8)).isSubset(of: four))
        let beyond = BiasPoints.generated(Self.points([[2, 0], [0.3, 0.4]], of: ["a", "b"]), of: ["a", "b"])
        #expect(Set(Self.points([[0.3, 0.4], [2, 0.4], [2, 0], [1, 0.2]], of: ["a", "b"])).isSubset(of: beyond))
    }

    @Test func leaveOutPointsThatTheDensityDoesNotRespondTo() {
        let templates = Self.points(Self.single + Self.joint, of: ["shift", "squeeze"])
        let found = BiasPoints.generated(templates, of: ["shift"])
        #expect(Set(found) == Set([0, 1, -1, 0.5, -0.5].map { NuisancePoint(["shift": $0]) }))
        #expect(BiasPoints.places(templates, of: ["shift"]) == [0, 1])
        #expect(BiasPoints.places(templates, of: ["shift", "squeeze"]) == Array(0..<8))
    }

    // MARK: How large

    private static let templates = [1.0, -1].map { NuisancePoint(["slope": $0]) }

    /// The density of ``LineSample``, with a linear slope that is wrong by a part of it.
    private static func flow(slopeError: Double) throws -> Flow {
        let residual = PolynomialResidual(
            order: [0], contextCount: 1, centers: [0], scales: [1], damping: 0.01, hidden: [4])
        let slot = try #require(residual.layout.slots.first { $0.name == "nuisance.0.1.bias" })
        var parameters = [Float](repeating: 0, count: residual.layout.count)
        parameters[slot.offset + 2] = Float(-LineSample.linear * (1 + slopeError))
        parameters[slot.offset + 3] = Float(-LineSample.quadratic / 0.01)
        return Flow([TransportMap(residual, parameters: ParameterBuffer(parameters))])
    }

    private static func bias(
        _ slopeError: Double, sample: any EventSample = LineSample(points: templates, events: 5000, seed: 3),
        limit: Int = 20_000
    ) throws -> ResponseBias {
        try #require(
            try BiasMeasurement(
                flow: flow(slopeError: slopeError), density: .features, nuisances: ["slope"], sample: sample,
                limit: limit, seed: 1, workers: workers
            ).result())
    }

    @Test func itCanBeWatchedAndStopped() throws {
        var seen: [Int] = []
        let measurement = try BiasMeasurement(
            flow: Self.flow(slopeError: 0), density: .features, nuisances: ["slope"],
            sample: LineSample(points: Self.templates, events: 500, seed: 3), limit: 100, seed: 1, workers: Self.workers
        ) { index, count in
            #expect(count == 5)
            seen.append(index)
            if index == 2 { throw CancellationError() }
        }
        #expect(throws: CancellationError.self) { try measurement.result() }
        #expect(seen == [0, 1, 2])
    }

    @Test func ofAnExactDensityIsNone() throws {
        let bias = try Self.bias(0)
        #expect(bias.points.values.count == 5)
        for point in bias.points.values {
            // Of float32 events and numbers, of which the truth knows none.
            #expect(abs(try #require(point.bias["slope"])) < 1e-5)
            #expect(try #require(point.error["slope"]) < 1e-6)
            #expect(point.events == 20_000)
        }
        #expect(abs(try #require(bias.worst["slope"]).value) < 1e-5)
        // 1/σ = 0.5 + 0.2 ν, in the mean of squares over 0, ±1, ±½.
        let information = [0.0, 1, -1, 0.5, -0.5].map { (0.5 + 0.2 * $0) * (0.5 + 0.2 * $0) }.reduce(0, +) / 5
        #expect(abs(try #require(bias.sigmaPerEvent["slope"]) * information.squareRoot() - 1) < 0.02)
    }

    /// With m(ν) = aν + bν² the scoring step from ν is −εaν/((1 + ε)a + 2bν).
    @Test(arguments: [0.01, -0.02, 0.05, -0.1]) func ofASlopeErrorIsTheScoringStep(_ slopeError: Double) throws {
        for point in try Self.bias(slopeError).points.values {
            let nu = point.at.point["slope"]
            let slope = (1 + slopeError) * LineSample.linear + 2 * LineSample.quadratic * nu
            let expected = -slopeError * LineSample.linear * nu / slope
            let (value, error) = (try #require(point.bias["slope"]), try #require(point.error["slope"]))
            #expect(abs(value - expected) < 5 * error + 0.03 * abs(expected) + 1e-5, "at \(nu): \(value), \(expected)")
        }
        let worst = try #require(try Self.bias(slopeError).worst["slope"])
        // Where the response is flattest.
        #expect(worst.at.point == NuisancePoint(["slope": -1]))
    }

    @Test func itsErrorFallsAsTheRootOfTheEvents() throws {
        let limits = [500, 2000, 8000, 32_000]
        let errors = try limits.map { limit in
            let point = try Self.bias(0.05, limit: limit).points.values[1]
            #expect(point.events == limit)
            return try #require(point.error["slope"]) * Double(limit).squareRoot()
        }
        for error in errors { #expect(abs(error / errors[3] - 1) < 0.15, "\(errors)") }
    }

    /// The same events without their law.
    private struct Unknown: EventSample {
        let line: LineSample
        var schema: SampleSchema { line.schema }
        var points: [NuisancePoint] { line.points }
        func count(point: Int, split: EventSplit) -> Int { line.count(point: point, split: split) }
        func events(_ range: Range<Int>, point: Int, split: EventSplit) -> SampleEvents {
            line.events(range, point: point, split: split)
        }
    }

    @Test(arguments: [0.0, 0.05, -0.1, 0.2]) func isMeasuredWithoutATruthAtItsOwnPoints(_ slopeError: Double) throws {
        let unknown = Unknown(line: LineSample(points: Self.templates, events: 5000, seed: 3))
        let points = try Self.bias(slopeError, sample: unknown).points.values
        #expect(points.map(\.at.point) == Self.templates && points.map(\.events) == [5000, 5000])
        for point in points {
            let nu = point.at.point["slope"]
            let slope = (1 + slopeError) * LineSample.linear + 2 * LineSample.quadratic * nu
            let expected = -slopeError * LineSample.linear * nu / slope
            let (value, error) = (try #require(point.bias["slope"]), try #require(point.error["slope"]))
            #expect(abs(value - expected) < 5 * error)
            #expect(abs(error * abs(slope) * 5000.0.squareRoot() - 1) < 0.06)
        }
    }

    // MARK: In a report

    @Test func isToldByCellAndPage() async throws {
        let workplace = try Workplace()
        let text =
            TinyReport().densities
            + "`{value} kinematics-response.bias.worst.shift.value` `{value} score-response.bias.points.12.squeeze`\n"
        let outcome = try await workplace.render(text)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        for label in ["kinematics-response", "score-response"] {
            let points = try #require(outcome.value(label, "bias.points")?.array)
            #expect(points.count == 13)
            for nuisance in ["shift", "squeeze"] {
                let values = points.indices.compactMap {
                    outcome.value(label, "bias.points.\($0).bias.\(nuisance)")?.double
                }
                let worst = try #require(outcome.value(label, "bias.worst.\(nuisance).value")?.double)
                #expect(values.count == 13 && values.allSatisfy { abs($0) <= abs(worst) } && values.contains(worst))
                #expect(try #require(outcome.value(label, "bias.sigma-per-event.\(nuisance)")?.double) > 0.5)
            }
            #expect(try workplace.section(label).contains("bias of ν̂ at"))
        }
        #expect(outcome.value("kinematics", "bias") == nil)
        #expect(!(try workplace.section("kinematics").contains("bias of ν̂")))
        #expect(outcome.value("score-response", "untaught-pairs") == [["shift", "squeeze"]])
        #expect(outcome.value("kinematics-response", "untaught-pairs") == [])
        #expect(try workplace.section("score-response").contains("untaught-pair"))
    }

    @Test(arguments: [
        "kinematics.bias.worst.shift.value", "kinematics-response.bias.points.13.bias.shift",
        "kinematics-response.bias.worst.shft.value", "kinematics-response.bias.sigma-per-events.shift",
    ]) func isNamedRightlyOrNotAtAll(_ path: String) throws {
        let messages = try Workplace().messages(TinyReport().densities + "`{value} \(path)`\n")
        #expect(messages.count == 1 && messages[0].contains("has no value"), "\(messages)")
    }
}
