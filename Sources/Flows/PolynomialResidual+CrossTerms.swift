import FlowKernels

/// Two nuisances, by index, whose products have terms in a residual; `first < second`.
public struct NuisancePair: Sendable, Hashable, Codable {
    /// The lower index.
    public let first: Int
    /// The higher index.
    public let second: Int

    /// With these values.
    public init(_ first: Int, _ second: Int) {
        self.first = first
        self.second = second
    }
}

/// The total degree in u_k and u_l to which the terms of a pair go.
public enum CrossOrder: Int, Sendable, Hashable, Codable, CaseIterable {
    /// C u_k u_l, the published form.
    case second = 2
    /// C u_k u_l + D u_k u_l² + E u_k² u_l.
    case third = 3

    /// The number of coefficients of s for a feature; t has the same number.
    var coefficients: Int {
        switch self {
        case .second: 1
        case .third: 3
        }
    }
}

/// The terms of a pair, δ₂ P u_k u_l with P = C, or P = C + D u_l + E u_k: their values, adjoints and jets.
extension PolynomialResidual {
    /// u_k and u_l, each of shape [1, events].
    struct ScaledPair {
        let first: Matrix
        let second: Matrix

        init(_ first: Matrix, _ second: Matrix) {
            self.first = first
            self.second = second
        }

        /// The factors of D and E in P.
        var factors: [Matrix] { [second, first] }
    }

    /// The rows of one feature for s (part 0) or for t (part 1): C, or C, D and E.
    func crossRows(_ coefficients: Matrix, _ part: Int) -> Matrix { coefficients.rows(crossRange(part)) }

    /// The same with their jets.
    func crossRows(_ coefficients: TaylorMatrix, _ part: Int) -> TaylorMatrix { coefficients.rows(crossRange(part)) }

    private func crossRange(_ part: Int) -> Range<Int> {
        let count = crossOrder.coefficients
        return part * count..<(part + 1) * count
    }

    /// Adds δ₂ P u_k u_l to `sum`, shape [1, events].
    func accumulate(_ pair: ScaledPair, _ rows: Matrix, into sum: Matrix, arena: Arena) {
        arena.scope {
            Kernels.crossForward(
                coefficient: crossCoefficient(rows, pair, arena: arena), damping: crossDamping, nuisances: pair.first,
                pair.second, into: sum)
        }
    }

    /// The adjoint: with g_P = δ₂ g u_k u_l, g_C = g_P, g_D = g_P u_l and g_E = g_P u_k (overwritten); the gradient of u_k
    /// grows by δ₂ g P u_l + g_P E, that of u_l by δ₂ g P u_k + g_P D.
    func differentiate(
        _ pair: ScaledPair, _ rows: Matrix, sumGradient: Matrix, into rowGradients: Matrix, _ firstGradient: Matrix?,
        _ secondGradient: Matrix?, arena: Arena
    ) {
        arena.scope {
            let ownGradient = rowGradients.row(0)
            Kernels.crossBackward(
                coefficient: crossCoefficient(rows, pair, arena: arena), damping: crossDamping, nuisances: pair.first,
                pair.second, sumGradient: sumGradient, coefficientGradient: ownGradient,
                nuisanceGradients: firstGradient, secondGradient)
            guard crossOrder == .third else { return }
            let ones = ones(pair, arena: arena)
            for (index, (factor, gradient)) in zip(pair.factors, [secondGradient, firstGradient]).enumerated() {
                Kernels.crossBackward(
                    coefficient: rows.row(1 + index), damping: 1, nuisances: factor, ones, sumGradient: ownGradient,
                    coefficientGradient: rowGradients.row(1 + index), nuisanceGradients: gradient, nil)
            }
        }
    }

    /// Adds δ₂ P u_k u_l and its jets to `sum`.
    ///
    /// - Parameter firstSlopes: u_k′ along every direction; `secondSlopes` those of u_l.
    func accumulate(
        _ pair: ScaledPair, _ firstSlopes: [Float], _ secondSlopes: [Float], _ rows: TaylorMatrix,
        into sum: TaylorMatrix, arena: Arena
    ) {
        arena.scope {
            accumulate(pair, rows.value, into: sum.value, arena: arena)
            guard let jets = sum.jets else { return }
            Kernels.crossTaylor(
                coefficient: crossCoefficient(rows, pair, firstSlopes, secondSlopes, arena: arena),
                damping: crossDamping, nuisances: pair.first, pair.second, slopes: firstSlopes, secondSlopes,
                into: jets)
        }
    }

    /// P of all events, shape [1, events].
    private func crossCoefficient(_ rows: Matrix, _ pair: ScaledPair, arena: Arena) -> Matrix {
        guard crossOrder == .third else { return rows }
        let coefficient = arena.matrix(rows: 1, columns: rows.columns)
        coefficient.copy(from: rows.row(0))
        let ones = ones(pair, arena: arena)
        for (index, factor) in pair.factors.enumerated() {
            Kernels.crossForward(
                coefficient: rows.row(1 + index), damping: 1, nuisances: factor, ones, into: coefficient)
        }
        return coefficient
    }

    /// P with its jets: those of u_k and u_l, even where the coefficients have none.
    private func crossCoefficient(
        _ rows: TaylorMatrix, _ pair: ScaledPair, _ firstSlopes: [Float], _ secondSlopes: [Float], arena: Arena
    ) -> TaylorMatrix {
        guard crossOrder == .third else { return rows }
        let jets = arena.zeros(rows: 1, columns: 2 * firstSlopes.count * rows.columns)
        if let own = rows.jets { jets.copy(from: own.row(0)) }
        let ones = ones(pair, arena: arena)
        let constant = [Float](repeating: 0, count: firstSlopes.count)
        for (index, (factor, slopes)) in zip(pair.factors, [secondSlopes, firstSlopes]).enumerated() {
            Kernels.crossTaylor(
                coefficient: rows.row(1 + index), damping: 1, nuisances: factor, ones, slopes: slopes, constant,
                into: jets)
        }
        return TaylorMatrix(value: crossCoefficient(rows.value, pair, arena: arena), jets: jets)
    }

    /// What makes of a product of two nuisances one of one: a second factor that is 1 for all events.
    private func ones(_ pair: ScaledPair, arena: Arena) -> Matrix {
        let ones = arena.matrix(rows: 1, columns: pair.first.columns)
        ones.fill(1)
        return ones
    }
}
