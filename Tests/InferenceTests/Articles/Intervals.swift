import FlowKernels
import Statistics

@testable import Inference

/// Prints the interval of the first nuisance under every combination.
func intervals(
    _ mixtures: [Mixture], space: NuisanceSpace, data: Dataset, window: [ClosedRange<Double>], workers: Workers
) throws {
    let likelihood = EnsembleLikelihood(mixtures: mixtures, space: space, data: data, workers: workers)
    let surfaces = try CheckedSurface.members(
        of: EnsembleEvaluation(likelihood, workers: workers), window: window, tolerance: 0.05, seed: 1)
    let members = MemberSurfaces(nuisances: space.profiled, surfaces: surfaces)
    for combination in EnsembleCombination.allCases {
        let combined = SurfaceLikelihood(members: members, combination: combination)
        let interval = combined.interval(0, level: 1)
        print(combination, combined.bestFit[0], interval.lower, interval.upper, combined.effectiveMembers)
    }
}
