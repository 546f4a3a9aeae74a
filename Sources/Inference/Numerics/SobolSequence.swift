/// Sobol's sequence in up to 16 dimensions: points whose every aligned block of 2ʳ fills every axis evenly.
///
/// Sobol 1967, doi:10.1016/0041-5553(67)90144-9, with the direction numbers of Joe and Kuo 2008,
/// doi:10.1137/070709359. Coordinates are binary fractions of 32 bits. Point n is the exclusive or of the direction
/// numbers of the binary digits of n itself, not of its Gray code, so that any point is found without those before it;
/// blocks of 2ʳ points hold the same points in either order.
struct SobolSequence: Sendable {
    static let maximumDimensions = 16

    /// One for each of 32 digits, for each dimension.
    private let directions: [[UInt32]]

    init(dimensions: Int) {
        precondition(
            (1...Self.maximumDimensions).contains(dimensions), "a Sobol sequence in \(dimensions) dimensions")
        directions =
            [(0..<32).map { 1 << (31 - $0) }]
            + Self.primitive.prefix(dimensions - 1).map { Self.directions(coefficients: $0.0, initial: $0.1) }
    }

    /// One coordinate of point `index`, as a fraction of 2³².
    func coordinate(_ dimension: Int, ofPoint index: UInt32) -> UInt32 {
        var (digits, result) = (index, UInt32(0))
        while digits != 0 {
            result ^= directions[dimension][digits.trailingZeroBitCount]
            digits &= digits - 1
        }
        return result
    }

    /// v_i = a₁v_{i−1} ⊕ … ⊕ a_{s−1}v_{i−s+1} ⊕ v_{i−s} ⊕ (v_{i−s} ≫ s), begun with v_i = m_i 2^{32−i}.
    private static func directions(coefficients: UInt32, initial: [UInt32]) -> [UInt32] {
        let degree = initial.count
        var directions = initial.enumerated().map { $1 << UInt32(31 - $0) }
        for i in degree..<32 {
            var next = directions[i - degree] ^ (directions[i - degree] >> UInt32(degree))
            for k in 1..<max(degree, 1) where coefficients >> UInt32(degree - 1 - k) & 1 == 1 {
                next ^= directions[i - k]
            }
            directions.append(next)
        }
        return directions
    }

    /// Inner coefficients of a primitive polynomial, as a number whose lowest digit is a_{s−1}, and m₁ … m_s, for
    /// dimensions 2 to 16.
    private static let primitive: [(UInt32, [UInt32])] = [
        (0, [1]), (1, [1, 3]), (1, [1, 3, 1]), (2, [1, 1, 1]), (1, [1, 1, 3, 3]), (4, [1, 3, 5, 13]),
        (2, [1, 1, 5, 5, 17]), (4, [1, 1, 5, 5, 5]), (7, [1, 1, 7, 11, 19]), (11, [1, 1, 5, 1, 1]),
        (13, [1, 1, 1, 3, 11]), (14, [1, 3, 5, 5, 31]), (1, [1, 3, 3, 9, 7, 49]), (13, [1, 1, 1, 15, 21, 21]),
        (16, [1, 3, 1, 13, 27, 49]),
    ]
}
