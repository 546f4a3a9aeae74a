/// A response of the yields that is known at some values of θ, for example from the weights of templates.
///
/// ln N_c(θ) − ln N_c⁰ is a natural cubic spline through 0 at θ = 0 and through the values of the templates of the
/// class, and a straight line beyond the outermost ones. So N_c agrees with every template, is positive and smooth, and
/// changes by a constant factor for each σ beyond. For one template, or for two that are each other's inverse, ln N_c
/// is a straight line: the log-normal response of arXiv:2602.13184.
public struct TemplateResponse: LogarithmicResponse {
    public static let law = "templates"

    /// The name of θ.
    public let name: String
    /// One curve for each class.
    public let curves: [Curve]

    /// With these values.
    public init(name: String, curves: [Curve]) {
        self.name = name
        self.curves = curves
    }

    public var classes: Int { curves.count }

    public func logFactor(of classIndex: Int, at theta: Double) -> Double { curves[classIndex].jet(at: theta).value }
    public func slope(of classIndex: Int, at theta: Double) -> Double { curves[classIndex].jet(at: theta).slope }
    public func curvature(of classIndex: Int, at theta: Double) -> Double { curves[classIndex].jet(at: theta).bend }

    /// ln of the factor of one class.
    public struct Curve: Sendable, Equatable {
        /// Values of θ in ascending order, including 0.
        public let knots: [Double]
        /// ln(N/N⁰) there; 0 at θ = 0.
        public let values: [Double]
        /// Second derivatives there.
        private let bends: [Double]

        /// The curve of a class that does not respond.
        public static let flat = Curve([:])

        /// - Parameter templates: ln(N/N⁰) by θ; 0 need not be included.
        /// - Precondition: all are finite, and 0 at θ = 0.
        public init(_ templates: [Double: Double]) {
            precondition(
                templates.allSatisfy { $0.key.isFinite && $0.value.isFinite } && templates[0] ?? 0 == 0,
                "a response of \(templates)")
            let points = templates.merging([0: 0]) { $1 }.sorted { $0.key < $1.key }
            knots = points.map(\.key)
            values = points.map(\.value)
            bends = Self.bends(knots, values)
        }

        /// Second derivatives of the natural cubic spline: 0 at both ends, continuous slopes in between.
        private static func bends(_ x: [Double], _ y: [Double]) -> [Double] {
            var bends = x.map { _ in 0.0 }
            let inner = x.indices.dropFirst().dropLast()
            guard !inner.isEmpty else { return bends }
            // Thomas' algorithm on rows hᵢ₋₁ mᵢ₋₁ + 2(hᵢ₋₁ + hᵢ) mᵢ + hᵢ mᵢ₊₁ = 6 (dᵢ − dᵢ₋₁).
            var factors = bends
            for i in inner {
                let (before, after) = (x[i] - x[i - 1], x[i + 1] - x[i])
                let jump = (y[i + 1] - y[i]) / after - (y[i] - y[i - 1]) / before
                let pivot = 2 * (before + after) - before * factors[i - 1]
                factors[i] = after / pivot
                bends[i] = (6 * jump - before * bends[i - 1]) / pivot
            }
            for i in inner.reversed() { bends[i] -= factors[i] * bends[i + 1] }
            return bends
        }

        /// The derivatives of ln(N/N⁰) at θ with respect to its values at the knots, in the order of ``knots``: the
        /// curve is linear in these values. The derivative for θ = 0 is 0, because the value there is always 0.
        public func weights(at theta: Double) -> [Double] {
            knots.map { own in
                guard own != 0 else { return 0 }
                let unit = knots.map { ($0, $0 == own ? 1.0 : 0) }
                return Curve(Dictionary(unit, uniquingKeysWith: { first, _ in first })).jet(at: theta).value
            }
        }

        /// The value with its first two derivatives.
        func jet(at theta: Double) -> (value: Double, slope: Double, bend: Double) {
            guard knots.count > 1 else { return (0, 0, 0) }
            let last = knots.count - 1
            let right = min(max(knots.firstIndex { $0 > theta } ?? last, 1), last)
            let (x0, x1) = (knots[right - 1], knots[right])
            let (y0, y1, m0, m1) = (values[right - 1], values[right], bends[right - 1], bends[right])
            let width = x1 - x0
            let chord = (y1 - y0) / width
            if theta < x0 {
                let slope = chord - width * (2 * m0 + m1) / 6
                return (y0 + slope * (theta - x0), slope, 0)
            }
            if theta > x1 {
                let slope = chord + width * (m0 + 2 * m1) / 6
                return (y1 + slope * (theta - x1), slope, 0)
            }
            let (a, b) = ((x1 - theta) / width, (theta - x0) / width)
            let value: Double = a * y0 + b * y1 + ((a * a * a - a) * m0 + (b * b * b - b) * m1) * width * width / 6
            let slope: Double = chord + ((3 * b * b - 1) * m1 - (3 * a * a - 1) * m0) * width / 6
            return (value, slope, a * m0 + b * m1)
        }
    }
}

extension TemplateResponse.Curve: Codable {
    private enum Key: String, CodingKey { case knots, values }

    /// - Throws: `DecodingError` where knots and values do not make a valid response.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let knots = try container.decode([Double].self, forKey: .knots)
        let values = try container.decode([Double].self, forKey: .values)
        let templates = Dictionary(zip(knots, values), uniquingKeysWith: { first, _ in first })
        guard knots.count == values.count, templates.count == knots.count, templates[0] == 0,
            (knots + values).allSatisfy(\.isFinite)
        else {
            throw DecodingError.dataCorruptedError(
                forKey: .knots, in: container, debugDescription: "knots \(knots) with values \(values)")
        }
        self.init(templates)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(knots, forKey: .knots)
        try container.encode(values, forKey: .values)
    }
}
