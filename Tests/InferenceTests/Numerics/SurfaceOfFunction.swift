@testable import Inference

extension ChebyshevSurface {
    /// The interpolant of a function.
    init(window: [ClosedRange<Double>], nodes: Int, function: ([Double]) -> Double) {
        self.init(
            window: window, nodes: nodes, values: Self.points(window: window, nodes: nodes).map(function))
    }
}
