import FlowKernels

extension PolynomialResidual {
    /// With u = (ν − ν⁰)/scale: u′ = d/scale and u″ = 0. The coefficients have jets only where the features have.
    public func forwardTaylor(
        _ v: TaylorMatrix, _ conditions: TaylorConditions, parameters: ParameterBuffer, logDet: TaylorMatrix,
        arena: Arena
    ) -> TaylorMatrix {
        let count = conditions.directions.count
        let output = TaylorMatrix.zeros(rows: v.rows, columns: v.columns, directions: count, arena: arena)
        arena.scope {
            let u = scaledNuisances(conditions.conditions.nuisances, arena: arena)
            let slopes = scales.indices.map { k in conditions.directions.map { $0[k] / scales[k] } }
            let logScale = TaylorMatrix.zeros(rows: v.rows, columns: v.columns, directions: count, arena: arena)
            for (conditioner, term) in terms {
                arena.scope {
                    let coefficients = conditioner.forwardTaylor(v, conditions, parameters: parameters, arena: arena)
                    for place in order.indices {
                        accumulate(
                            term, place, coefficients.rows(place: place), u, slopes, logScale: logScale,
                            shift: output)
                    }
                }
            }
            // What has been added up in `output` is t; y = v eˢ + t takes its place.
            if let shiftJets = output.jets, let logDetJets = logDet.jets {
                Kernels.affineTaylor(
                    input: v, logScale: logScale, shiftJets: shiftJets, logDetJets: logDetJets)
            }
            let value = arena.matrix(rows: v.rows, columns: v.columns)
            Kernels.affineForward(
                input: v.value, logScale: logScale.value, shift: output.value, into: value, logDet: logDet.value)
            output.value.copy(from: value)
        }
        return output
    }

    /// Adds one term of the polynomials of one feature: values and jets of s and t.
    private func accumulate(
        _ term: Term, _ place: Int, _ coefficients: TaylorMatrix, _ u: Matrix, _ slopes: [[Float]],
        logScale: TaylorMatrix, shift: TaylorMatrix
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
                let coefficient = coefficients.row(part)
                Kernels.crossForward(
                    coefficient: coefficient.value, damping: crossDamping, nuisances: u.row(k), u.row(l),
                    into: sum.value)
                guard let jets = sum.jets else { continue }
                Kernels.crossTaylor(
                    coefficient: coefficient, damping: crossDamping, nuisances: u.row(k), u.row(l),
                    slopes: slopes[k], slopes[l], into: jets)
            }
        }
    }
}
