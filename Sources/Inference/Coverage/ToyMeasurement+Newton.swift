import Statistics

extension ToyMeasurement {
    /// The same from the likelihood itself, for more nuisances than a surface holds.
    ///
    /// - Throws: ``ToyScan/Failure`` where the best fit was not found; whatever the likelihood throws.
    public init(_ scan: NewtonScan, truth: [Int: Double]) throws {
        precondition(!truth.isEmpty, "a toy without a truth")
        guard scan.maximum.isFinite else {
            throw ToyScan.Failure.notFinite(member: scan.combined.notNumbers.first ?? 0)
        }
        guard scan.converged else { throw ToyScan.Failure.notConverged }
        let places = truth.keys.sorted()
        let nuisances = try places.map { index in
            let value = truth[index] ?? .nan
            return Nuisance(
                name: scan.nuisances[index], truth: value, best: scan.bestFit[index],
                interval: try scan.interval(index, level: ConfidenceLevel.oneSigma.deviance(degreesOfFreedom: 1)),
                interval95: try scan.interval(
                    index, level: ConfidenceLevel.ninetyFivePercent.deviance(degreesOfFreedom: 1)),
                deviance: try scan.profiled(index, at: value))
        }
        let joint = try scan.profile(fixing: truth).deviance
        let contour =
            places.count > 1
            ? try scan.contour(places[0], places[1], level: ConfidenceLevel.oneSigma.deviance(degreesOfFreedom: 2))
            : nil
        guard scan.unsettled == 0 else { throw ToyScan.Failure.notConverged }
        self.init(
            nuisances: nuisances, jointDeviance: joint, effectiveMembers: scan.combined.effectiveMembers,
            contour: contour)
    }
}
