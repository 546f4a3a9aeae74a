import FlowKernels

/// The terms of the polynomials in u = (ν − ν⁰)/scale: their values, adjoints and jets.
extension PolynomialResidual {
    /// What the coefficients of one conditioner multiply.
    enum Term {
        case nuisance(Int)
        case cross(Int, Int)
    }

    /// Nuisances first, then pairs.
    public var conditioners: [AutoregressiveConditioner] { nuisanceConditioners + pairConditioners }

    /// All conditioners with their terms.
    var terms: [(AutoregressiveConditioner, Term)] {
        nuisanceConditioners.enumerated().map { ($1, .nuisance($0)) }
            + zip(pairConditioners, pairs).map { ($0, .cross($1.first, $1.second)) }
    }

    /// u = (ν − ν⁰)/scale, shape [nuisances, events].
    func scaledNuisances(_ nuisances: Matrix?, arena: Arena) -> Matrix {
        guard let nuisances else {
            preconditionFailure("a residual of \(nuisanceCount) nuisances was evaluated without ν")
        }
        precondition(
            nuisances.rows == nuisanceCount, "residual of \(nuisanceCount) nuisances given \(nuisances.rows)")
        let u = arena.matrix(rows: nuisances.rows, columns: nuisances.columns)
        u.copy(from: nuisances)
        for k in centers.indices {
            u.row(k).add(-centers[k])
            u.row(k).scale(by: 1 / scales[k])
        }
        return u
    }

    /// The events for which a network is evaluated.
    func columns(of term: Term, _ use: PreparedUse, _ u: Matrix) -> Range<Int> {
        guard use == .onceWithinTemplates else { return 0..<u.columns }
        switch term {
        case .nuisance(let k): return u.row(k).columnsThatAreNotZero()
        // Every term of a pair has both of them as factors.
        case .cross(let k, let l):
            return u.row(k).columnsThatAreNotZero().clamped(to: u.row(l).columnsThatAreNotZero())
        }
    }

    /// Adds one term of the polynomials of one feature for some events; `coefficients` are the rows of that feature.
    func accumulate(
        _ term: Term, _ place: Int, _ coefficients: Matrix, _ u: Matrix, _ columns: Range<Int>, logScale: Matrix,
        shift: Matrix, arena: Arena
    ) {
        let feature = order[place]
        switch term {
        case .nuisance(let k):
            for (first, sum) in [(0, logScale), (2, shift)] {
                Kernels.polynomialForward(
                    linear: coefficients.row(first), quadratic: coefficients.row(first + 1), damping: damping,
                    nuisance: u.row(k, columns), into: sum.row(feature, columns))
            }
        case .cross(let k, let l):
            let pair = ScaledPair(u.row(k, columns), u.row(l, columns))
            for (part, sum) in [logScale, shift].enumerated() {
                accumulate(pair, crossRows(coefficients, part), into: sum.row(feature, columns), arena: arena)
            }
        }
    }

    func differentiate(
        _ term: Term, _ place: Int, _ coefficients: Matrix, _ u: Matrix, _ columns: Range<Int>,
        logScaleGradient: Matrix, shiftGradient: Matrix, into coefficientGradient: Matrix, _ uGradient: Matrix?,
        arena: Arena
    ) {
        switch term {
        case .nuisance(let k):
            for (first, gradient) in [(0, logScaleGradient), (2, shiftGradient)] {
                Kernels.polynomialBackward(
                    linear: coefficients.row(first), quadratic: coefficients.row(first + 1), damping: damping,
                    nuisance: u.row(k, columns), sumGradient: gradient.row(0, columns),
                    linearGradient: coefficientGradient.row(first),
                    quadraticGradient: coefficientGradient.row(first + 1),
                    nuisanceGradient: uGradient?.row(k, columns))
            }
        case .cross(let k, let l):
            let pair = ScaledPair(u.row(k, columns), u.row(l, columns))
            for (part, gradient) in [logScaleGradient, shiftGradient].enumerated() {
                differentiate(
                    pair, crossRows(coefficients, part), sumGradient: gradient.row(0, columns),
                    into: crossRows(coefficientGradient, part), uGradient?.row(k, columns), uGradient?.row(l, columns),
                    arena: arena)
            }
        }
    }

    /// Adds one term of the polynomials of one feature: values and jets of s and t.
    func accumulate(
        _ term: Term, _ place: Int, _ coefficients: TaylorMatrix, _ u: Matrix, _ slopes: [[Float]],
        logScale: TaylorMatrix, shift: TaylorMatrix, arena: Arena
    ) {
        for (part, sums) in [logScale, shift].enumerated() {
            let sum = sums.row(order[place])
            switch term {
            case .nuisance(let k):
                let (linear, quadratic) = (coefficients.row(2 * part), coefficients.row(2 * part + 1))
                Kernels.polynomialForward(
                    linear: linear.value, quadratic: quadratic.value, damping: damping, nuisance: u.row(k),
                    into: sum.value)
                guard let jets = sum.jets else { continue }
                Kernels.polynomialTaylor(
                    linear: linear, quadratic: quadratic, damping: damping, nuisance: u.row(k), slopes: slopes[k],
                    into: jets)
            case .cross(let k, let l):
                accumulate(
                    ScaledPair(u.row(k), u.row(l)), slopes[k], slopes[l], crossRows(coefficients, part), into: sum,
                    arena: arena)
            }
        }
    }
}
