import FlowKernels
import Flows
import RandomStreams
import Testing

/// Every kind of bijection, in the sizes that the laws of ``BijectionLawTests`` are checked at.
enum BijectionCatalogue {
    struct Entry: Sendable, CustomTestStringConvertible {
        let name: String
        let bijection: any Bijection
        var testDescription: String { name }

        /// The order of a single autoregressive layer; nil for what is none.
        var order: [Int]? {
            switch bijection {
            case let spline as MaskedAutoregressiveSpline: spline.conditioner.order
            case let affine as MaskedAutoregressiveAffine: affine.conditioner.order
            case let residual as PolynomialResidual: residual.order
            default: nil
            }
        }

        /// Random parameters, the zero ones of fresh residuals included, so that nothing vanishes by accident.
        var map: TransportMap {
            let fresh = TransportMap(initializing: bijection, seed: 11)
            var stream = RandomStream(seed: 11, purpose: "catalogue", index: 0)
            let values = fresh.parameters.values.map { value in
                let random = Float(0.1 * (2 * stream.uniform() - 1))
                return value == 0 ? random : value
            }
            return TransportMap(bijection, parameters: ParameterBuffer(values))
        }
    }

    static let all =
        splines + affines + residuals + permutations + standardizations + compositions + contextStandardized + held

    static let splines = [
        spline("one feature without context", [0], context: 0, bins: 4, hidden: [6]),
        spline("one feature with context", [0], context: 2, bins: 8, hidden: [6, 5]),
        spline("ascending", [0, 1], context: 2, bins: 5, hidden: [10, 10]),
        spline("descending", [1, 0], context: 5, bins: 5, hidden: [10, 10]),
        spline("free right end, descending", [1, 0], context: 2, bins: 6, derivatives: 7, hidden: [8, 8]),
        spline("free right end, three features", [0, 1, 2], context: 0, bins: 4, derivatives: 5, hidden: [7]),
        spline("rectified units, order no involution", [2, 0, 1], context: 5, bins: 4, hidden: [10, 12, 7], .relu),
        spline(
            "eight features, fewer units than features", [7, 6, 5, 4, 3, 2, 1, 0], context: 0, bins: 3, hidden: [5]),
        spline("eight features, unequal layers", [3, 0, 6, 1, 7, 2, 5, 4], context: 5, bins: 4, hidden: [19, 11]),
        spline("no hidden layer", [1, 2, 0], context: 2, bins: 4, hidden: []),
        spline(
            "units of few degrees", [0, 2, 1], context: 2, bins: 4, hidden: [6, 5],
            unitsByDegree: [[0, 6, 0], [1, 0, 4]]),
        spline(
            "units that see nothing", [1, 0, 2], context: 0, bins: 4, hidden: [6, 5],
            unitsByDegree: [[2, 0, 4], [2, 1, 2]]),
    ]

    static let affines = [
        Entry(
            name: "affine, one feature without context",
            bijection: MaskedAutoregressiveAffine(order: [0], contextCount: 0, hidden: [5])),
        Entry(
            name: "affine, descending",
            bijection: MaskedAutoregressiveAffine(order: [1, 0], contextCount: 3, hidden: [8, 6])),
        Entry(
            name: "affine, three features, rectified units",
            bijection: MaskedAutoregressiveAffine(
                order: [2, 0, 1], contextCount: 2, hidden: [7], activation: .relu)),
    ]

    static let residuals = [
        residual("one feature, one nuisance", features: 1, context: 0, layers: 1, nuisances: 1, hidden: [5]),
        residual("one layer", features: 2, context: 2, layers: 1, nuisances: 2, hidden: [8, 8]),
        residual(
            "one layer with a pair", features: 2, context: 5, layers: 1, nuisances: 2, [NuisancePair(0, 1)],
            hidden: [8, 6]),
        residual(
            "two layers with pairs", features: 3, context: 2, layers: 2, nuisances: 3,
            [NuisancePair(0, 2), NuisancePair(1, 2)], hidden: [6, 5]),
        residual(
            "three layers with a pair", features: 2, context: 0, layers: 3, nuisances: 3, [NuisancePair(0, 2)],
            hidden: [6]),
        residual(
            "one layer with a pair to third order", features: 2, context: 5, layers: 1, nuisances: 2,
            [NuisancePair(0, 1)], .third, hidden: [8, 6]),
        residual(
            "one feature with pairs to third order", features: 1, context: 0, layers: 1, nuisances: 3,
            [NuisancePair(0, 1), NuisancePair(0, 2)], .third, hidden: [5]),
        residual(
            "two layers with pairs to third order", features: 3, context: 2, layers: 2, nuisances: 3,
            [NuisancePair(0, 2), NuisancePair(1, 2)], .third, hidden: [6, 5]),
        residual("eight features", features: 8, context: 5, layers: 2, nuisances: 2, hidden: [12, 9]),
        Entry(
            name: "bare residual, order no involution",
            bijection: PolynomialResidual(
                order: [2, 0, 1], contextCount: 2, centers: [0.3, -0.7], scales: [0.5, 1.7],
                pairs: [NuisancePair(0, 1)], damping: 0.2, crossDamping: 0.3, hidden: [7, 9])),
        Entry(
            name: "residual whose networks differ",
            bijection: PolynomialResidual(
                order: [0, 1], contextCount: 2, centers: [0.3, -0.7], scales: [0.5, 1.7],
                pairs: [NuisancePair(0, 1)], damping: 0.2, crossDamping: 0.3, hidden: [7],
                networks: [
                    ConditionerShape(hidden: [7]),
                    ConditionerShape(hidden: [4, 5], unitsByDegree: [[1, 3], [5, 0]]),
                    ConditionerShape(hidden: [3]),
                ])),
        Entry(
            name: "bare residual to third order, order no involution, networks that differ",
            bijection: PolynomialResidual(
                order: [2, 0, 1], contextCount: 2, centers: [0.3, -0.7], scales: [1.2, 1.7],
                pairs: [NuisancePair(0, 1)], damping: 0.2, crossDamping: 0.3, crossOrder: .third, hidden: [7],
                networks: [
                    ConditionerShape(hidden: [7]), ConditionerShape(hidden: [5, 4]), ConditionerShape(hidden: [4]),
                ])),
    ]

