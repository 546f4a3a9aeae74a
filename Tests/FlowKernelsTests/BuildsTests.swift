import CFlowKernels
import Testing

@testable import FlowKernels

/// The baseline build and every other one that this machine runs, over every kernel; equal to rounding, as one may
/// contract a·b + c and the other not. Those that do give the same bits, on which keys of results rely
/// (``Kernels/arithmetic``). Where there is only one build there is nothing to compare.
@Suite struct BuildsTests {
    static let n = 64
    let baseline = Kernels.builds[0].table
    let others = Kernels.builds.dropFirst()

    /// Runs `body` with each build on copies of `matrices`; every matrix must come out the same.
    private func compare(
        _ matrices: [Matrix], tolerance: Double = 2e-6,
        _ body: (flow_kernel_table, [UnsafeMutablePointer<Float>]) -> Void
    ) {
        func run(_ table: flow_kernel_table) -> [Matrix] {
            let copies = matrices.map { $0.duplicate() }
            let pointers = copies.compactMap { $0.withUnsafeMutableBufferPointer(\.baseAddress) }
            withExtendedLifetime(copies) { body(table, pointers) }
            return copies
        }
        let expected = run(baseline)
        var fused: (name: String, results: [Matrix])?
        for build in others {
            let results = run(build.table)
            for (a, b) in zip(results, expected) {
                #expect(a.distance { i, j in Double(b[i, j]) } < tolerance, "\(build.name)")
            }
            if let fused {
                for (a, b) in zip(results, fused.results) {
                    #expect(a.bits == b.bits, "\(build.name) and \(fused.name)")
                }
            }
            fused = (build.name, results)
        }
    }

    @Test func elementwiseKernelsAgree() {
        var samples = Samples(seed: 50)
        let n = Self.n
        let x = samples.matrix(3, n, in: 0...9)
        let y = samples.matrix(3, n)
        let row = samples.matrix(1, n)
        compare([x, y, row]) { table, p in
            table.add(p[0], p[1], 3 * n)
            table.scale(1.7, p[1], 3 * n)
            table.multiply_rows(p[1], p[2], 3, n)
        }
        for kernel in [\flow_kernel_table.exp, \.log, \.log1p, \.expm1] {
            compare([x, y]) { table, p in table[keyPath: kernel]?(p[0], p[1], 3 * n) }
        }
        compare([x, y]) { table, p in
            p[0][0] = Float(table.weighted_sum(p[0], p[1], 3 * n))
            p[0][1] = Float(table.weighted_sum(p[0], nil, 3 * n))
        }
    }

    @Test func optimizersAgree() {
        var samples = Samples(seed: 51)
        let n = Self.n
        let matrices = [
            samples.matrix(1, n), samples.matrix(1, n), samples.matrix(1, n, in: 0...2), samples.matrix(1, n),
        ]
        for adapts: Int32 in [0, 1] {
            compare(matrices) { table, p in
                var step = flow_adam(
                    decay: 0.01, gain1: 0.1, keep2: 0.999, gain2: 0.001, keep: 0.99, size: 0.01, root: 1.5,
                    epsilon: 1e-8, adapts: adapts)
                // Whole vectors and a rest.
                table.adam(&step, p[0], p[1], p[2], p[3], n - 3)
            }
        }
    }

    /// Nothing behind the end is written to, whatever the count.
    @Test(arguments: [0, 1, 7, 8, 9, 16])
    func optimizersKeepToTheirParameters(count: Int) {
        for build in Kernels.builds {
            var step = flow_adam(
                decay: 0.01, gain1: 0.1, keep2: 0.999, gain2: 0.001, keep: 0.99, size: 0.01, root: 1.5, epsilon: 1e-8,
                adapts: 1)
            let gradient = [Float](repeating: 0.5, count: 24)
            var (first, second, parameters) = (gradient, gradient, gradient)
            build.table.adam(&step, gradient, &first, &second, &parameters, count)
            for values in [first, second, parameters] {
                #expect(values[..<count].allSatisfy { $0 == values[0] } && values[count...].allSatisfy { $0 == 0.5 })
            }
            #expect(count == 0 || parameters[0] < 0.5 * 0.99)
        }
    }

    /// One product alone.
    private func multiply(
        _ table: flow_kernel_table, _ a: UnsafePointer<Float>, _ stride: Int, _ transposed: Int32,
        _ b: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>, _ rows: Int, _ depth: Int, _ n: Int,
        _ end: flow_epilogue, options: Int32 = 0
    ) {
        let product = flow_product(a: a, stride: stride, rows: rows, depth: depth, c: c, end: end)
        table.product([product], 1, options | (transposed == 0 ? 0 : Int32(FLOW_TRANSPOSED)), b, depth, n)
    }

