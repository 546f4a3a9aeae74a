import FlowReference
import TestSupport

/// The published networks, put together as a mixture, and the inputs of the golden numbers.
struct PublishedNetworks {
    let kinematicBase: SplineFlow
    let scoreBase: SplineFlow
    let kinematics: SystematicDensity
    let scores: SystematicDensity
    let transfer: SplineFlow
    let yields: ReferenceYields

    init() throws {
        func tensors(_ name: String) throws -> NamedTensors { NamedTensors(try ReferenceFolder.checkpoint(name)) }
        kinematicBase = try SplineFlow(tensors("kin_density").under("transform."))
        scoreBase = try SplineFlow(tensors("score_density").under("transform."))
        kinematics = try SystematicDensity(tensors("kin_density_residuals"))
        scores = try SystematicDensity(tensors("score_density_residuals"))
        let mixture = try tensors("mixture_step1")
        transfer = try SplineFlow(mixture.under("transfer_model.T."))
        yields = try ReferenceYields(mixture)
    }

    func mixture(withTransfer: Bool) -> ReferenceMixture {
        ReferenceMixture(
            kinematics: kinematics, scores: scores, transfer: withTransfer ? transfer : nil, yields: yields)
    }
}
