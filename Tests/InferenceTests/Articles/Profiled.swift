import FlowKernels
import Flows

@testable import Inference

/// Trains the residual of fitted members, and gives the mixture of every member with T following ν.
func profiled(
    _ mixture: Mixture, members: [TransportMap], space: NuisanceSpace, data: Dataset, bestFit: [Double],
    workers: Workers
) throws -> [Mixture] {
    let residual = AmortizedProfile.residual(
        mixture: mixture, space: space, center: bestFit, layers: 2, hidden: [32, 32], scale: 0.1, seed: 1)
    let profile = AmortizedProfile(
        mixture: mixture, space: space, transfer: members[0],
        events: mixture.preceded(by: members[0]).sample(
            events: 200_000, nuisances: space.expand(bestFit).nuisances, theta: space.expand(bestFit).theta, seed: 1,
            workers: workers),
        center: bestFit, residual: residual, nodes: .stratified(perEvent: 2),
        settings: AmortizedProfile.Settings(epochs: 6, batchSize: 1024, learningRate: 1e-3, patience: 10), seed: 1)
    let trained = try profile.run(workers: workers)
    print("held-out events: gain \(trained.heldOut.gain) ± \(trained.heldOut.gainError) nats an event")
    let balance = try ProfileBalance(
        of: trained.residual, behind: members[0], mixture: mixture, space: space, data: data, point: bestFit,
        workers: workers)
    return members.map { mixture.preceded(by: trained.residual).preceded(by: $0).without(balance.leftover) }
}
