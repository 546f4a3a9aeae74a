import Derivatives

/// ν as scalars that may carry derivatives: the argument of every formula of the benchmark.
struct NuisanceScalars<Scalar: DifferentiableScalar> {
    let shift: Scalar
    let squeeze: Scalar
    let rotation: Scalar
}

extension NuisanceScalars<Double> {
    init(_ nu: BenchmarkNuisances) {
        self.init(shift: nu.shift, squeeze: nu.squeeze, rotation: nu.rotation)
    }
}

extension NuisanceScalars<SecondOrder3> {
    /// ν with derivatives with respect to the chosen nuisances, the others held fixed.
    ///
    /// - Parameter free: variable number k of the derivatives is `free[k]`.
    init(_ nu: BenchmarkNuisances, free: [BenchmarkNuisance]) {
        func scalar(_ nuisance: BenchmarkNuisance) -> SecondOrder3 {
            guard let variable = free.firstIndex(of: nuisance) else { return SecondOrder3(nu[nuisance]) }
            return SecondOrder3(nu[nuisance], variable: variable)
        }
        self.init(shift: scalar(.shift), squeeze: scalar(.squeeze), rotation: scalar(.rotation))
    }
}
