import Flows
import Samples
import Testing

/// A sample as files will give it: columns in memory, with weights, another number of events at every point, no truth.
struct StoredSample: EventSample {
    let schema: SampleSchema
    let points: [NuisancePoint]
    /// Column x, class and weight, by point.
    let x: [[Float]]
    let classes: [[UInt8]]
    let weights: [[Float]]

    /// Every third event is for selection, every third for validation, by its number.
    private func places(_ point: Int, _ split: EventSplit) -> [Int] {
        let remainder = split == .training ? 0 : split == .selection ? 1 : 2
        return x[point].indices.filter { $0 % 3 == remainder }
    }

    func count(point: Int, split: EventSplit) -> Int { places(point, split).count }

    func events(_ range: Range<Int>, point: Int, split: EventSplit) -> SampleEvents {
        let places = places(point, split)[range]
        return SampleEvents(
            x: [places.map { x[point][$0] }], y: [], classes: places.map { classes[point][$0] },
            weights: places.map { weights[point][$0] })
    }
}

@Suite struct StoredSampleTests {
    static let sample = StoredSample(
        schema: SampleSchema(
            features: [SampleSchema.Quantity("pt", symbol: "*p*_{T}", unit: "GeV")], scores: [],
            classes: [SampleSchema.EventClass("signal"), SampleSchema.EventClass("background")],
            nuisances: [SampleSchema.Quantity("jes")], weight: SampleSchema.Quantity("w")),
        points: [.nominal, NuisancePoint(["jes": 1])],
        x: [(0..<30).map(Float.init), (0..<12).map { Float($0) + 100 }],
        classes: [(0..<30).map { $0 < 15 ? 0 : 1 }, Array(repeating: 1, count: 12)],
        weights: [(0..<30).map { $0 % 2 == 0 ? 1 : -0.5 }, Array(repeating: 2, count: 12)])

    @Test func aSampleWithoutATruthHasNone() {
        #expect(Self.sample.truth == nil && Self.sample.truePoint == nil)
        let outline = SampleOutline(of: Self.sample)
        #expect(!outline.hasTruth && !outline.isGenerated)
        #expect(outline.points == Self.sample.points && outline.schema == Self.sample.schema)
        let promised = SampleOutline(schema: Self.sample.schema, points: Self.sample.points)
        #expect(!promised.hasTruth && !promised.isGenerated)
    }

    @Test func aClosedFormShowsInTheOutline() {
        let outline = SampleOutline(of: CataloguedSample.all[0].sample)
        #expect(outline.hasTruth && outline.isGenerated && outline.points == CataloguedSample.all[0].places)
    }

    @Test func batchesCarryWeightsAndGoRoundEveryPointsOwnEvents() {
        let batches = Self.sample.batches(of: .features, nuisances: ["jes"], size: 16)
        let (events, nuisances) = SampleBatchesTests.columns(batches, step: 1)
        // Ten events for training at the first point, four at the second: class, x, weight.
        let first: [[Float]] = (0..<8).map { index -> [Float] in
            let place: Int = 3 * ((8 + index) % 10)
            let isSignal: Bool = place < 15
            let weight: Float = place % 2 == 0 ? 1 : -0.5
            return [isSignal ? 1 : 0, isSignal ? 0 : 1, Float(place), weight]
        }
        let second: [[Float]] = (0..<8).map { index -> [Float] in [0, 1, 100 + 3 * Float(index % 4), 2] }
        #expect(events == first + second)
        #expect(nuisances == Array(repeating: [0], count: 8) + Array(repeating: [1], count: 8))
    }

    @Test func theCenterOfAClassIsTheMeanOfItsEvents() {
        #expect(Self.sample.center(ofClass: 0) == [6])
        #expect(Self.sample.center(ofClass: 1) == [21])
    }

    @Test func theStandardizationIsOfTheEventsForTraining() {
        let values: [Double] = Array(stride(from: 0, to: 30, by: 3)) + Array(stride(from: 100, to: 112, by: 3))
        let mean: Double = values.reduce(0, +) / 14
        let variance: Double = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 14
        let found = Self.sample.standardization(of: .features)
        #expect(found.means == [Float(mean)] && found.scales == [Float(variance.squareRoot())])
    }

    @Test func yieldsAreEqualSharesUnlessASampleKnowsBetter() {
        #expect(Self.sample.yields(of: 30) == [15, 15])
        #expect(CataloguedSample.all[3].sample.yields(of: 100) == [25, 35, 40])
    }

    @Test func dataShowNoClass() {
        let data = Self.sample.data
        #expect(data.classes == nil && data.count == 10 && data.weights?.count == 10)
    }
}