    /// Whole blocks and their edges: rows that are no multiple of a block, events that are no multiple of 16.
    @Test(arguments: 0...2, [1, 20, 35])
    func productsOfManyRowsAgree(_ activation: Int32, rows: Int) {
        for n in [Self.n + 8, 48, 64] {
            for options in [0, Int32(FLOW_DENSE)] { productsAgree(activation, rows: rows, n: n, options) }
        }
    }

    private func productsAgree(_ activation: Int32, rows: Int, n: Int, _ options: Int32) {
        var samples = Samples(seed: 53)
        let w = samples.matrix(rows, 300, in: -0.2...0.2)
        compare(
            [
                w, samples.matrix(rows, 1), samples.matrix(300, n), samples.matrix(rows, n), samples.matrix(300, n),
                samples.matrix(rows, n),
            ],
            tolerance: 1e-5
        ) { table, p in
            for (own, addend) in [(Optional(p[1]), nil), (nil, Optional(p[5])), (p[1], p[5]), (nil, nil)] {
                let end = flow_epilogue(bias: own, addend: addend, gate: nil, activation: activation)
                multiply(table, p[0], 300, 0, p[2], p[3], rows, 300, n, end, options: options)
            }
            let gated = flow_epilogue(bias: nil, addend: nil, gate: p[2], activation: activation)
            multiply(table, p[0], 300, 1, p[3], p[4], 300, rows, n, gated, options: options)
        }
    }

    @Test(arguments: 0...2)
    func linearKernelsAgree(_ activation: Int32) {
        var samples = Samples(seed: 51)
        let n = Self.n
        for inputs in 1...Int(FLOW_NARROW) {
            let w = samples.matrix(5, inputs)
            let b = samples.matrix(5, 1)
            let x = samples.matrix(inputs, n)
            compare([w, b, x, samples.matrix(5, n), samples.matrix(inputs, n)], tolerance: 1e-5) { table, p in
                func end(bias: Int?, addend: Int?, gate: Int?) -> flow_epilogue {
                    func pointer(_ place: Int?) -> UnsafePointer<Float>? { place.map { UnsafePointer(p[$0]) } }
                    return flow_epilogue(
                        bias: pointer(bias), addend: pointer(addend), gate: pointer(gate), activation: activation)
                }
                multiply(table, p[0], inputs, 0, p[2], p[3], 5, inputs, n, end(bias: 1, addend: nil, gate: nil))
                multiply(table, p[0], inputs, 0, p[2], p[3], 5, inputs, n, end(bias: nil, addend: 3, gate: nil))
                multiply(table, p[0], inputs, 1, p[3], p[4], inputs, 5, n, end(bias: nil, addend: nil, gate: 2))
                multiply(table, p[0], inputs, 1, p[3], p[4], inputs, 5, n, end(bias: nil, addend: 4, gate: nil))
                table.linear_narrow_weights(p[3], p[2], p[0], inputs, 5, inputs, n)
                table.row_sums(p[3], p[1], 5, n)
            }
        }
    }

    @Test func outerProductsAndPiecesAgree() {
        var samples = Samples(seed: 55)
        for n in [8, 40, 72, 176, 328] {
            let (a, b) = (samples.matrix(35, n), samples.matrix(150, n))
            a.row(7).fill(0)
            for options in [0, Int32(FLOW_DENSE)] {
                compare([a, b, samples.matrix(35, 155)], tolerance: 2e-5) { table, p in
                    let products = [
                        flow_outer_product(a: p[0], rows: 35, columns: 150, c: p[2], stride: 155),
                        flow_outer_product(a: p[0], rows: 20, columns: 70, c: p[2], stride: 155),
                    ]
                    table.outer_product(products, products.count, options, p[1], 150, n)
                }
            }
        }
        let (starts, anchors): ([Float], [Float]) = ([-.infinity, -0.5, 1], [-0.5, -0.5, 1])
        let (x, y) = (samples.matrix(1, 40), samples.matrix(20, 40))
        compare([samples.matrix(6, 32), x, y, samples.matrix(1, 40)], tolerance: 1e-5) { table, p in
            starts.withUnsafeBufferPointer { starts in
                anchors.withUnsafeBufferPointer { anchors in
                    let pieces = flow_pieces(
                        starts: starts.baseAddress, anchors: anchors.baseAddress, count: 3, table: p[0], rows: 20,
                        width: 32)
                    table.pieces_backward(pieces, p[1], p[2], 40, 40, p[3])
                    table.pieces_forward(pieces, p[1], 40, p[2], 40)
                }
            }
        }
    }

