/// The straight lines in ν along which second derivatives make up a Hessian.
///
/// Along e_k and e_k + e_l, k < l, polarization gives H_kl = ½ [D²(e_k + e_l) − D²(e_k) − D²(e_l)]; the gradient are
/// the first derivatives along e_k.
struct HessianDirections: Sendable {
    /// The coordinates of ν that move, by their index.
    let coordinates: [Int]
    /// Unit vectors first, [direction][nuisance].
    let vectors: [[Float]]
    private let isDiagonal: Bool

    /// - Parameters:
    ///   - nuisances: the number of all nuisances, moving or not.
    ///   - isDiagonal: whether only the diagonal is needed; the rest of ``hessian(_:)`` is then 0.
    init(coordinates: [Int], nuisances: Int, isDiagonal: Bool = false) {
        self.coordinates = coordinates
        self.isDiagonal = isDiagonal
        func vector(_ moving: [Int]) -> [Float] { (0..<nuisances).map { moving.contains($0) ? 1 : 0 } }
        let pairs = coordinates.indices.flatMap { k in (k + 1..<coordinates.count).map { (k, $0) } }
        vectors =
            coordinates.map { vector([$0]) }
            + (isDiagonal ? [] : pairs.map { vector([coordinates[$0], coordinates[$1]]) })
    }

    /// The Hessian among the moving coordinates from the second derivatives along ``vectors``.
    func hessian(_ second: [Double]) -> [[Double]] {
        precondition(second.count == vectors.count, "\(second.count) second derivatives of \(vectors.count)")
        let count = coordinates.count
        var hessian = (0..<count).map { k in (0..<count).map { $0 == k ? second[k] : 0 } }
        guard !isDiagonal else { return hessian }
        var next = count
        for k in 0..<count {
            for l in k + 1..<max(count, k + 1) {
                hessian[k][l] = (second[next] - second[k] - second[l]) / 2
                hessian[l][k] = hessian[k][l]
                next += 1
            }
        }
        return hessian
    }
}
