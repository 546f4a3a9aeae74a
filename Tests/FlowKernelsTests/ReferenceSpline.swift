import Glibc

/// The spline of one event in float64, written as Durkan et al. 2019 (arXiv:1906.04032, eqs. 4-5) print it.
struct ReferenceSpline {
    let xs: [Double]
    let ys: [Double]
    let slopes: [Double]

    init(parameters: [Double], bins: Int) {
        let strength = abs(log(1e-3))
        func knots(_ raw: ArraySlice<Double>) -> [Double] {
            let terms = raw.map { exp($0 / (1 + abs(2 * $0 / strength))) }
            let sum = terms.reduce(0, +)
            var knots = [-5.0]
            for term in terms { knots.append(knots[knots.count - 1] + 10 * term / sum) }
            knots[bins] = 5
            return knots
        }
        xs = knots(parameters[0..<bins])
        ys = knots(parameters[bins..<2 * bins])
        var slopes = [Double](repeating: 1, count: bins + 1)
        for (k, raw) in parameters[(2 * bins)...].prefix(bins).enumerated() {
            slopes[k + 1] = exp(raw / (1 + abs(raw / strength)))
        }
        self.slopes = slopes
    }

    func forward(_ x: Double) -> (y: Double, logDet: Double) {
        if x <= -5 || x > 5 { return (x, 0) }
        guard let k = (0..<xs.count - 1).last(where: { xs[$0] <= x }) else { return (.nan, .nan) }
        let (width, height) = (xs[k + 1] - xs[k], ys[k + 1] - ys[k])
        let s = height / width
        let t = (x - xs[k]) / width
        let (d0, d1) = (slopes[k], slopes[k + 1])
        let denominator = s + (d1 + d0 - 2 * s) * t * (1 - t)
        let y = ys[k] + height * (s * t * t + d0 * t * (1 - t)) / denominator
        let slope = s * s * (d1 * t * t + 2 * s * t * (1 - t) + d0 * (1 - t) * (1 - t)) / (denominator * denominator)
        return (y, log(slope))
    }
}
