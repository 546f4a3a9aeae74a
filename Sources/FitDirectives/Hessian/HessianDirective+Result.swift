import Inference
import Report

extension HessianDirective {
    /// A combined Hessian and what follows from it. Matrices are in the order of ``order``; no covariance follows unless
    /// the outcome is ``Outcome/positiveDefinite``.
    struct Result: ResultGroup {
        let nuisances: ResultsByName<ProfiledNuisances, Nuisance>
        let order: [String]
        let prior: Bool
        let combination: EnsembleCombination
        let outcome: Outcome
        let notUsable: [Int]?
        let outsideProfile: [String]?
        let weights: ResultsByNumber<EnsembleMembers, Double>
        let effectiveMembers: Double
        let gradient: [Double]
        let meanHessian: [[Double]]
        let gradientCovariance: [[Double]]
        let hessian: [[Double]]
        let eigenvalues: [Double]?
        let covariance: [[Double]]?
        let correlation: [[Double]]?
        let distance: Double?
        let modes: ResultsByNumber<PrincipalModes, Mode>?
        let members: ResultsByNumber<EnsembleMembers, MemberDerivatives>

        static let meanings = [
            "nuisances": "The profiled nuisances, by name.", "order": "Their names, in the order of the matrices.",
            "prior": "Whether the likelihood includes the nuisances' priors.",
            "combination": "How members are combined.", "outcome": "Whether H is that of a minimum.",
            "not-usable": "Members, counted from 0, whose derivatives cannot be used; absent where all can.",
            "outside-profile":
                "Nuisances whose value leaves the window in which T was trained; only where T is profiled.",
            "weights": "w_b of every member.", "effective-members": "B_eff = (Σw)²/Σw².",
            "gradient": "ḡ = Σ w_b g_b of −ln L.", "mean-hessian": "Σ w_b H_b.",
            "gradient-covariance": "Cov_w[g] = Σ w_b (g_b − ḡ)(g_b − ḡ)ᵀ.",
            "hessian": "H = Σ w_b H_b − Cov_w[g].", "eigenvalues": "Eigenvalues of H.", "covariance": "H⁻¹.",
            "correlation": "Correlations from H⁻¹.",
            "distance": "√(ḡᵀ H⁻¹ ḡ): the Newton step to the minimum, in σ along its direction.",
            "modes": "The principal modes, the widest first.", "members": "Every member alone.",
        ]
        static let absences = [
            "not-usable": "none", "covariance": "no minimum", "correlation": "no minimum", "distance": "no minimum",
            "modes": "no minimum",
        ]
    }

    enum Outcome: String, Codable, CaseIterable, Sendable {
        case positiveDefinite = "positive definite"
        case notPositiveDefinite = "not positive definite"
        case membersNotPositiveDefinite = "members not positive definite"
        case membersNotFinite = "members not finite"
    }

    enum PrincipalModes: ResultNames { static let placeholder = "MODE" }

    struct Nuisance: ResultGroup {
        let at: Double
        let gradient: Double
        let sigma: Double?
        let newtonStep: Double?
        let newtonStepInSigma: Double?
        let correlation: ResultsByName<ProfiledNuisances, Double>?

        static let meanings = [
            "at": "Where the derivatives were taken.", "gradient": "∂(−ln L)/∂ν.",
            "sigma": "√(H⁻¹)_kk: σ with all others profiled.", "newton-step": "−(H⁻¹ ḡ)_k: the step to the minimum.",
            "newton-step-in-sigma": "The same in units of σ.", "correlation": "Correlation with every nuisance.",
        ]
        static let absences = [
            "sigma": "no minimum", "newton-step": "no minimum", "newton-step-in-sigma": "no minimum",
            "correlation": "no minimum",
        ]
    }

    struct Mode: ResultGroup {
        let sigma: Double
        let direction: ResultsByName<ProfiledNuisances, Double>

        static let meanings = [
            "sigma": "σ along the direction.", "direction": "The unit eigenvector of H, by nuisance.",
        ]
    }

    static func absentValues(_ options: Options, _ document: DocumentContext) -> [String] {
        let source = source(options, document)
        let isProfiled = source.flatMap { document.options($0.cell) }?.isOf(ProfileDirective.self) ?? true
        return isProfiled ? [] : ["outside-profile"]
    }

    static func names(of kind: any ResultNames.Type, _ options: Options, _ document: DocumentContext) -> [String]? {
        guard let source = source(options, document) else { return nil }
        let nuisances = source.nuisances(document)
        if kind == ProfiledNuisances.self { return nuisances }
        if kind == PrincipalModes.self { return nuisances?.indices.map(String.init) }
        return kind == EnsembleMembers.self ? source.members(document) : nil
    }
}

extension HessianDirective.Result {
    /// - Parameter point: the point of the derivatives, in the order of `order`.
    init(
        _ hessian: EnsembleHessian, of members: [MemberDerivatives], at point: [Double], order: [String],
        combination: EnsembleCombination, prior: Bool, outsideProfile: [String]? = nil
    ) {
        let approximation = hessian.outcome.approximation
        func byName(_ values: [Double]) -> ResultsByName<ProfiledNuisances, Double> {
            ResultsByName(zip(order, values))
        }
        self.order = order
        self.prior = prior
        self.outsideProfile = outsideProfile
        self.combination = combination
        switch hessian.outcome {
        case .positiveDefinite(let approximation):
            (outcome, notUsable) = (.positiveDefinite, nil)
            eigenvalues = approximation.modes.map { 1 / ($0.deviation * $0.deviation) }
        case .notPositiveDefinite(let values):
            (outcome, notUsable, eigenvalues) = (.notPositiveDefinite, nil, values)
        case .membersNotPositiveDefinite(let members):
            (outcome, notUsable, eigenvalues) = (.membersNotPositiveDefinite, members, nil)
        case .membersNotFinite(let members): (outcome, notUsable, eigenvalues) = (.membersNotFinite, members, nil)
        }
        nuisances = ResultsByName(
            order.enumerated().map { index, name in
                (
                    name,
                    HessianDirective.Nuisance(
                        at: point[index], gradient: hessian.gradient[index],
                        sigma: approximation?.deviations[index], newtonStep: approximation?.newtonStep[index],
                        newtonStepInSigma: approximation?.newtonStepInDeviations[index],
                        correlation: approximation.map { byName($0.correlation[index]) })
                )
            })
        let total = hessian.weights.reduce(0, +)
        weights = ResultsByNumber(hessian.weights)
        effectiveMembers = total * total / hessian.weights.reduce(0) { $0 + $1 * $1 }
        gradient = hessian.gradient
        meanHessian = hessian.meanHessian
        gradientCovariance = hessian.gradientCovariance
        self.hessian = hessian.matrix
        covariance = approximation?.covariance
        correlation = approximation?.correlation
        distance = approximation?.distance
        modes = approximation.map { approximation in
            ResultsByNumber(
                approximation.modes.map {
                    HessianDirective.Mode(sigma: $0.deviation, direction: byName($0.direction))
                })
        }
        self.members = ResultsByNumber(members)
    }
}
