@testable import Inference

/// The largest change of a best fit that one member makes.
func influence<Likelihood: ProfiledLikelihood>(_ likelihood: Likelihood) throws(Likelihood.Failure) -> Double {
    var largest = 0.0
    for left in 0..<likelihood.memberCount where likelihood.memberCount > 1 {
        let others = try likelihood.subset((0..<likelihood.memberCount).filter { $0 != left })
        for (one, all) in zip(others.bestFit, likelihood.bestFit) { largest = max(largest, abs(one - all)) }
    }
    return largest
}
