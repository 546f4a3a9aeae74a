import FlowKernels
import Flows
import Foundation
import Inference

/// A mixture whose density is known in closed form: one kinematic and one score feature, both normal given the class.
///
/// Residuals with a linear conditioner take the features to standard normals:
///
///     z_x = x exp(s ν₂) + t_c (ν₁ + 1),    z_y = y exp(s′ ν₂) + (a_c + k x)(ν₁ + 1)
struct NormalMixture {
    let shifts = [3.0, -3.0]
    let scoreShifts = [1.0, -0.5]
    let slope = 0.25
    let stretch = 0.2
    let scoreStretch = -0.1
    let mixture: Mixture

    init(yields: Yields = Yields(nominal: [300, 100])) {
        let kinematics = Self.residual(shift: shifts, stretch: [stretch, stretch])
        let score = Self.residual(
            shift: scoreShifts + [slope], stretch: [scoreStretch, scoreStretch, 0])
        mixture = Mixture(
            kinematics: Flow([kinematics]), score: Flow([score]), yields: yields, nuisances: ["shift", "stretch"])
    }

    /// - Parameters:
    ///   - shift: what each context input adds to t of the first nuisance.
    ///   - stretch: what each adds to s of the second.
    private static func residual(shift: [Double], stretch: [Double]) -> TransportMap {
        let residual = PolynomialResidual(
            order: [0], contextCount: shift.count, centers: [-1, 0], scales: [1, 1], hidden: [])
        let parameters = ParameterBuffer(count: residual.layout.count)
        for slot in residual.layout.slots where slot.name.hasSuffix("weight") {
            let isShift = slot.name.hasPrefix("nuisance.0")
            let matrix = slot.matrix(in: parameters)
            for (column, value) in (isShift ? shift : stretch).enumerated() {
                // Rows: A and B of s, then of t.
                matrix[isShift ? 2 : 0, column] = Float(value)
            }
        }
        return TransportMap(residual, parameters: parameters)
    }

    /// Mean and standard deviation of x in a class.
    func kinematics(_ c: Int, _ nu: [Double]) -> (mean: Double, deviation: Double) {
        let deviation = exp(-stretch * nu[1])
        return (-shifts[c] * (nu[0] + 1) * deviation, deviation)
    }

    /// Mean and standard deviation of y given x in a class.
    func score(_ c: Int, x: Double, _ nu: [Double]) -> (mean: Double, deviation: Double) {
        let deviation = exp(-scoreStretch * nu[1])
        return (-(scoreShifts[c] + slope * x) * (nu[0] + 1) * deviation, deviation)
    }

    func logDensity(x: Double, y: Double, nu: [Double], theta: [Double] = []) -> Double {
        func normal(_ value: Double, _ shape: (mean: Double, deviation: Double)) -> Double {
            let z = (value - shape.mean) / shape.deviation
            return exp(-z * z / 2) / (shape.deviation * (2 * Double.pi).squareRoot())
        }
        let expected = mixture.yields.expected(theta)
        let total = expected.reduce(0, +)
        return log(
            (0..<2).reduce(0.0) { sum, c in
                sum + expected[c] / total * normal(x, kinematics(c, nu)) * normal(y, score(c, x: x, nu))
            })
    }
}