    @Test(arguments: [1, 8, 9, 24, 25])
    func settledUnitsAgree(basis: Int) {
        var samples = Samples(seed: 56)
        let n = 40
        let sums = samples.matrix(300, n)
        for row in 0..<300 where row % 3 > 0 { sums.row(row).add(row % 3 == 1 ? 3 : -3) }
        let columns = (basis + 100 + 7) & ~7
        let functions = samples.matrix(300, (basis + 7) & ~7)
        compare(
            [
                sums, functions, samples.matrix(300, 1), samples.matrix(35, 310, in: -0.2...0.2), .zeros(35, columns),
                .zeros(300, n), .zeros(1, 2),
            ], tolerance: 1e-5
        ) { table, p in
            var places = [Int32](repeating: 0, count: 300)
            table.range(p[0], n, p[6], p[6] + 1)
            #expect(table.settle(p[0], 300, n, &places, p[5]) == 100)
            places.withUnsafeBufferPointer { places in
                var units = flow_units(
                    places: places.baseAddress, count: 300, functions: p[1], stride: functions.columns, bias: p[2],
                    basis: basis)
                table.compose(&units, p[3], 310, 35, p[4], columns)
            }
        }
    }

    @Test func splineKernelsAgree() {
        var samples = Samples(seed: 52)
        let n = Self.n
        let bins: Int32 = 20
        for derivatives: Int32 in [19, 20, 21] {
            let parameters = samples.matrix(Int(2 * bins + derivatives), n, in: -1...1)
            let x = samples.matrix(1, n, in: -5.5...5.5)
            let y = samples.matrix(1, n)
            let l = samples.matrix(1, n)
            compare([parameters, x, y, l], tolerance: 1e-4) { table, p in
                table.spline_forward(p[0], n, bins, derivatives, p[1], p[2], p[3])
            }
            compare([parameters, x, y, l], tolerance: 1e-4) { table, p in
                table.spline_inverse(p[0], n, bins, derivatives, p[1], p[2], p[3])
            }
            compare([parameters, x, y, l, l], tolerance: 1e-3) { table, p in
                table.spline_backward(p[0], n, bins, derivatives, p[1], p[2], p[3], p[4])
            }
        }
    }

    @Test func residualAndDensityKernelsAgree() {
        var samples = Samples(seed: 53)
        let n = Self.n
        let wide = (0..<5).map { _ in samples.matrix(3, n) }
        let thin = (0..<4).map { _ in samples.matrix(1, n) }
        compare(wide + thin) { table, p in
            table.polynomial_forward(p[0], p[1], 0.1, p[5], p[2], 3, n)
            table.polynomial_backward(p[0], p[1], 0.1, p[5], p[2], p[3], p[4], p[6], 3, n)
            table.cross_forward(p[3], 0.1, p[5], p[6], p[4], 3, n)
            table.cross_backward(p[3], 0.1, p[5], p[6], p[4], p[2], p[7], p[8], 3, n)
        }
        compare(wide + thin) { table, p in
            table.affine_forward(p[0], p[1], p[2], p[3], p[5], 3, n)
            table.affine_backward(p[0], p[1], p[3], p[6], p[3], p[4], 3, n)
            table.affine_inverse(p[0], p[1], p[2], p[0], p[5], 3, n)
        }
        compare(wide + thin) { table, p in
            table.normal_log_density(p[0], p[5], 3, n)
            table.normal_backward(p[0], p[6], p[1], 3, n)
            table.log_sum_exp(p[2], [0.1, -0.2, 0.3], p[7], p[3], 3, n)
        }
    }

    @Test func taylorKernelsAgree() {
        var samples = Samples(seed: 54)
        let (n, directions, jets) = (Self.n, 2, 4 * Self.n)
        let slopes: [Float] = [0.5, -1]
        for activation: Int32 in 0...2 {
            compare([samples.matrix(3, n), samples.matrix(3, jets)]) { table, p in
                table.activation_taylor(p[0], p[1], 3, n, directions, activation)
            }
        }
        let wide = (0..<3).map { _ in samples.matrix(3, n) }
        let wideJets = (0..<3).map { _ in samples.matrix(3, jets) }
        compare(wide + wideJets + [samples.matrix(1, jets)]) { table, p in
            table.polynomial_taylor(p[0], p[3], p[1], p[4], 0.1, p[2], slopes, directions, p[5], n)
            table.cross_taylor(p[0], p[3], 0.1, p[1], p[2], slopes, slopes, directions, p[4], n)
            table.affine_taylor(p[0], p[3], p[1], p[4], p[5], directions, p[6], 3, n)
            table.normal_taylor(p[0], p[3], directions, p[6], 3, n)
        }
        let bins: Int32 = 20
        let rows = Int(3 * bins - 1)
        let spline = [
            samples.matrix(rows, n, in: -1...1), samples.matrix(rows, jets), samples.matrix(1, n, in: -5.5...5.5),
            samples.matrix(1, jets), samples.matrix(1, n), samples.matrix(1, jets), samples.matrix(1, n),
            samples.matrix(1, jets),
        ]
        compare(spline, tolerance: 1e-3) { table, p in
            table.spline_taylor(
                p[0], p[1], n, bins, bins - 1, p[2], p[3], directions, p[4], p[5], p[6], p[7])
        }
    }
}