    static let held = [
        Entry(
            name: "residual held at one point",
            bijection: HeldNuisances(
                PolynomialResidual(
                    order: [1, 0], contextCount: 2, centers: [0.3, -0.7], scales: [0.5, 1.7],
                    pairs: [NuisancePair(0, 1)], damping: 0.2, crossDamping: 0.3, hidden: [7]), at: [0.8, -0.2]))
    ]

    static let permutations = [
        Entry(name: "reversal", bijection: Permutation.reversal(features: 2)),
        Entry(name: "permutation that is no involution", bijection: Permutation([2, 0, 1])),
    ]

    static let standardizations = [
        Entry(
            name: "standardization of three features",
            bijection: Standardization(means: [0.3, -1.2, 0], scales: [0.6, 1.7, 2.5]))
    ]

    static let compositions = [
        Entry(
            name: "affine transform between residual and splines",
            bijection: Composition([
                FactorizableResidual.polynomial(
                    features: 2, contextCount: 2, layers: 1, centers: [0.5], scales: [2], damping: 0.1, hidden: [6]),
                NeuralSplineFlow.autoregressive(
                    features: 2, contextCount: 2, transforms: 1, bins: 5, hidden: [8], activation: .elu, affine: true),
            ])),
        Entry(
            name: "standardized flow behind a residual",
            bijection: Composition([
                FactorizableResidual.polynomial(
                    features: 2, contextCount: 2, layers: 2, centers: [0.5], scales: [2], damping: 0.1, hidden: [6]),
                NeuralSplineFlow.autoregressive(
                    features: 2, contextCount: 2, transforms: 2, bins: 5, hidden: [8],
                    standardization: Standardization(means: [0.4, -0.7], scales: [1.3, 0.8])),
            ])),
        Entry(
            name: "flow of two transforms",
            bijection: NeuralSplineFlow.autoregressive(
                features: 2, contextCount: 2, transforms: 2, bins: 5, hidden: [8, 8])),
        Entry(
            name: "residual before splines and a permutation",
            bijection: Composition([
                FactorizableResidual.polynomial(
                    features: 3, contextCount: 2, layers: 1, centers: [0.5], scales: [2], damping: 0.1, hidden: [6]),
                MaskedAutoregressiveSpline(
                    order: [1, 0, 2], contextCount: 0, bins: 4, hidden: [8, 7], activation: .elu),
                Permutation([1, 2, 0]),
                MaskedAutoregressiveSpline(
                    order: [0, 1, 2], contextCount: 2, bins: 3, hidden: [8], activation: .elu),
            ])),
    ]

    static let contextStandardized = [
        Entry(
            name: "flow of standardized features and context",
            bijection: ContextStandardized(
                Composition([
                    FactorizableResidual.polynomial(
                        features: 2, contextCount: 3, layers: 1, centers: [0.5], scales: [2], damping: 0.1, hidden: [6]),
                    NeuralSplineFlow.autoregressive(
                        features: 2, contextCount: 3, transforms: 1, bins: 5, hidden: [8],
                        standardization: Standardization(means: [0.5, -1], scales: [2, 0.75])),
                ]), Standardization(means: [0, 0, 0.25], scales: [1, 1, 1.5]))),
        Entry(
            name: "residual of two layers in the features' own units",
            bijection: FactorizableResidual.polynomial(
                features: 2, contextCount: 3, layers: 2, centers: [0.5, -0.2], scales: [2, 1],
                pairs: [NuisancePair(0, 1)], damping: 0.1, crossDamping: 0.2, hidden: [6], inputs: inputs)),
        Entry(
            name: "splines in the features' own units",
            bijection: inputs.map(
                NeuralSplineFlow.transforms(
                    features: 2, contextCount: 3, transforms: 2, bins: 5, hidden: [8], descendingFirst: true))),
    ]

    private static let inputs = StandardizedInputs(
        features: Standardization(means: [0.5, -1], scales: [2, 0.75]),
        context: Standardization(means: [0, 0, 0.25], scales: [1, 1, 1.5]))

    private static func spline(
        _ name: String, _ order: [Int], context: Int, bins: Int, derivatives: Int? = nil, hidden: [Int],
        _ activation: Activation = .elu, unitsByDegree: [[Int]]? = nil
    ) -> Entry {
        Entry(
            name: "spline, \(name)",
            bijection: MaskedAutoregressiveSpline(
                order: order, contextCount: context, bins: bins, derivatives: derivatives, hidden: hidden,
                activation: activation, unitsByDegree: unitsByDegree))
    }

    private static func residual(
        _ name: String, features: Int, context: Int, layers: Int, nuisances: Int, _ pairs: [NuisancePair] = [],
        _ crossOrder: CrossOrder = .second, hidden: [Int]
    ) -> Entry {
        Entry(
            name: "residual, \(name)",
            bijection: FactorizableResidual.polynomial(
                features: features, contextCount: context, layers: layers,
                centers: (0..<nuisances).map { 0.3 * Float($0) - 0.1 },
                scales: (0..<nuisances).map { 1 + 0.7 * Float($0) }, pairs: pairs, damping: 0.1, crossDamping: 0.25,
                crossOrder: crossOrder, hidden: hidden))
    }
}
