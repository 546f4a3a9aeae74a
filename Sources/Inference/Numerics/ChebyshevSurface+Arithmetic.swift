/// Sums of surfaces over one window, exact in the coefficients.
extension ChebyshevSurface {
    /// The same polynomial with more nodes.
    func embedded(nodes count: Int) -> ChebyshevSurface {
        precondition(count >= nodes, "\(count) nodes cannot hold a polynomial of \(nodes)")
        guard count > nodes else { return self }
        var result: [Double] = []
        func append(dimension: Int, offset: Int, isInside: Bool) {
            guard dimension < dimensions else {
                result.append(isInside ? coefficients[offset] : 0)
                return
            }
            for order in 0..<count {
                let isInside = isInside && order < nodes
                append(dimension: dimension + 1, offset: offset * nodes + min(order, nodes - 1), isInside: isInside)
            }
        }
        append(dimension: 0, offset: 0, isInside: true)
        return ChebyshevSurface(window: window, nodes: count, coefficients: result)
    }

    /// Σ_b w_b · surface_b of surfaces with the same nodes.
    static func weightedSum(_ surfaces: [ChebyshevSurface], weights: [Double]) -> ChebyshevSurface {
        var sum = [Double](repeating: 0, count: surfaces[0].coefficients.count)
        for (surface, weight) in zip(surfaces, weights) {
            for (index, coefficient) in surface.coefficients.enumerated() { sum[index] += weight * coefficient }
        }
        return ChebyshevSurface(window: surfaces[0].window, nodes: surfaces[0].nodes, coefficients: sum)
    }
}
