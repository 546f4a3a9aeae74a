import EventTables
import FlowKernels
import Flows
import Foundation
import ModelEvaluation
import TestSupport
import Testing

/// What holds for any model: the two arithmetics agree, rows are independent, rows that cannot be evaluated say so.
@Suite struct ModelEvaluatorTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func evaluate(
        _ rows: EventBlock, _ arithmetic: Arithmetic, model: ModelFile = SmallModel.model(), threads: Int = 2
    ) throws -> EventBlock {
        try ModelEvaluator(model, arithmetic: arithmetic, workers: Workers(threads: threads)).evaluate(rows)
    }

    @Test func agreesBetweenTheArithmetics() throws {
        let rows = SmallModel.rows(1100)
        let (fast, plain) = try (evaluate(rows, .float32), evaluate(rows, .float64))
        for (fast, plain) in zip(fast.values, plain.values) {
            #expect(fast.count == plain.count)
            // float32 rounds at 6e-8, carried through four maps whose slopes reach tens.
            #expect(zip(fast, plain).allSatisfy { abs($0 - $1) < 1e-4 * max(1, abs($1)) })
        }
    }

    @Test func evaluatesOrdersOfAnyKindInFloat64() throws {
        let descriptions: [BijectionDescription] = [
            .permutation(indices: [2, 0, 1]),
            .spline(order: [1, 2, 0], context: 2, bins: 4, derivatives: 5, hidden: [9], activation: .elu),
            .spline(order: [2, 0, 1], context: 2, bins: 4, derivatives: 3, hidden: [], activation: .relu),
            .polynomialResidual(
                order: [1, 0, 2], context: 0, centers: [0, 1], scales: [1, 3], pairs: [], damping: 0.05,
                crossDamping: 0.01, hidden: [6, 6], activation: .elu),
            .polynomialResidual(
                order: [1, 2, 0], context: 2, centers: [0, 1], scales: [1, 3], pairs: [NuisancePair(0, 1)],
                damping: 0.05,
                crossDamping: 0.1, crossOrder: .third, hidden: [6, 6], activation: .elu),
        ]
        for (index, description) in descriptions.enumerated() {
            let map = SmallModel.map(try description.makeBijection(), seed: UInt64(index))
            let nuisances = map.bijection.nuisanceCount
            let model = ModelFile(
                flow: Flow([map]),
                names: ModelNames(
                    features: ["a", "b", "c"], context: (0..<map.bijection.contextCount).map { "c\($0)" },
                    nuisances: (0..<nuisances).map { "n\($0)" }))
            let all = SmallModel.rows(64)
            let rows = EventBlock(
                firstRow: 0, rowCount: 64,
                values: [all.values[0]] + (model.names.context.isEmpty ? [] : [all.values[1]])
                    + (nuisances == 0 ? [] : [all.values[2]]))
            let (fast, plain) = try (evaluate(rows, .float32, model: model), evaluate(rows, .float64, model: model))
            for (fast, plain) in zip(fast.values.joined(), plain.values.joined()) {
                #expect(abs(fast - plain) < 1e-4 * max(1, abs(plain)), "map \(index)")
            }
        }
    }

    @Test func evaluatesMoreFeaturesThanUnitsInFloat64() throws {
        let description = BijectionDescription.spline(
            order: [3, 0, 6, 1, 7, 2, 5, 4], context: 0, bins: 3, derivatives: 2, hidden: [5, 11], activation: .relu)
        let model = ModelFile(
            flow: Flow([SmallModel.map(try description.makeBijection(), seed: 9)]),
            names: ModelNames(features: (0..<8).map { "x\($0)" }, context: [], nuisances: []))
        let rows = EventBlock(firstRow: 0, rowCount: 24, values: [SmallModel.rows(64).values[0]])
        let (fast, plain) = try (evaluate(rows, .float32, model: model), evaluate(rows, .float64, model: model))
        for (fast, plain) in zip(fast.values.joined(), plain.values.joined()) {
            #expect(abs(fast - plain) < 1e-4 * max(1, abs(plain)))
        }
    }

    @Test(arguments: Arithmetic.allCases) func dependsOnNeitherThreadsNorBlocks(arithmetic: Arithmetic) throws {
        let model = SmallModel.model()
        let rows = SmallModel.rows(1500)
        let input = folder.file("in.safetensors")
        try SmallModel.write(rows, model.inputs, to: input)
        let expected = try evaluate(rows, arithmetic, threads: 1).values.map(\.bits)
        for (threads, block) in [(1, 1), (2, 7), (3, 500), (2, 512), (2, 4096)] {
            let output = folder.file("out.safetensors")
            let evaluator = try ModelEvaluator(model, arithmetic: arithmetic, workers: Workers(threads: threads))
            var evaluation = try TableEvaluation(evaluator, input: input, output: output)
            var steps: [Int] = []
            #expect(try evaluation.run(blockSize: block) { steps.append($0) } == NonFiniteRows())
            #expect(steps.count == (1500 + block - 1) / block && steps.last == 1500)
            let written = try SmallModel.read(output, model.outputs)
            #expect(model.outputs.compactMap { written[$0.name]?.bits } == expected)
        }
    }

    @Test(arguments: Arithmetic.allCases, [Double.nan, .infinity, -.infinity])
    func marksRowsThatAreNotFinite(arithmetic: Arithmetic, value: Double) throws {
        let model = SmallModel.model()
        let clean = SmallModel.rows(40)
        var values = clean.values
        values[0][17 * 3 + 1] = value
        values[1][20 * 2] = value
        values[2][39 * 2 + 1] = value
        let (input, output) = (folder.file("in.csv"), folder.file("out.csv"))
        try SmallModel.write(EventBlock(firstRow: 0, rowCount: 40, values: values), model.inputs, to: input)
        let evaluator = try ModelEvaluator(model, arithmetic: arithmetic, workers: Workers(threads: 2))
        var evaluation = try TableEvaluation(evaluator, input: input, output: output)
        let nonFinite = try evaluation.run()
        #expect(nonFinite.count == 3 && nonFinite.first == 17)
        let written = try SmallModel.read(output, model.outputs)
        let expected = try evaluate(clean, arithmetic)
        for (field, expected) in zip(model.outputs, expected.values) {
            for (place, value) in try #require(written[field.name]).enumerated() {
                let row = place / field.width
                let isMarked = [17, 20, 39].contains(row)
                #expect(isMarked ? value.isNaN : Float(value) == Float(expected[place]), "\(field.name) of row \(row)")
            }
        }
    }

    @Test func takesNumbersBeyondFloat32InFloat64Only() throws {
        var values = SmallModel.rows(2).values
        values[0][3] = 1e300
        let rows = EventBlock(firstRow: 0, rowCount: 2, values: values)
        #expect(try evaluate(rows, .float32).values[1][3].isNaN)
        // Far outside of every spline, but not NaN: a finite number or an infinity that follows from the formulas.
        #expect(try evaluate(rows, .float32).values[1][..<3].allSatisfy { $0.isFinite })
        #expect(try evaluate(rows, .float64).values[1][..<3].allSatisfy { $0.isFinite })
    }

    @Test(
        arguments: [
            ([], nil),
            ([(0, 3, 1e39)], "1 of them has an input that overflows single precision (3.4e38): pt of row 1 is 1e+39"),
            (
                [(0, 5, .nan), (0, 7, -1e300), (1, 9, 3.5e38)],
                "2 of them have inputs that overflow single precision (3.4e38): eta of row 2 is -1e+300"
            ), ([(0, 0, .infinity)], nil), ([(0, 6, 3.4e38)], nil),
            ([(1, 1, 4e38), (0, 1, 5e38)], "1 of them has an input that overflows single precision (3.4e38)"),
        ] as [([(field: Int, place: Int, value: Double)], String?)])
    func namesTheInputThatOverflows(_ changes: [(field: Int, place: Int, value: Double)], _ words: String?) throws {
        let model = SmallModel.model()
        var values = SmallModel.rows(10).values
        for change in changes { values[change.field][change.place] = change.value }
        let (input, output) = (folder.file("in.csv"), folder.file("out.csv"))
        try SmallModel.write(EventBlock(firstRow: 0, rowCount: 10, values: values), model.inputs, to: input)
        for arithmetic in Arithmetic.allCases {
            let evaluator = try ModelEvaluator(model, arithmetic: arithmetic, workers: Workers(threads: 1))
            var evaluation = try TableEvaluation(evaluator, input: input, output: output)
            let found = try evaluation.run(blockSize: 2).words(of: 10, remedy: "change it")
            let overflows = found.dropFirst().first
            guard let words, arithmetic == .float32 else {
                #expect(overflows == nil, "\(found)")
                continue
            }
            #expect(overflows?.hasPrefix(words) == true && overflows?.hasSuffix("; change it") == true, "\(found)")
        }
    }

    @Test func hasNoDensityForATransportMap() throws {
        let (map, density) = (SmallModel.model(isDensity: false), SmallModel.model())
        #expect(map.outputs.map(\.name) == ["z", "ladj"])
        let rows = SmallModel.rows(10)
        #expect(
            try evaluate(rows, .float32, model: map).values
                == Array(evaluate(rows, .float32, model: density).values[1...]))
        #expect(
            try evaluate(rows, .float64, model: map).values
                == Array(evaluate(rows, .float64, model: density).values[1...]))
    }

    @Test func leavesNothingBehindWhenItIsStopped() throws {
        let model = SmallModel.model()
        let input = folder.file("in.safetensors")
        try SmallModel.write(SmallModel.rows(10), model.inputs, to: input)
        let evaluator = try ModelEvaluator(model, arithmetic: .float32, workers: Workers(threads: 1))
        var evaluation = try TableEvaluation(evaluator, input: input, output: folder.file("out.csv"))
        #expect(throws: CancellationError.self) { try evaluation.run(blockSize: 5) { _ in throw CancellationError() } }
        #expect(try folder.names() == ["in.safetensors"])
    }

    @Test func evaluatesATableWithoutRows() throws {
        let model = SmallModel.model()
        let (input, output) = (folder.file("in.csv"), folder.file("out.safetensors"))
        try SmallModel.write(
            EventBlock(firstRow: 0, rowCount: 0, values: [[], [], []]), model.inputs, to: input)
        let evaluator = try ModelEvaluator(model, arithmetic: .float32, workers: Workers(threads: 1))
        var evaluation = try TableEvaluation(evaluator, input: input, output: output)
        #expect(try evaluation.run() == NonFiniteRows())
        #expect(try SmallModel.read(output, model.outputs)["z"] == [])
    }
}
