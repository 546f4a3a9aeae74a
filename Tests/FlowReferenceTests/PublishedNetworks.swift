import FlowReference
import Safetensors
import TestSupport

/// The published networks, put together as a mixture, and the inputs of the golden numbers.
struct PublishedNetworks {
    let kinematicBase: SplineFlow
    let scoreBase: SplineFlow
    let kinematics: SystematicDensity
    let scores: SystematicDensity
    let transfer: SplineFlow
    let yields: Yields

    init() throws {
        func tensors(_ name: String) throws -> NamedTensors { NamedTensors(try ReferenceFolder.checkpoint(name)) }
        kinematicBase = try SplineFlow(tensors("kin_density").under("transform."))
        scoreBase = try SplineFlow(tensors("score_density").under("transform."))
        kinematics = try SystematicDensity(tensors("kin_density_residuals"))
        scores = try SystematicDensity(tensors("score_density_residuals"))
        let mixture = try tensors("mixture_step1")
        transfer = try SplineFlow(mixture.under("transfer_model.T."))
        yields = try Yields(mixture)
    }

    func mixture(withTransfer: Bool) -> Mixture {
        Mixture(kinematics: kinematics, scores: scores, transfer: withTransfer ? transfer : nil, yields: yields)
    }
}

/// The rows of a matrix.
func rows(_ file: SafetensorsFile, _ name: String) throws -> [[Double]] {
    let width = try file.shape(name).last ?? 1
    let values = try file.doubles(name)
    return stride(from: 0, to: values.count, by: width).map { Array(values[$0..<$0 + width]) }
}

/// The class as numbers: 1 at its place, 0 elsewhere.
func oneHot(_ index: Int, of count: Int = 2) -> [Double] { (0..<count).map { $0 == index ? 1 : 0 } }

/// The largest absolute difference between two lists of numbers; NaN where any of them is NaN.
func largestDifference(_ left: [Double], _ right: [Double]) -> Double {
    guard left.count == right.count else { return .infinity }
    return zip(left, right).reduce(0) { largest, pair in
        let difference = abs(pair.0 - pair.1)
        return difference.isNaN || largest.isNaN ? .nan : max(largest, difference)
    }
}
