/// The members, to be drawn over their combination.
extension SurfaceLikelihood {
    /// From where the deviance of one member is counted.
    public enum Origin: Sendable {
        /// Its own maximum over the window: every member's curve touches zero.
        case ownMaximum
        /// The maximum of the combination: how far below a member lies, negative where it is above.
        case combinedMaximum
    }

    /// −2Δln L of one member alone, rebased as the combination is.
    public func memberDeviance(_ member: Int, at point: [Double], from origin: Origin) -> Double {
        let scan = members.scans[member]
        switch origin {
        case .ownMaximum: return scan.deviance(at: point)
        case .combinedMaximum:
            let rebased = scan.surface.value(at: point) - (combination.isRebased ? scan.maximum : 0)
            return 2 * (maximum - rebased)
        }
    }

    /// Every member's value, gradient and Hessian of the negative log-likelihood at a point.
    public func memberDerivatives(at point: [Double]) -> [MemberDerivatives] {
        members.scans.map { scan in
            let derivatives = scan.surface.derivatives(at: point)
            return MemberDerivatives(
                logLikelihood: derivatives.value, gradient: derivatives.gradient.map { -$0 },
                hessian: derivatives.hessian.map { $0.map { -$0 } })
        }
    }

    /// The Hessian of the combination at ν̂.
    public func hessianAtBestFit() -> EnsembleHessian {
        EnsembleHessian(members: memberDerivatives(at: bestFit), combination: combination)
    }
}
